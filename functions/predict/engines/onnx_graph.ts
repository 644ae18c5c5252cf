import type { Rows } from "@mlops/model";
import type { ModelDescription } from "@mlops/onnx";
import type { OnnxruntimeSession, Tensors } from "./onnxruntime_session.ts";
import type { ModelInputs } from "./plan_inputs.ts";
import type { ModelOutputs } from "./plan_outputs.ts";
import { toTensors } from "./to_tensors.ts";

type Tensor = Tensors[string];

/** What a graph says of some rows. */
export interface GraphAnswer {
  /** Row-major `[nRows, nOutputs]`. */
  readonly numbers: Float64Array;
  /** Each row's label as text; `null` if the graph gives none. */
  readonly labels: readonly string[] | null;
}

/** An open graph, and what its inputs and outputs are called. */
export class OnnxGraph {
  /** How rows go into it. */
  readonly inputs: ModelInputs;
  /** Which outputs say what. */
  readonly outputs: ModelOutputs;
  /** What it is, for people, e.g. `ONNX graph (LinearClassifier, Normalizer)`. */
  readonly kind: string;
  readonly #session: OnnxruntimeSession;

  /**
   * Wraps an open session.
   *
   * @param plan What the graph holds, and how it is used.
   */
  constructor(
    session: OnnxruntimeSession,
    plan: { description: ModelDescription; inputs: ModelInputs; outputs: ModelOutputs },
  ) {
    this.#session = session;
    this.inputs = plan.inputs;
    this.outputs = plan.outputs;
    const operators = [...new Set(plan.description.nodes.map(({ opType }) => opType))];
    const shown = operators.slice(0, 6).join(", ");
    this.kind = `ONNX graph (${shown}${operators.length > 6 ? ", …" : ""})`;
  }

  /**
   * Runs rows through the graph; one by one if it takes no more.
   *
   * @param rows The rows; copied before this returns.
   * @returns What it says of them.
   */
  async run(rows: Rows): Promise<GraphAnswer> {
    const { inputs } = this;
    if (inputs.batchSize === null || rows.nRows === 1) return await this.#runBatch(rows);
    const width = inputs.features.length;
    const copy = { ...rows, numbers: rows.numbers.slice() };
    const answers: GraphAnswer[] = [];
    for (let row = 0; row < rows.nRows; row++) {
      const [begin, end] = [row * width, (row + 1) * width];
      answers.push(
        await this.#runBatch({
          nRows: 1,
          numbers: copy.numbers.subarray(begin, end),
          texts: copy.texts?.slice(begin, end) ?? null,
        }),
      );
    }
    const nOutputs = answers[0]!.numbers.length;
    const numbers = new Float64Array(rows.nRows * nOutputs);
    answers.forEach((answer, row) => numbers.set(answer.numbers, row * nOutputs));
    const hasLabels = answers[0]!.labels !== null;
    return { numbers, labels: hasLabels ? answers.flatMap(({ labels }) => labels!) : null };
  }

  /** Frees the graph once the runs before it are done. */
  release(): Promise<void> {
    return this.#session.release();
  }

  async #runBatch(rows: Rows): Promise<GraphAnswer> {
    const { label, numbers: names } = this.outputs;
    const wanted = label === null ? names : [label, ...names];
    const found = await this.#session.run(toTensors(rows, this.inputs, this.#session), wanted);
    for (const name of wanted) requireRows(name, found[name]!, rows.nRows);
    const columns = names.map((name) => toNumbers(found[name]!));
    return {
      numbers: columns.length === 1 ? columns[0]! : interleave(columns, rows.nRows),
      labels: label === null ? null : toLabels(found[label]!),
    };
  }
}

/** A graph may say one thing of all rows, or several of each. */
function requireRows(name: string, { dims }: Tensor, nRows: number): void {
  if (dims[0] === nRows && dims.length <= 2) return;
  throw new Error(`its output "${name}" must have a row for each row: has [${dims}] for ${nRows}`);
}

function toNumbers({ data }: Tensor): Float64Array {
  return data instanceof Float64Array ? data : Float64Array.from(data as Float32Array);
}

function interleave(columns: readonly Float64Array[], nRows: number): Float64Array {
  const numbers = new Float64Array(nRows * columns.length);
  columns.forEach((column, index) => {
    for (let row = 0; row < nRows; row++) numbers[row * columns.length + index] = column[row]!;
  });
  return numbers;
}

function toLabels({ data, type }: Tensor): string[] {
  return Array.from(
    data as Iterable<bigint | number | string>,
    (label) => type === "bool" ? `${label !== 0}` : `${label}`,
  );
}

import { type Rows, ValueError } from "@mlops/model";
import type { ColumnTraits } from "./column_traits.ts";
import { shareParts, type Transformer, widestOf } from "./transformer.ts";

/** Transformers one after the other. */
export class Chain implements Transformer {
  /** Number of columns that the first one takes. */
  readonly nInputs: number;
  /** The first one's input that each output of the last one comes from. */
  readonly sources: readonly number[];
  /** Outputs of the last one that are the same in every row. */
  readonly constants: ReadonlyMap<number, number>;
  /** Whether one of them joins columns. */
  readonly joins: boolean;
  /** Why contributions cannot be brought back through one of them. */
  readonly unexplained: string | undefined;
  /** Whether one of them makes sums of all columns. */
  readonly mixes: boolean;
  /** Whether a step stands behind one that makes such sums. */
  readonly changesSums: boolean;
  /** Whether one of them makes columns of rounding errors. */
  readonly hasNoise: boolean;
  /** Whether Python hands on a sparse table; `undefined` if it depends on what the first one is given. */
  readonly isSparse: boolean | undefined;
  /** Whether one of them leaves the zeros of a sparse table as they are. */
  readonly keepsZeros: boolean;
  /** Most columns that one of them makes. */
  readonly widest: number;
  readonly #steps: readonly Transformer[];
  // Of each step: where its inputs come from.
  readonly #origins: readonly (readonly number[])[];

  /**
   * Joins steps that fit together.
   *
   * @param steps The steps; without any, columns stay as they are.
   * @param nInputs Number of columns.
   */
  constructor(steps: readonly Transformer[], nInputs: number) {
    this.nInputs = nInputs;
    this.#steps = steps;
    let origin: readonly number[] = Array.from({ length: nInputs }, (_, index) => index);
    let constants: ReadonlyMap<number, number> = new Map();
    const origins = [];
    for (const step of steps) {
      origins.push(origin);
      const before = origin;
      origin = step.sources.map((source) => before[source]!);
      constants = new Map([...carryOver(constants, step), ...step.constants ?? []]);
    }
    this.#origins = origins;
    this.sources = origin;
    this.constants = constants;
    this.joins = steps.some(({ joins }) => joins === true);
    this.unexplained = steps.find(({ unexplained }) => unexplained !== undefined)?.unexplained;
    this.mixes = steps.some(({ mixes }) => mixes === true);
    this.changesSums = steps.some(({ mixes, changesSums }, index) =>
      changesSums === true || mixes === true && index < steps.length - 1
    );
    this.isSparse = steps.reduce<boolean | undefined>(
      (before, step) => step.isSparse ?? before,
      undefined,
    );
    this.hasNoise = steps.some(({ hasNoise }) => hasNoise === true);
    this.keepsZeros = steps.some(({ keepsZeros }) => keepsZeros === true);
    this.widest = Math.max(nInputs, ...steps.map(widestOf));
  }

  /**
   * Transforms rows by every step.
   *
   * @param rows Rows of `nInputs` columns.
   * @returns Rows of `sources.length` columns.
   * @throws {ValueError} If a value cannot be transformed, by the chain's own input.
   */
  transform(rows: Rows): Rows {
    let current = rows;
    for (const index of this.#steps.keys()) current = this.#take(index, current);
    return current;
  }

  /**
   * Transforms rows, and tells what each step is given.
   *
   * @param rows Rows of `nInputs` columns.
   * @returns The rows, those after each step, in order.
   * @throws {ValueError} As `transform`.
   */
  stages(rows: Rows): Rows[] {
    const stages = [rows];
    for (const index of this.#steps.keys()) stages.push(this.#take(index, stages[index]!));
    return stages;
  }

  #take(index: number, rows: Rows): Rows {
    return atOrigin(this.#origins[index]!, () => this.#steps[index]!.transform(rows));
  }

  /** Brings contributions back through every step. */
  share(row: Rows, parts: Float64Array, slopes: Float64Array | null): Float64Array {
    return this.shareStages(this.stages(row), parts, slopes);
  }

  /**
   * Brings contributions back through every step.
   *
   * @param stages What `stages` told of one row.
   * @param parts Contribution of each output of the last step.
   * @param slopes What a linear model right behind the last step multiplies each with; `null` if none does.
   * @returns Contribution of each input of the first.
   */
  shareStages(
    stages: readonly Rows[],
    parts: Float64Array,
    slopes: Float64Array | null,
  ): Float64Array {
    return this.#steps.reduceRight(
      (shares, step, index) =>
        shareParts(step, stages[index]!, shares, index === this.#steps.length - 1 ? slopes : null),
      parts,
    );
  }

  /** Where the first step knows None. */
  get hasNone(): readonly boolean[] {
    return this.#steps[0]?.hasNone ?? [];
  }

  /** Lets the last step hand None on. */
  handingOnNone(hasNone: readonly boolean[]): Transformer {
    const last = this.#steps.at(-1);
    if (last?.handingOnNone === undefined) return this;
    return new Chain([...this.#steps.slice(0, -1), last.handingOnNone(hasNone)], this.nInputs);
  }

  /**
   * Tells what it takes, where it hands on what it does not settle itself.
   *
   * @param after What the next step takes.
   * @returns What may be in each input.
   */
  traits(after: readonly ColumnTraits[]): ColumnTraits[] {
    return this.#steps.reduceRight((traits, step) => step.traits(traits), [...after]);
  }
}

/** What a step makes of columns that are the same in every row; of none that it joins with others. */
function carryOver(
  constants: ReadonlyMap<number, number>,
  step: Transformer,
): ReadonlyMap<number, number> {
  if (constants.size === 0 || step.joins === true) return new Map();
  // Ones are what all steps of numbers take, logarithms among them.
  const numbers = new Float64Array(step.nInputs).fill(1);
  for (const [column, value] of constants) numbers[column] = value;
  try {
    const made = step.transform({ nRows: 1, numbers, texts: null });
    return new Map(
      step.sources.flatMap((source, index) =>
        constants.has(source) ? [[index, made.numbers[index]!] as const] : []
      ),
    );
  } catch (error) {
    if (error instanceof ValueError) return new Map();
    throw error;
  }
}

/**
 * Runs a step, and names the column of a faulty value by where it came from.
 *
 * @param origin Where each of the step's columns came from.
 * @param run The step.
 * @returns What the step gave.
 * @throws {ValueError} By the column that it came from.
 */
export function atOrigin<T>(origin: readonly number[], run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(error.row, origin[error.feature] ?? error.feature, error.message);
  }
}

import { likeliest } from "../answer_format.ts";
import type { Assignment } from "../model_store.ts";
import type { RowSlice } from "./row_queue.ts";

/** What all rows of a batch share. */
export interface BatchHead {
  /** UUID of the batch: a second try writes nothing that the first one has written. */
  readonly batchId: string;
  /** Name of the instance. */
  readonly instance: string;
  /** Whether the values of the features are kept. */
  readonly hasFeatures: boolean;
}

/**
 * Writes rows as the JSON document that one statement inserts. Versions are listed once and named by
 * number, so that a row takes about 150 bytes. The texts within are built by hand: ids and labels are
 * the only ones that could need escaping, and `JSON.stringify` of whole rows takes twice the time.
 *
 * @param slices The rows.
 * @param head What they share.
 * @returns The document: `{batch, instance, models: [...], rows: [...]}`.
 */
export function encodeBatch(slices: readonly RowSlice[], head: BatchHead): string {
  const models = new Map<Assignment, number>();
  const labels = new Map<Assignment, readonly string[]>();
  const rows: string[] = [];
  for (const { scored, begin, end } of slices) {
    const { assignment } = scored;
    const { classifier } = assignment.model;
    const { nFeatures } = classifier;
    const nClasses = classifier.classes.length;
    let model = models.get(assignment);
    if (model === undefined) {
      model = models.size;
      models.set(assignment, model);
      labels.set(assignment, classifier.classes.map((label) => JSON.stringify(`${label}`)));
    }
    const quoted = labels.get(assignment) as readonly string[];
    const id = JSON.stringify(scored.requestId);
    const common = `"t":${scored.timeMs},"m":${model},"d":${scored.latencyMs.toFixed(3)}`;
    for (let row = begin; row < end; row++) {
      const scores = scored.probabilities.subarray(row * nClasses, (row + 1) * nClasses);
      const features = head.hasFeatures
        ? `,"f":[${scored.rows.subarray(row * nFeatures, (row + 1) * nFeatures).join(",")}]`
        : "";
      rows.push(
        `{"i":${id},"n":${scored.firstRow + row},${common},"p":${
          number(scores[nClasses - 1] as number)
        },"l":${quoted[likeliest(scores)]}${features}}`,
      );
    }
  }
  const described = JSON.stringify(
    [...models].map(([assignment, number]) => describe(assignment, number)),
  );
  return `{"batch":"${head.batchId}","instance":${
    JSON.stringify(head.instance)
  },"models":${described},"rows":[${rows.join(",")}]}`;
}

function describe({ model, role, alias }: Assignment, number: number) {
  return {
    m: number,
    name: model.name,
    version: model.version,
    alias,
    source: role,
    engine: model.classifier.engine,
    features: model.features.map(({ name }) => name),
    classes: model.classifier.classes.map((label) => `${label}`),
  };
}

/** JSON has no NaN and no infinities; Postgres reads them from texts. */
function number(value: number): string {
  return Number.isFinite(value) ? `${value}` : `"${value}"`;
}

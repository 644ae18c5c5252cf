import type { ForestParams, TrainingTable } from "@mlops/forest";
import { createHash } from "node:crypto";

/**
 * Names all that trees are grown from, by its content: machines that share a fit grow trees of one forest
 * only if this is the same on all of them.
 *
 * @param table The training rows.
 * @param params The hyper-parameters.
 * @returns SHA-256, lower-case hex.
 */
export function fitDigest(table: TrainingTable, params: ForestParams): string {
  const hash = createHash("sha256");
  const { nSamples, target, columns, weights } = table;
  const isOfClasses = target.kind === "classes";
  const head = {
    // In the order of their names, whatever order the caller wrote them in.
    params: Object.entries(params).toSorted(([a], [b]) => a < b ? -1 : 1),
    nSamples,
    nClasses: isOfClasses ? target.nClasses : 0,
    missingKeys: columns.map(({ missingKey }) => missingKey),
    nValues: columns.map(({ values }) => values?.length ?? -1),
    isWeighted: weights !== null,
  };
  hash.update(JSON.stringify(head));
  const arrays = [
    isOfClasses ? target.classOf : target.numbers,
    ...weights === null ? [] : [weights],
    ...columns.flatMap(({ keys, values }) => values === null ? [keys] : [values, keys]),
  ];
  for (const { buffer, byteOffset, byteLength } of arrays) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}

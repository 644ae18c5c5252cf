import { FEATURES, parseTable, riskLevel } from "@mlops/tasks/diabetes";
import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { DEFAULT_FOREST_PARAMS, fitForest, predict, trainTestSplit } from "@mlops/forest";
import { EnsembleScorer } from "@mlops/trees";
import type { ReferenceAnswer } from "./reference_answer.ts";

/** The workshop's parameters, with which the reference model is trained. */
const PARAMS = {
  ...DEFAULT_FOREST_PARAMS,
  maxDepth: 10,
  minSamplesSplit: 5,
  minSamplesLeaf: 2,
  randomState: 42,
};

/**
 * Trains the reference model and has it answer every patient of the data set.
 *
 * @returns One answer per row, in the order of the data set.
 */
export function referenceAnswers(): ReferenceAnswer[] {
  const nFeatures = FEATURES.length;
  const { features, labels, nRows } = parseTable(DIABETES_CSV);
  const rowsAt = (rows: Int32Array) =>
    Float32Array.from([...rows].flatMap((row) => [
      ...features.subarray(row * nFeatures, (row + 1) * nFeatures),
    ]));
  const { train } = trainTestSplit(labels, { testSize: 0.2, randomState: 42, stratify: true });
  const forest = fitForest(rowsAt(train), train.map((row) => labels[row]!), PARAMS, { nFeatures });
  const probabilities = new EnsembleScorer(forest).score(Float32Array.from(features));
  const classes = predict(probabilities, forest.classes);
  return Array.from({ length: nRows }, (_, row) => {
    const probability = probabilities[2 * row + 1]!;
    return {
      patient: Object.fromEntries(
        FEATURES.map(({ name }, f) => [name, features[row * nFeatures + f]!]),
      ),
      probability,
      hasDiabetes: classes[row] === 1,
      riskLevel: riskLevel(probability),
    };
  });
}

if (import.meta.main) {
  await Deno.writeTextFile(
    new URL("reference_answers.json", import.meta.url),
    `[\n${referenceAnswers().map((answer) => JSON.stringify(answer)).join(",\n")}\n]\n`,
  );
}

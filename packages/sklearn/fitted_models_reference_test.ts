import { referenceTest, runPython } from "@mlops/testing/reference";
import {
  type Bits,
  type GoldenModel,
  requireContributions,
  requirePredictions,
  requireScores,
  toRows,
} from "@mlops/testing/golden_model";
import { readSklearn } from "./mod.ts";

/** What is the same to the last bit; linear models and what is made of them are near. */
const EXACT =
  /^(tree|extra|one|forest|bagging(?!_log)|encoders_forest|imputer_constant|bins_forest|polynomial_forest|random)/;
const EXACT_SCORES = /^(gb|hgb|encoders_boosted|ordinal)/;

function bitsOf(name: string): { readonly [answer: string]: Bits } {
  const numbers = EXACT.test(name) ? "exact" : "linear";
  return {
    predict: numbers,
    "predict_proba": numbers,
    raw: EXACT_SCORES.test(name) ? "exact" : "linear",
  };
}

/**
 * Holds a fitted estimator to Python's own answers.
 *
 * @param folder Where `fit_models.py` wrote it.
 * @param name Its name.
 */
async function requireModel(folder: string, name: string): Promise<void> {
  const { rows, expected }: Pick<GoldenModel, "rows" | "expected"> = JSON.parse(
    await Deno.readTextFile(`${folder}/${name}.json`),
  );
  const bytes = await Deno.readFile(`${folder}/${name}.model`);
  const golden = { name, mlModel: "", bytes, rows, expected: { ...expected, bits: bitsOf(name) } };
  const model = readSklearn(bytes);
  const own = toRows(rows, model);
  await requirePredictions(golden, model, own);
  const scores = expected.raw ? model.scores(own) : null;
  if (scores !== null) requireScores(golden, scores);
  requireContributions(golden, model, own, 1e-9);
}

referenceTest(
  "readSklearn() predicts and explains as scikit-learn, whatever stands before the model",
  ["python"],
  async (t) => {
    const folder = await Deno.makeTempDir();
    const program = await Deno.readTextFile(new URL("testdata/fit_models.py", import.meta.url));
    const names: string[] = JSON.parse(await runPython(program, { args: [folder] }));
    for (const name of names) await t.step(name, () => requireModel(folder, name));
    await Deno.remove(folder, { recursive: true });
  },
);

import {
  type CopiedGolden,
  copiedGolden,
  requireContributions,
  requirePredictions,
  requireScores,
  toRows,
} from "@mlops/testing/golden_model";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { readLightgbm } from "./mod.ts";

referenceTest(
  "readLightgbm() predicts and explains random models that LightGBM has just trained",
  ["python"],
  async (t) => {
    const program = new URL("testdata/train_models.py", import.meta.url);
    const output = await runPython(await Deno.readTextFile(program), { args: ["7"] });
    const cases: CopiedGolden[] = JSON.parse(output);
    for (const copied of cases) {
      await t.step(copied.name, async () => {
        const golden = copiedGolden(copied);
        const model = readLightgbm(golden.bytes);
        const rows = toRows(golden.rows, model);
        await requirePredictions(golden, model, rows);
        if (golden.expected.raw !== undefined) requireScores(golden, model.scores(rows));
        requireContributions(golden, model, rows, 1e-9, model.ensemble.divisor);
      });
    }
  },
);

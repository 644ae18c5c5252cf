/** A forest of 1 900 features: explained as by shap, in pieces of its price, and refused beforehand. */
import type { Model } from "@mlops/model";
import { readSklearn } from "@mlops/sklearn";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import type { ServedModel } from "../model/served_model.ts";
import { rowsOf } from "../testing/rows_of.ts";
import { loadSmallModel, smallDiabetesModel } from "../testing/small_models.ts";
import { Explanations } from "./explanations.ts";
import { Turns } from "../http/turns.ts";

const N_FEATURES = 1_900;

const PROGRAM = `
import base64, json, pickle
import numpy as np, shap
from sklearn.ensemble import ExtraTreesClassifier

rng = np.random.default_rng(5)
X = rng.normal(size=(3000, ${N_FEATURES})).astype(np.float32)
y = (X[:, 0] + X[:, 7] * X[:, 1899] + rng.normal(size=3000) > 0).astype(int)
forest = ExtraTreesClassifier(n_estimators=300, random_state=0).fit(X, y)
explainer = shap.TreeExplainer(forest, feature_perturbation="tree_path_dependent")
row = X[:1]
print(json.dumps({
    "model": base64.b64encode(pickle.dumps(forest)).decode(),
    "row": row[0].astype(float).tolist(),
    "probability": forest.predict_proba(row)[0, 1],
    "base": explainer.expected_value[1],
    "values": np.asarray(explainer.shap_values(row, check_additivity=False))[0, :, 1].tolist(),
}))
`;

/** What the program prints. */
interface Wide {
  readonly model: string;
  readonly row: readonly number[];
  readonly probability: number;
  readonly base: number;
  readonly values: readonly number[];
}

async function served(scorer: Model): Promise<ServedModel> {
  return { ...await loadSmallModel(smallDiabetesModel()), scorer };
}

referenceTest(
  "explain() gives everyone else a turn for every few ms of a forest of 1 900 features",
  ["python"],
  async (t) => {
    const wide: Wide = JSON.parse(await runPython(PROGRAM));
    const model = await served(
      readSklearn(Uint8Array.from(atob(wide.model), (byte) => byte.charCodeAt(0))),
    );
    const rows = rowsOf(N_FEATURES, wide.row);
    const prediction = await model.scorer.predict(rows);
    equal(prediction.values[1], wide.probability);
    let turns = 0;
    const counted = new Turns(() => {
      turns++;
      return Promise.resolve();
    });
    // On this clock a piece of work takes 2 ms, as is said of each.
    let ms = 0;
    const explanations = new Explanations({ turns: counted, now: () => ms += 1 });

    await t.step("as shap within 1e-9", async () => {
      const [explanation] = await explanations.explain(model, rows, prediction);
      const { baseValue, contributions } = explanation!;
      ok(Math.abs(baseValue - wide.base) < 1e-9);
      wide.values.forEach((value, i) => ok(Math.abs(contributions[i]! - value) < 1e-9, `${i}`));
    });

    await t.step("a turn for every 10 ms of its price at most", async () => {
      turns = 0;
      await explanations.explain(model, rows, prediction);
      const explainer = model.scorer.explainer();
      if (typeof explainer === "string") throw new Error(explainer);
      const priceMs = explainer.cost!(1) / 1e6;
      ok(priceMs > 10, `${priceMs} ms`);
      ok(turns >= priceMs / 10, `${turns} turns for ${priceMs} ms`);
      equal(model.holders, 0);
    });

    await t.step("refused beforehand where it is over the budget", async () => {
      const tight = new Explanations({ turns: counted, now: () => ms += 1, budgetMs: 1 });
      await rejects(tight.explain(model, rows, prediction), {
        status: 422,
        message:
          /^Cannot explain "diabetes-model" version 1 as one row would take about 0\.0\d+ s: the limit is 0\.001 s$/,
      });
      const many = rowsOf(N_FEATURES, Array(500).fill(wide.row).flat());
      const said = await model.scorer.predict(many);
      turns = 0;
      const second = new Explanations({ turns: counted, now: () => ms += 1, budgetMs: 1_000 });
      await rejects(second.explain(model, many, said), {
        status: 413,
        message:
          /^Cannot explain .* for 500 rows at once as that would take about \d+(\.\d)? s: within the limit of 1 s up to \d+ rows are explained$/,
      });
      deepEqual({ turns, holders: model.holders }, { turns: 1, holders: 0 });
    });
  },
);

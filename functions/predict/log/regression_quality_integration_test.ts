import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { ValidationError } from "../http/validation_error.ts";
import { recordOutcomes } from "./feedback.ts";
import { LogDatabase } from "./log_database.ts";
import { measureQuality } from "./quality.ts";
import { measureRegressions } from "./regression_quality.ts";

const RANGE = { modelName: "price", days: 30 };

/** Logs predictions of a model without probabilities, with ids `r1`, `r2`, and so on. */
async function logPredictions(
  database: TestedPostgres,
  predictions: readonly (number | string)[],
  task: "regression" | "classification" = "regression",
): Promise<void> {
  await database.query(
    `insert into model_versions (model_name, model_version, features, classes, task, output)
     values ('price', '1', '{a}', case when $1 = 'regression' then '{}' else '{no,yes}' end::text[], $1,
             case when $1 = 'regression' then 'value' else 'scores' end)`,
    [task],
  );
  await database.query(
    `insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, prediction, label, latency_ms, instance)
     select 'r' || n, 0, date_trunc('day', now()), 'champion', gen_random_uuid(), 'price', '1', 'trees',
            case when $2 = 'regression' then value::float8 end,
            case when $2 = 'classification' then value end, 1, 'test'
       from jsonb_array_elements_text($1::text::jsonb) with ordinality as e(value, n)`,
    [JSON.stringify(predictions), task],
  );
}

function told(outcomes: readonly (number | string)[]) {
  return outcomes.map((outcome, index) => ({
    requestId: `r${index + 1}`,
    row: 0,
    outcome: `${outcome}`,
    isNumber: typeof outcome === "number",
    isReplacement: false,
  }));
}

const TELLER = { name: "anonymous", address: null, mayOverrule: false };

Deno.test("measureRegressions() measures four rows by hand, told by recordOutcomes()", async () => {
  await using database = await TestedPostgres.start();
  const log = new LogDatabase(database.url);
  await logPredictions(database, [1, 2, 3, 4]);
  await rejects(recordOutcomes(log, told(["1"]), TELLER), ValidationError);
  equal((await recordOutcomes(log, told([2, 2, 2, 6]), TELLER)).recorded, 4);
  const [quality] = await measureRegressions(log, RANGE);
  // Residuals 1, 0, -1, 2; the outcomes' variance is 3.
  equal(quality?.count, 4);
  equal(quality?.mae.value, 1);
  equal(quality?.rmse.value, Math.sqrt(1.5));
  equal(quality?.r2.value, 0.5);
  equal(quality?.meanResidual.value, 0.5);
  deepEqual(
    quality?.residualQuantiles.map(({ residual }) => residual).filter((_, i) => i % 3 === 0),
    [
      -1,
      0.5,
      2,
    ],
  );
  deepEqual(quality?.days.map(({ count, r2 }) => [count, r2.value]), [[4, 0.5]]);
  deepEqual((await measureQuality(log, RANGE)).versions, []);
  await database.query("update outcomes set outcome = '1e+300' where request_id = 'r1'");
  await database.query("update outcomes set outcome = 'yes' where request_id = 'r2'");
  equal((await measureRegressions(log, RANGE))[0]?.count, 3);
  await log.close();
});

Deno.test("measureQuality() measures a classification that gives no probabilities", async () => {
  await using database = await TestedPostgres.start();
  const log = new LogDatabase(database.url);
  await logPredictions(database, ["yes", "no", "yes"], "classification");
  await recordOutcomes(log, told(["yes", "no", "no"]), TELLER);
  const { versions } = await measureQuality(log, RANGE);
  deepEqual(
    versions.map(({ count, accuracy, auc, brier, calibration }) => [
      count,
      accuracy.value,
      auc.value,
      brier.value,
      calibration,
    ]),
    [[3, 2 / 3, null, null, []]],
  );
  await log.close();
});

const PROGRAM = `
import json, sys
import numpy as np
from sklearn.metrics import *
p, y = json.load(open(sys.argv[1])); r = np.array(y) - np.array(p)
print(json.dumps({"mae": mean_absolute_error(y, p), "rmse": root_mean_squared_error(y, p),
  "r2": r2_score(y, p), "meanResidual": r.mean(),
  "quantiles": list(np.quantile(r, [0, .05, .25, .5, .75, .95, 1]))}))
`;

referenceTest(
  "measureRegressions() equals scikit-learn's and numpy's figures",
  ["python"],
  async () => {
    await using database = await TestedPostgres.start();
    const log = new LogDatabase(database.url);
    const outcomes = Array.from({ length: 300 }, (_, i) => i * 7919 % 1009 / 7 - 40);
    const predictions = outcomes.map((outcome, i) => 0.8 * outcome + i * 104729 % 997 / 31);
    await logPredictions(database, predictions);
    await recordOutcomes(log, told(outcomes), TELLER);
    const [quality] = await measureRegressions(log, RANGE);
    const input = await Deno.makeTempFile();
    await Deno.writeTextFile(input, JSON.stringify([predictions, outcomes]));
    const { quantiles, ...figures } = JSON.parse(await runPython(PROGRAM, { args: [input] }));
    await Deno.remove(input);
    for (const [name, theirs] of Object.entries(figures)) {
      const ours = quality?.[name as "mae"].value ?? NaN;
      ok(Math.abs(ours - Number(theirs)) < 1e-11, `${name}: ${ours} beside ${theirs}`);
    }
    quality?.residualQuantiles.forEach(({ share, residual }, index) => {
      ok(Math.abs(residual - quantiles[index]) < 1e-11, `${share}: ${residual}`);
    });
    await log.close();
  },
);

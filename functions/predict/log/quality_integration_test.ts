import { deepEqual, equal, match, ok } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import type { Estimate } from "./intervals.ts";
import { judgedRows, logJudgedRows, logLabels } from "../testing/judged_rows.ts";
import { LogDatabase } from "./log_database.ts";
import { measureQuality } from "./quality.ts";
import { TestedPostgres } from "@mlops/testing/tested_postgres";

const RANGE = { modelName: "diabetes-model", days: 30 };

Deno.test("measureQuality()", async (context) => {
  await using database = await TestedPostgres.start();
  const log = new LogDatabase(database.url);

  await context.step("is empty without outcomes", async () => {
    deepEqual(await measureQuality(log, RANGE), {
      versions: [],
      comparisons: [],
      periodComparisons: [],
    });
  });

  await context.step("measures four rows by hand", async () => {
    const rows = [
      { probability: 0.9, outcome: 1 },
      { probability: 0.8, outcome: 0 },
      { probability: 0.3, outcome: 1 },
      { probability: 0.1, outcome: 0 },
    ] as const;
    await logJudgedRows(database, rows, { version: "9", source: "champion", ids: "hand" });
    const [quality] = (await measureQuality(log, RANGE)).versions;
    deepEqual(quality?.confusion, {
      truePositives: 1,
      falsePositives: 1,
      falseNegatives: 1,
      trueNegatives: 1,
    });
    deepEqual(quality?.sources, { champion: 4 });
    equal(quality?.auc.value, 0.75);
    equal(quality?.f1.value, 0.5);
    equal(quality?.brier.value?.toFixed(12), "0.287500000000");
    deepEqual(
      quality?.calibration.map(({ from, count, observed }) => [from, count, observed.value]),
      [[0.1, 1, 0], [0.3, 1, 1], [0.8, 1, 0], [0.9, 1, 1]],
    );
    deepEqual(quality?.days.map(({ count }) => count), [4]);
  });

  await context.step("sets champion, challenger and shadow side by side", async () => {
    await database.query("truncate predictions, outcomes");
    const rows = judgedRows(400, 0.2);
    const better = judgedRows(400, 0.4);
    await logJudgedRows(database, rows, { version: "1", source: "champion", ids: "a" });
    await logJudgedRows(database, better, { version: "2", source: "shadow", ids: "a" });
    await logJudgedRows(database, rows.slice(0, 50), {
      version: "10",
      source: "challenger",
      ids: "b",
    });
    const { versions, comparisons, periodComparisons } = await measureQuality(log, RANGE);
    deepEqual(
      versions.map(({ version, count, sources }) => [version, count, sources]),
      [["10", 50, { challenger: 50 }], ["2", 400, { shadow: 400 }], ["1", 400, { champion: 400 }]],
    );
    equal(periodComparisons.length, 1);
    const [period] = periodComparisons;
    deepEqual([period?.champion, period?.challenger], ["1", "10"]);
    match(period?.since ?? "", /^\d{4}-\d\d-\d\dT00:00:00Z$/);
    deepEqual([period?.championMeasures.count, period?.challengerMeasures.count], [400, 50]);
    deepEqual(period?.challengerMeasures.auc, versions[0]?.auc);
    equal(comparisons.length, 1);
    const [comparison] = comparisons;
    deepEqual([comparison?.served, comparison?.shadow, comparison?.count], ["1", "2", 400]);
    deepEqual(comparison?.shadowMeasures.auc, versions[1]?.auc);
    deepEqual(comparison?.servedMeasures.accuracy, versions[2]?.accuracy);
    const gain = (versions[1]?.accuracy.value ?? NaN) - (versions[2]?.accuracy.value ?? NaN);
    ok(gain > 0.05);
    ok(Math.abs((comparison?.accuracyDifference.value ?? NaN) - gain) < 1e-12);
    ok((comparison?.accuracyDifference.low ?? NaN) > 0);
  });

  await context.step("leaves out other models and what is too old", async () => {
    const other = await measureQuality(log, { modelName: "other", days: 30 });
    deepEqual(other.versions, []);
    equal((await measureQuality(log, { modelName: null, days: 30 })).versions.length, 3);
    await database.query("update outcomes set predicted_at = predicted_at - interval '3 days'");
    await database.query("update predictions set predicted_at = predicted_at - interval '3 days'");
    equal((await measureQuality(log, { ...RANGE, days: 2 })).versions.length, 0);
    equal((await measureQuality(log, { ...RANGE, days: 4 })).versions.length, 3);
  });
  await log.close();
});

const PROGRAM = `
import json, sys
import numpy as np
from scipy.stats import binomtest, norm
from sklearn.metrics import *
rows = json.load(open(sys.argv[1]))
y = np.array([r["outcome"] for r in rows]); p = np.array([r["probability"] for r in rows])
called = (p > 0.5).astype(int)
def wilson(k, n):
    ci = binomtest(int(k), int(n)).proportion_ci(method="wilson")
    return [float(ci.low), float(ci.high)]
z = norm.ppf(0.975)
auc = roc_auc_score(y, p); m, n = y.sum(), len(y) - y.sum()
q1 = auc / (2 - auc); q2 = 2 * auc**2 / (1 + auc)
se = np.sqrt((auc*(1-auc) + (m-1)*(q1-auc**2) + (n-1)*(q2-auc**2)) / (m*n))
tn, fp, fn, tp = confusion_matrix(y, called).ravel()
j = wilson(tp, tp + fp + fn)
squares = (p - y)**2
half = z * squares.std(ddof=1) / np.sqrt(len(y))
print(json.dumps({
  "accuracy": [accuracy_score(y, called), *wilson(tp + tn, len(y))],
  "precision": [precision_score(y, called), *wilson(tp, tp + fp)],
  "recall": [recall_score(y, called), *wilson(tp, tp + fn)],
  "f1": [f1_score(y, called), *[2*v/(1+v) for v in j]],
  "auc": [auc, auc - z*se, auc + z*se],
  "brier": [brier_score_loss(y, p), squares.mean() - half, squares.mean() + half],
}))
`;

referenceTest(
  "measureQuality() equals scikit-learn's and scipy's figures",
  ["python"],
  async () => {
    await using database = await TestedPostgres.start();
    const log = new LogDatabase(database.url);
    const rows = judgedRows(300, 0.4);
    await logJudgedRows(database, rows, { version: "1", source: "champion", ids: "a" });
    const [quality] = (await measureQuality(log, RANGE)).versions;
    const input = await Deno.makeTempFile();
    await Deno.writeTextFile(input, JSON.stringify(rows));
    const expected: Record<string, number[]> = JSON.parse(
      await runPython(PROGRAM, { args: [input] }),
    );
    await Deno.remove(input);
    for (const [name, figures] of Object.entries(expected)) {
      const { value, low, high } = quality?.[name as "auc"] as Estimate;
      [value, low, high].forEach((ours, index) => {
        const theirs = figures[index]!;
        ok(Math.abs((ours ?? NaN) - theirs) < 1e-12, `${name}: ${ours} beside ${theirs}`);
      });
    }
    await log.close();
  },
);

const MACRO = `
import json, sys
from sklearn.metrics import *
rows = json.load(open(sys.argv[1]))
y = [r["outcome"] for r in rows]; p = [r["label"] for r in rows]
of = lambda f: f(y, p, average="macro", zero_division=0)
print(json.dumps({"accuracy": accuracy_score(y, p), "precision": of(precision_score),
                  "recall": of(recall_score), "f1": of(f1_score)}))
`;

referenceTest(
  "measureQuality() equals scikit-learn's macro averages with three classes",
  ["python"],
  async () => {
    await using database = await TestedPostgres.start();
    const log = new LogDatabase(database.url);
    const classes = ["low", "middle", "high"];
    // "high" never is the truth, which makes its recall a share of nothing.
    const rows = Array.from({ length: 200 }, (_, index) => ({
      label: classes[index * 7919 % 100 < 60 ? index % 2 : index % 3]!,
      outcome: classes[index % 2]!,
    }));
    await logLabels(database, rows, { classes, version: "1", source: "champion" });
    await logLabels(database, rows, { classes, version: "2", source: "shadow" });
    const { versions, comparisons } = await measureQuality(log, RANGE);
    await log.close();
    const quality = versions.find(({ version }) => version === "1");
    const input = await Deno.makeTempFile();
    await Deno.writeTextFile(input, JSON.stringify(rows));
    const expected: Record<string, number> = JSON.parse(await runPython(MACRO, { args: [input] }));
    await Deno.remove(input);
    deepEqual(Object.keys(expected), ["accuracy", "precision", "recall", "f1"]);
    for (const [name, theirs] of Object.entries(expected)) {
      const ours = quality?.[name as "f1"].value ?? NaN;
      ok(Math.abs(ours - theirs) < 1e-12, `${name}: ${ours} beside ${theirs}`);
    }
    deepEqual([quality?.confusion, quality?.auc.value, quality?.brier.value], [null, null, null]);
    deepEqual(quality?.calibration, []);
    equal(quality?.labelCounts?.reduce((sum, { count }) => sum + count, 0), 200);
    deepEqual(comparisons[0]?.shadowMeasures.f1, quality?.f1);
  },
);

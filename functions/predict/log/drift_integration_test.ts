import { deepEqual, equal, ok } from "node:assert/strict";
import { referenceTest, runPython } from "@mlops/testing/reference";
import { measureDrift } from "./drift.ts";
import {
  drawPatients,
  logRows,
  PATIENTS,
  TRAINED_FEATURES,
  trainedVersion,
} from "../testing/drift_rows.ts";
import { LogDatabase } from "./log_database.ts";
import { TestedPostgres } from "@mlops/testing/tested_postgres";

const BMI = 5;

/** Standard deviation of BMI over the 768 patients. */
const BMI_DEVIATION = 7.884160320375446;

Deno.test("measureDrift()", async (context) => {
  await using database = await TestedPostgres.start();
  const log = new LogDatabase(database.url);

  await context.step("flags BMI shifted by half a deviation, and nothing unshifted", async () => {
    const flagged = { shifted: 0, unshifted: 0 };
    for (let seed = 1; seed <= 100; seed++) {
      const rows = drawPatients(seed, 500);
      await logRows(database, `plain-${seed}`, rows);
      for (const row of rows) row[BMI] = row[BMI]! + BMI_DEVIATION / 2;
      await logRows(database, `shifted-${seed}`, rows);
      const levels = async (version: string) => {
        const { features } = await measureDrift(log, trainedVersion(version), 500);
        return features.map(({ stability }) => stability?.level);
      };
      if ((await levels(`plain-${seed}`)).some((level) => level !== "stable")) flagged.unshifted++;
      if ((await levels(`shifted-${seed}`))[BMI] !== "stable") flagged.shifted++;
    }
    ok(flagged.shifted >= 95, `${flagged.shifted} of 100 shifted streams are flagged`);
    ok(flagged.unshifted <= 5, `${flagged.unshifted} of 100 unshifted streams are flagged`);
  });

  await context.step("counts the newest rows, each once", async () => {
    await logRows(database, "newest", drawPatients(1, 300));
    const drift = await measureDrift(log, trainedVersion("newest"), 200);
    equal(drift.nRows, 200);
    const [pregnancies] = drift.features;
    equal(pregnancies?.histograms?.recent.reduce((sum, count) => sum + count, 0), 200);
    equal(pregnancies?.stability?.nRows, 200);
  });

  await context.step("says so where there is nothing to compare", async () => {
    const drift = await measureDrift(log, trainedVersion("never"), 200);
    deepEqual([drift.nRows, drift.span, drift.features.length], [0, null, 8]);
    equal(drift.features[0]?.stability?.level, "unknown");
    await logRows(database, "unknown", drawPatients(1, 10));
    const features = TRAINED_FEATURES.map((feature) => ({ ...feature, quantiles: null }));
    const untold = await measureDrift(log, { ...trainedVersion("unknown"), features }, 200);
    equal(untold.features[0]?.stability, null);
    equal(untold.probability.stability?.nRows, 10);
  });
  await context.step("compares predicted numbers with those of the test rows", async () => {
    const predicted = Array.from({ length: 101 }, (_, percent) => 2 * percent);
    const target = { name: "price", kind: "regression", predicted } as const;
    const driftOf = async (version: string, shift: number) => {
      await logRows(database, version, drawPatients(1, 200));
      await database.query(
        `update predictions set prediction = split_part(request_id, '-', 2)::float8 + $2,
           probability = null, label = null where model_version = $1`,
        [version, shift],
      );
      const { prediction } = await measureDrift(log, { ...trainedVersion(version), target }, 500);
      return prediction?.stability;
    };
    const alike = await driftOf("alike", 0);
    deepEqual([alike?.nRows, alike?.level], [200, "stable"]);
    const shifted = await driftOf("shifted", 100);
    equal(shifted?.level, "major");
    // The shifted rows, 101 to 300, lie above the quantiles 0 to 100: 51 of 101.
    ok(Math.abs(shifted.ks! - 51 / 101) < 1e-9, `${shifted.ks}`);
    equal((await measureDrift(log, trainedVersion("shifted"), 500)).prediction, null);
  });

  await context.step("compares predicted classes with those of the test rows", async () => {
    const target = {
      name: "species",
      kind: "classification",
      classes: ["Adelie", 2, true],
      predicted: [50, 30, 20],
    } as const;
    const driftOf = async (version: string, labels: readonly string[]) => {
      await logRows(database, version, drawPatients(1, 200));
      await database.query(
        `update predictions set label = ($2::text[])[1 + split_part(request_id, '-', 2)::integer % 10]
           where model_version = $1`,
        [version, `{${labels.join(",")}}`],
      );
      return (await measureDrift(log, { ...trainedVersion(version), target }, 500)).prediction;
    };
    const usual = ["Adelie", "Adelie", "Adelie", "Adelie", "Adelie", "2", "2", "2", "true", "true"];
    const alike = await driftOf("classes", usual);
    equal(alike?.stability?.level, "stable");
    deepEqual(alike?.words?.map(({ word, training, recent }) => [word, training, recent]), [
      ["Adelie", 50, 100],
      ["2", 30, 60],
      ["true", 20, 40],
    ]);
    const shifted = await driftOf("others", Array<string>(10).fill("true"));
    equal(shifted?.stability?.level, "major");
  });
  await log.close();
});

const PROGRAM = `
import json, sys
import numpy as np
from scipy.stats import ks_2samp
for column in json.load(open(sys.argv[1])):
    values = np.array(column["values"], dtype=np.float32).astype(float)
    quantiles = np.array(column["quantiles"], dtype=np.float32).astype(float)
    ends = np.array(column["ends"])
    upto = np.concatenate([[0], (np.searchsorted(quantiles, ends, side="right") - 1) / 100, [1]])
    expected = np.diff(upto)
    actual = np.bincount(np.searchsorted(ends, values, side="left"), minlength=len(ends) + 1) / len(values)
    actual = np.maximum(actual, 0.5 / len(values))
    psi = float(np.sum((actual - expected) * np.log(actual / expected)))
    print(json.dumps([ks_2samp(values, quantiles).statistic, psi]))
`;

referenceTest("measureDrift() equals scipy's ks_2samp and numpy's index", ["python"], async () => {
  await using database = await TestedPostgres.start();
  const log = new LogDatabase(database.url);
  // Shifted so far that bins are empty at both ends, and with the ties of Insulin and Pregnancies.
  const rows = PATIENTS.slice(0, 333).map((row) =>
    row.map((value, i) => i === 7 ? value + 30 : value)
  );
  await logRows(database, "1", rows);
  const { features } = await measureDrift(log, trainedVersion("1"), 1_000);
  const input = await Deno.makeTempFile();
  const columns = features.map(({ stability }, index) => ({
    values: rows.map((row) => row[index]),
    quantiles: TRAINED_FEATURES[index]?.quantiles,
    ends: stability?.bins.flatMap(({ upTo }) => upTo === null ? [] : [upTo]),
  }));
  await Deno.writeTextFile(input, JSON.stringify(columns));
  const lines = (await runPython(PROGRAM, { args: [input] })).trim().split("\n");
  await Deno.remove(input);
  features.forEach(({ name, stability }, index) => {
    const [ks, psi] = JSON.parse(lines[index]!);
    ok(Math.abs((stability?.ks ?? NaN) - ks) < 1e-12, `${name}: ${stability?.ks} beside ${ks}`);
    ok(Math.abs((stability?.psi ?? NaN) - psi) < 1e-9, `${name}: ${stability?.psi} beside ${psi}`);
  });
  deepEqual(features.map(({ stability }) => stability?.bins.length), [9, 10, 10, 8, 6, 10, 10, 9]);
  await log.close();
});

Deno.test("measureDrift() tells nothing of texts and booleans, whose training shares no model has", async () => {
  await using database = await TestedPostgres.start();
  const log = new LogDatabase(database.url);
  await database.query(
    `insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, inputs, prediction, latency_ms, instance)
     select 'r' || n, 0, now(), 'champion', gen_random_uuid(), 'diabetes-model', 'mixed', 'trees',
            '[1, "red", true, null, "Infinity"]', 12.5, 1, 'test' from generate_series(1, 3) n`,
  );
  const trained = trainedVersion("mixed");
  const features = TRAINED_FEATURES.map((feature, index) =>
    index === 1 ? { ...feature, type: "bytes" as const, quantiles: null, histogram: null } : feature
  );
  const drift = await measureDrift(log, { ...trained, features }, 200);
  equal(drift.nRows, 3);
  deepEqual(drift.features.slice(0, 3).map(({ stability }) => stability?.nRows), [3, undefined, 0]);
  equal(drift.probability.stability?.nRows, 0);
  await log.close();
});

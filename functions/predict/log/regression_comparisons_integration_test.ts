import { deepEqual, equal, ok } from "node:assert/strict";
import { TestedPostgres } from "@mlops/testing/tested_postgres";
import { LogDatabase } from "./log_database.ts";
import { compareRegressions } from "./regression_comparisons.ts";

const RANGE = { modelName: "price", days: 30 };

interface Logged {
  readonly version: string;
  readonly source: string;
  /** What the request ids begin with. */
  readonly ids: string;
  readonly predictions: readonly number[];
  readonly outcomes: readonly number[];
}

async function log(database: TestedPostgres, { version, source, ids, ...rows }: Logged) {
  await database.query(
    `insert into model_versions (model_name, model_version, features, classes, task, output)
     values ('price', $1, '{a}', '{}', 'regression', 'value') on conflict do nothing`,
    [version],
  );
  await database.query(
    `with row as (
       select $3 || n as id, p::float8 as p, o
         from jsonb_array_elements_text($4::text::jsonb) with ordinality as e(p, n)
         join jsonb_array_elements_text($5::text::jsonb) with ordinality as f(o, n) using (n)),
     told as (
       insert into outcomes (request_id, row_number, predicted_at, outcome)
       select id, 0, date_trunc('day', now()), o from row on conflict do nothing)
     insert into predictions (request_id, row_number, predicted_at, source, batch_id, model_name,
       model_version, engine, prediction, latency_ms, instance)
     select id, 0, date_trunc('day', now()), $2, gen_random_uuid(), 'price', $1, 'trees', p, 1, 'test'
       from row`,
    [version, source, ids, JSON.stringify(rows.predictions), JSON.stringify(rows.outcomes)],
  );
}

Deno.test("compareRegressions() sets a shadow beside what was served, on the same rows", async () => {
  await using database = await TestedPostgres.start();
  const client = new LogDatabase(database.url);
  const outcomes = [10, 20, 30, 40];
  // Errors 1, 2, 3, 4 beside 0, 2, 2, 2: the differences are -1, 0, -1, -2.
  await log(database, {
    version: "1",
    source: "champion",
    ids: "r",
    predictions: [9, 22, 27, 44],
    outcomes,
  });
  await log(database, {
    version: "2",
    source: "shadow",
    ids: "r",
    predictions: [10, 18, 32, 38],
    outcomes,
  });
  await log(database, {
    version: "1",
    source: "champion",
    ids: "alone",
    predictions: [0],
    outcomes: [99],
  });
  const { rows: [pair, ...others], periods } = await compareRegressions(client, RANGE);
  deepEqual(others, []);
  deepEqual(periods, []);
  deepEqual([pair?.served, pair?.shadow, pair?.count], ["1", "2", 4]);
  equal(pair?.servedMae.value, 2.5);
  equal(pair?.shadowMae.value, 1.5);
  equal(pair?.maeDifference.value, -1);
  // The deviation of the differences is the root of 2/3, of four rows.
  const half = 1.959963984540054 * Math.sqrt(2 / 3 / 4);
  ok(Math.abs((pair?.maeDifference.low ?? NaN) + 1 + half) < 1e-12);
  ok(Math.abs((pair?.maeDifference.high ?? NaN) + 1 - half) < 1e-12);
  await client.close();
});

Deno.test("compareRegressions() sets a challenger beside the champion of the same time", async () => {
  await using database = await TestedPostgres.start();
  const client = new LogDatabase(database.url);
  await log(database, {
    version: "1",
    source: "champion",
    ids: "a",
    predictions: [1, 2, 3],
    outcomes: [2, 4, 6],
  });
  await log(database, {
    version: "3",
    source: "challenger",
    ids: "b",
    predictions: [5, 5],
    outcomes: [5, 9],
  });
  const { rows, periods: [pair] } = await compareRegressions(client, RANGE);
  deepEqual(rows, []);
  deepEqual(
    [pair?.champion, pair?.challenger, pair?.championCount, pair?.challengerCount],
    ["1", "3", 3, 2],
  );
  deepEqual([pair?.championMae.value, pair?.challengerMae.value, pair?.maeDifference.value], [
    2,
    2,
    0,
  ]);
  // Variances 1 and 8, of three and two rows.
  const half = 1.959963984540054 * Math.sqrt(1 / 3 + 8 / 2);
  ok(Math.abs((pair?.maeDifference.high ?? NaN) - half) < 1e-12);
  await client.close();
});

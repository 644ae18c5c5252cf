import { deepEqual, equal, match } from "node:assert/strict";
import type { Hono } from "hono";
import { postJson, testedApp } from "../testing/tested_app.ts";
import { smallThreeClassModel } from "../testing/small_models.ts";

const ROWS = [[2, 1], [1, 9]];
const ANSWER = {
  predictions: { label: [20, 10], probabilities: [[0, 0.75, 0.25], [1, 0, 0]] },
};

async function threeClasses(): Promise<Hono> {
  return (await testedApp({ model: smallThreeClassModel() })).app;
}

Deno.test("POST /invocations takes every form of MLflow's protocol", async () => {
  const app = await threeClasses();
  const [first, second] = ROWS.map(([a, b]) => ({ a, b }));
  for (
    const body of [
      { "dataframe_split": { columns: ["a", "b"], data: ROWS } },
      { "dataframe_split": { columns: ["b", "a"], data: ROWS.map(([a, b]) => [b, a]) } },
      { "dataframe_split": { index: [0, 1], columns: [0, 1], data: ROWS } },
      { "dataframe_split": { data: ROWS } },
      { "dataframe_records": [first, { ...second, other: "x" }].map((r) => ({ ...r, other: 1 })) },
      { instances: ROWS },
      { instances: [first, second] },
      { inputs: ROWS },
      { inputs: { b: [1, 9], a: [2, 1] } },
      { inputs: ROWS, params: { any: 1 } },
    ]
  ) {
    const response = await postJson(app, "/invocations", body);
    equal(response.status, 200, JSON.stringify(body));
    deepEqual(await response.json(), ANSWER, JSON.stringify(body));
  }
});

Deno.test("POST /invocations takes a CSV", async () => {
  const app = await threeClasses();
  const response = await app.request("/invocations", {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: "b,id,a\n1,x,2\n9,y,1\n",
  });
  deepEqual(await response.json(), ANSWER);
});

Deno.test("POST /invocations answers no rows with no predictions", async () => {
  const app = await threeClasses();
  for (const body of [{ instances: [] }, { "dataframe_records": [] }]) {
    const response = await postJson(app, "/invocations", body);
    deepEqual(await response.json(), { predictions: { label: [], probabilities: [] } });
  }
});

Deno.test("POST /invocations refuses what does not fit with MLflow's status and members", async () => {
  const app = await threeClasses();
  const cases: [unknown, RegExp][] = [
    ["{", /must be JSON/],
    [[], /exactly one of the input fields/],
    [{}, /exactly one of the input fields .*: has 0/],
    [{ inputs: ROWS, instances: ROWS }, /exactly one of the input fields .*: has 2/],
    [{ inputs: ROWS, "signature_name": "x" }, /signature_name is not supported/],
    [{ inputs: [1, 2] }, /inputs must be an array of rows/],
    [{ inputs: [[1, 2, 3]] }, /\[0\] must have 2 values: has 3/],
    [{ inputs: [[1, null]] }, /\[0\] b must be a finite 32-bit number: is null/],
    [{ inputs: { a: [1, 2], b: [1] } }, /must have the same length/],
    [{ "dataframe_records": [{ a: 1 }] }, /column b is missing/],
    [{ "dataframe_records": { a: 1 } }, /must be an array of objects/],
    [{ "dataframe_split": [] }, /dataframe_split must be an object/],
    [{ "dataframe_split": { columns: ["a"], data: [[1]] } }, /column b is missing/],
  ];
  for (const [body, message] of cases) {
    const response = await postJson(app, "/invocations", body);
    const problem = await response.json();
    equal(response.status, 400, JSON.stringify(body));
    equal(problem.error_code, "BAD_REQUEST");
    match(problem.message, message);
  }
});

Deno.test("GET /ping and /version answer as MLflow's scoring server", async () => {
  const { app } = await testedApp();
  const ping = await app.request("/ping");
  deepEqual([ping.status, await ping.text()], [200, "\n"]);
  equal(await (await app.request("/version")).text(), "2.17.2");
  const without = await testedApp({ model: null });
  equal((await without.app.request("/ping")).status, 404);
});

import { deepEqual, equal, match } from "node:assert/strict";
import { PATIENT, postJson, testedApp } from "../testing/tested_app.ts";
import { smallThreeClassModel } from "../testing/small_models.ts";

Deno.test("POST /predict answers one patient in the workshop's words, byte for byte", async () => {
  const { app } = await testedApp();
  const response = await postJson(app, "/predict", PATIENT);
  equal(response.status, 200);
  equal(response.headers.get("content-type"), "application/json");
  equal(response.headers.get("x-model-version"), "1");
  equal(
    await response.text(),
    '{"has_diabetes":true,"probability":0.75,"risk_level":"Élevé"}',
  );
});

Deno.test("POST /predict answers values outside of the sliders' ranges", async () => {
  const { app } = await testedApp();
  const response = await postJson(app, "/predict", { ...PATIENT, Glucose: -5, Age: 1e6 });
  deepEqual(await response.json(), {
    "has_diabetes": false,
    probability: 0.125,
    "risk_level": "Faible",
  });
});

Deno.test("POST /predict answers an array in its order, and an empty one with an empty one", async () => {
  const { app } = await testedApp();
  const both = await postJson(app, "/predict", [{ ...PATIENT, Glucose: 90 }, PATIENT]);
  deepEqual(await both.json(), [
    { "has_diabetes": false, probability: 0.125, "risk_level": "Faible" },
    { "has_diabetes": true, probability: 0.75, "risk_level": "Élevé" },
  ]);
  equal(await (await postJson(app, "/predict", [])).text(), "[]");
});

Deno.test("POST /predict takes 10 000 patients and refuses one more", async () => {
  const { app } = await testedApp();
  const many = await postJson(app, "/predict", Array(10_000).fill(PATIENT));
  equal((await many.json()).length, 10_000);
  const tooMany = await postJson(app, "/predict", Array(10_001).fill(PATIENT));
  equal(tooMany.status, 422);
  match((await tooMany.json()).detail, /at most 10000 elements: has 10001/);
});

Deno.test("POST /predict tells label and probabilities for a task of other classes", async () => {
  const { app } = await testedApp({ model: smallThreeClassModel() });
  const response = await postJson(app, "/predict", { a: 2, b: 1 });
  equal(await response.text(), '{"label":20,"probabilities":[0,0.75,0.25]}');
});

Deno.test("POST /predict takes other JSON types, and refuses a body without one, as FastAPI does", async () => {
  const { app } = await testedApp();
  const body = new TextEncoder().encode(JSON.stringify(PATIENT));
  for (
    const headers of [
      { "content-type": "application/json; charset=utf-8" },
      { "content-type": "Application/JSON" },
      { "content-type": "application/vnd.patient+json" },
    ] as Record<string, string>[]
  ) {
    const response = await app.request("/predict", { method: "POST", headers, body });
    equal(response.status, 200, JSON.stringify(headers));
    await response.body?.cancel();
  }
  const untyped = await app.request("/predict", { method: "POST", body });
  equal(untyped.status, 415);
  match((await untyped.json()).detail, /must have the type application\/json: has none/);
});

Deno.test("POST /predict names every wrong field in a 422 with pointers", async () => {
  const { app } = await testedApp();
  const { Age: _, ...rest } = PATIENT;
  const response = await postJson(app, "/predict", {
    ...rest,
    Glucose: "148",
    BMI: null,
    "a/b~c": 1,
  });
  equal(response.status, 422);
  equal(response.headers.get("content-type"), "application/problem+json");
  deepEqual(await response.json(), {
    type: "about:blank",
    title: "Unprocessable Content",
    status: 422,
    detail: 'Glucose must be a finite 32-bit number: is "148"; ' +
      "BMI must be a finite 32-bit number: is null; " +
      'Age is missing; "a/b~c" is no feature of this model',
    errors: [
      { detail: 'Glucose must be a finite 32-bit number: is "148"', pointer: "#/Glucose" },
      { detail: "BMI must be a finite 32-bit number: is null", pointer: "#/BMI" },
      { detail: "Age is missing", pointer: "#/Age" },
      { detail: '"a/b~c" is no feature of this model', pointer: "#/a~1b~0c" },
    ],
  });
});

Deno.test("POST /predict lists no more than a hundred faults and counts the others", async () => {
  const { app } = await testedApp();
  const response = await postJson(app, "/predict", Array(200).fill({}));
  const problem = await response.json();
  equal(response.status, 422);
  equal(problem.errors.length, 100);
  match(problem.detail, /; and 1590 more$/);
});

Deno.test("POST /predict refuses what is no finite float32 with 422", async () => {
  const { app } = await testedApp();
  for (const number of ["1e999", "-1e999", "3.5e38", "1e39"]) {
    const body = JSON.stringify(PATIENT).replace("33.6", number);
    const response = await postJson(app, "/predict", body);
    equal(response.status, 422, number);
    deepEqual((await response.json()).errors, [
      { detail: `BMI must be a finite 32-bit number: is ${Number(number)}`, pointer: "#/BMI" },
    ]);
  }
});

Deno.test("POST /predict refuses what is no JSON with 400", async () => {
  const { app } = await testedApp();
  for (const body of ["", "{", "NaN", '{"Glucose": NaN}', "\u0000", "{'a': 1}"]) {
    const response = await postJson(app, "/predict", body);
    equal(response.status, 400, body);
    equal(response.headers.get("content-type"), "application/problem+json");
    equal((await response.json()).status, 400);
  }
});

Deno.test("POST /predict refuses other types with 415", async () => {
  const { app } = await testedApp();
  const response = await app.request("/predict", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: JSON.stringify(PATIENT),
  });
  equal(response.status, 415);
  equal(response.headers.get("accept-post"), "application/json");
  await response.body?.cancel();
});

Deno.test("POST /predict takes 16 KiB for one object and 4 MiB for an array", async () => {
  const { app } = await testedApp();
  const one = JSON.stringify(PATIENT);
  const statusOf = async (body: string) => {
    const response = await postJson(app, "/predict", body);
    await response.body?.cancel();
    return response.status;
  };
  equal(await statusOf(one.padEnd(16 * 1024)), 200);
  equal(await statusOf(one.padEnd(16 * 1024 + 1)), 413);
  equal(await statusOf(`[${one}]`.padEnd(4 * 1024 * 1024)), 200);
  equal(await statusOf(`[${one}]`.padEnd(4 * 1024 * 1024 + 1)), 413);
});

Deno.test("POST /predict refuses a body that announces too much before reading it", async () => {
  const { app } = await testedApp();
  const response = await app.request("/predict", {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": "4194305" },
    body: new ReadableStream({
      pull: () => {
        throw new Error("the body was read");
      },
    }, { highWaterMark: 0 }),
  });
  equal(response.status, 413);
  await response.body?.cancel();
});

Deno.test("POST /predict answers 503 with a detail and Retry-After while no model is loaded", async () => {
  const { app } = await testedApp({ model: null });
  const response = await postJson(app, "/predict", PATIENT);
  equal(response.status, 503);
  equal(response.headers.get("retry-after"), "1");
  equal(
    (await response.json()).detail,
    "Cannot predict as no model is loaded: the registry has not answered yet",
  );
});

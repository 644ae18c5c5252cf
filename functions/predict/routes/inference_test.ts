import { deepEqual, equal, match } from "node:assert/strict";
import { smallThreeClassModel } from "../testing/small_models.ts";
import { postJson, testedApp } from "../testing/tested_app.ts";

const NAME = "diabetes-model";
const ROWS = [[6, 148, 72, 35, 0, 33.6, 0.627, 50], [1, 85, 66, 29, 0, 26.6, 0.351, 31]];

function inputOf(data: unknown, rest: Record<string, unknown> = {}) {
  return { inputs: [{ name: "float_input", shape: [2, 8], datatype: "FP32", data, ...rest }] };
}

async function inputName(): Promise<string> {
  const { app } = await testedApp();
  const metadata = await (await app.request(`/v2/models/${NAME}`)).json();
  return metadata.inputs[0].name;
}

Deno.test("GET /v2 and the health routes answer as the protocol says", async () => {
  const { app } = await testedApp();
  deepEqual(await (await app.request("/v2")).json(), {
    name: "predict",
    version: "1.0.0",
    extensions: ["binary_tensor_data"],
  });
  deepEqual(await (await app.request("/v2/health/live")).json(), { live: true });
  deepEqual(await (await app.request("/v2/health/ready")).json(), { ready: true });
  deepEqual(await (await app.request(`/v2/models/${NAME}/ready`)).json(), {
    name: NAME,
    ready: true,
  });
});

Deno.test("GET /v2/health/ready is a 503 while no model is loaded", async () => {
  const { app } = await testedApp({ model: null });
  const response = await app.request("/v2/health/ready");
  equal(response.status, 503);
  const problem = await response.json();
  equal(problem.ready, false);
  match(problem.error, /^Not ready/);
});

Deno.test("GET /v2/models/NAME[/versions/V] describes the tensors", async () => {
  const { app } = await testedApp({ model: smallThreeClassModel() });
  for (const path of ["/v2/models/small-model", "/v2/models/small-model/versions/1"]) {
    const metadata = await (await app.request(path)).json();
    equal(metadata.platform, "onnx_onnxv1");
    deepEqual(metadata.versions, ["1"]);
    deepEqual(metadata.inputs[0].shape, [-1, 2]);
    deepEqual(metadata.inputs[0].parameters, { columns: ["a", "b"] });
    deepEqual(metadata.outputs, [
      { name: "label", datatype: "INT64", shape: [-1] },
      { name: "probabilities", datatype: "FP64", shape: [-1, 3] },
    ]);
  }
});

Deno.test("GET /v2/models lists the versions in memory and those refused", async () => {
  const { app, store } = await testedApp();
  store.refusals = [{
    name: NAME,
    version: "2",
    role: "champion",
    reason: "digest_mismatch",
    detail: "Cannot serve it",
  }];
  deepEqual((await (await app.request("/v2/models")).json()).models, [
    { name: NAME, version: "1", role: "champion", state: "READY", reason: "" },
    {
      name: NAME,
      version: "2",
      role: "champion",
      state: "UNAVAILABLE",
      reason: "Cannot serve it",
    },
  ]);
});

Deno.test("GET /v2/models/… is a 404 for another model or version", async () => {
  const { app } = await testedApp();
  for (const path of ["/v2/models/other", `/v2/models/${NAME}/versions/9`]) {
    const response = await app.request(path);
    equal(response.status, 404);
    match((await response.json()).error, /^There is no /);
  }
});

Deno.test("POST …/infer scores flat and nested data, FP32 and FP64, and repeats the id", async () => {
  const { app } = await testedApp();
  const name = await inputName();
  for (const data of [ROWS, ROWS.flat()]) {
    for (const datatype of ["FP32", "FP64"]) {
      const body = { id: "42", ...inputOf(data, { name, datatype }) };
      const response = await postJson(app, `/v2/models/${NAME}/infer`, body);
      equal(response.headers.get("x-model-version"), "1");
      deepEqual(await response.json(), {
        "model_name": NAME,
        "model_version": "1",
        id: "42",
        outputs: [
          { name: "label", shape: [2], datatype: "INT64", data: [1, 0] },
          {
            name: "probabilities",
            shape: [2, 2],
            datatype: "FP64",
            data: [0.25, 0.75, 0.875, 0.125],
          },
        ],
      });
    }
  }
});

Deno.test("POST …/infer answers the outputs that are asked for, in their order", async () => {
  const { app } = await testedApp();
  const body = {
    ...inputOf(ROWS, { name: await inputName() }),
    outputs: [{ name: "probabilities" }],
  };
  const answer = await (await postJson(app, `/v2/models/${NAME}/infer`, body)).json();
  deepEqual(answer.outputs.map((output: { name: string }) => output.name), ["probabilities"]);
});

Deno.test("POST …/infer takes tensors as bytes and sends them as bytes", async () => {
  const { app } = await testedApp();
  const numbers = new DataView(new ArrayBuffer(64));
  ROWS.flat().forEach((value, index) => numbers.setFloat32(index * 4, value, true));
  const header = new TextEncoder().encode(JSON.stringify({
    inputs: [{
      name: await inputName(),
      shape: [2, 8],
      datatype: "FP32",
      parameters: { "binary_data_size": 64 },
    }],
    outputs: [
      { name: "label", parameters: { "binary_data": true } },
      { name: "probabilities", parameters: { "binary_data": true } },
    ],
  }));
  const response = await app.request(`/v2/models/${NAME}/infer`, {
    method: "POST",
    headers: {
      "content-type": "application/octet-stream",
      "inference-header-content-length": `${header.length}`,
    },
    body: new Blob([header, numbers.buffer]),
  });
  equal(response.headers.get("content-type"), "application/octet-stream");
  const length = Number(response.headers.get("inference-header-content-length"));
  const bytes = await response.bytes();
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(0, length)));
  deepEqual(json.outputs, [
    { name: "label", shape: [2], datatype: "INT64", parameters: { "binary_data_size": 16 } },
    {
      name: "probabilities",
      shape: [2, 2],
      datatype: "FP64",
      parameters: { "binary_data_size": 32 },
    },
  ]);
  const tail = new DataView(bytes.slice(length).buffer);
  deepEqual([tail.getBigInt64(0, true), tail.getBigInt64(8, true)], [1n, 0n]);
  deepEqual([0, 1, 2, 3].map((i) => tail.getFloat64(16 + i * 8, true)), [0.25, 0.75, 0.875, 0.125]);
});

Deno.test("POST …/infer refuses what does not fit with 400 and an error", async () => {
  const { app } = await testedApp();
  const name = await inputName();
  const cases: [unknown, RegExp][] = [
    [[], /must be a JSON object/],
    [{}, /inputs must be an array of tensors/],
    [{ inputs: [] }, /inputs must be an array of tensors/],
    [
      inputOf(ROWS, { name: "other" }),
      /inputs must be one tensor "float_input" of all columns, or one for each of "Pregnancies", /,
    ],
    [inputOf(ROWS, { name, datatype: "INT64" }), /data\[5\] must be an integer: is 33\.6/],
    [
      inputOf(ROWS, { name, datatype: "constructor" }),
      /datatype must be one of FP64, FP32, FP16, INT64/,
    ],
    [inputOf(ROWS, { name, shape: [2, 7] }), /shape must be \[rows, 8\]/],
    [inputOf(ROWS, { name, shape: [0, 8] }), /shape must be \[rows, 8\]/],
    [inputOf(ROWS.flat().slice(1), { name }), /as many values as the shape says, 16: has 15/],
    [inputOf([[1], [2]], { name }), /each row of data must have 8 values/],
    [
      inputOf(ROWS.flat().with(3, 1e39), { name }),
      /data\[3\]: SkinThickness must be a finite 32-bit number: is 1e\+39/,
    ],
    [inputOf(undefined, { name }), /data must be an array/],
    [
      inputOf(undefined, { name, parameters: { "binary_data_size": 64 } }),
      /the bytes behind the JSON are missing/,
    ],
    [
      { ...inputOf(ROWS, { name }), outputs: [{ name: "x" }] },
      /the name of an output must be "label" or "probabilities"/,
    ],
    [{ ...inputOf(ROWS, { name }), id: 1 }, /id must be a string/],
  ];
  for (const [body, error] of cases) {
    const response = await postJson(app, `/v2/models/${NAME}/infer`, body);
    equal(response.status, 400, JSON.stringify(body));
    match((await response.json()).error, error);
  }
});

import { deepEqual, equal, match, ok } from "node:assert/strict";
import { encodeForest } from "@mlops/onnx";
import { FEATURES } from "@mlops/tasks/diabetes";
import { PATIENT, postJson, type TestedApp, testedApp } from "../testing/tested_app.ts";
import { smallModel } from "../testing/small_models.ts";

/** Tries that a busy machine gets: what is out of proportion by itself is so each time. */
const TRIES = 5;

/** Shortest of the times that a request takes, in ms, and its answer; the first one warms the code. */
async function timeOf(
  ask: (tried: number) => Promise<Response>,
): Promise<{ ms: number; response: Response }> {
  let response = await ask(0);
  let ms = Infinity;
  for (let tried = 1; tried <= TRIES; tried++) {
    await response.body?.cancel();
    const startedMs = performance.now();
    response = await ask(tried);
    ms = Math.min(ms, performance.now() - startedMs);
  }
  return { ms, response };
}

/** A stump over so many features. */
function wideModel(nFeatures: number) {
  const onnx = encodeForest({
    nFeatures,
    classes: [0, 1],
    roots: Int32Array.of(0),
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    feature: Int32Array.of(0, -2, -2),
    threshold: Float64Array.of(0.5, -2, -2),
    cover: Float64Array.of(10, 6, 4),
    value: Float64Array.of(0.6, 0.4, 0.75, 0.25, 0.25, 0.75),
  });
  const features = Array.from({ length: nFeatures }, (_, index) => ({ name: `f${index}` }));
  return smallModel(onnx, "1", { features, classes: [0, 1] });
}

async function problemOf(response: Response): Promise<{ status: number; detail: string }> {
  const { status, detail } = await response.json();
  return { status, detail };
}

Deno.test("POST /invocations reads records with a key of their own each as quickly as any", async () => {
  const { app } = await testedApp();
  const records = (key: (index: number) => string) => ({
    dataframe_records: Array.from({ length: 2_000 }, (_, index) => ({
      ...PATIENT,
      [key(index)]: 1,
    })),
  });
  const usual = await timeOf(() => postJson(app, "/invocations", records(() => "more")));
  // Other ones each time, as V8 remembers the keys of objects that it has seen.
  const hostile = await timeOf((tried) =>
    postJson(app, "/invocations", records((at) => `k${tried}-${at}`))
  );
  equal(hostile.response.status, 200);
  deepEqual(await hostile.response.json(), await usual.response.json());
  ok(hostile.ms < 10 * usual.ms + 20, `${hostile.ms} ms beside ${usual.ms}`);
});

Deno.test("POST /invocations finds columns among a hundred thousand others at once", async () => {
  const { app } = await testedApp({ model: wideModel(1_900) });
  const names = Array.from({ length: 1_900 }, (_, index) => `f${index}`);
  const others = Array.from({ length: 100_000 }, (_, index) => `o${index}`);
  const split = (columns: readonly string[]) => ({
    dataframe_split: { columns, data: [Array(columns.length).fill(1)] },
  });
  const invoke = (columns: readonly string[]) =>
    timeOf(() => postJson(app, "/invocations", split(columns)));
  const usual = await invoke([...names, ...others]);
  const hostile = await invoke([...others, ...names]);
  equal(usual.response.status, 200);
  equal(hostile.response.status, 200);
  ok(hostile.ms < 4 * usual.ms + 50, `${hostile.ms} ms beside ${usual.ms}`);
});

const PRICED = /must have at most \d+ values \(rows x features\): has 15200000/;

Deno.test("POST /predict and /invocations refuse rows of more values than a body can hold, before they make room", async () => {
  const { app } = await testedApp({ model: wideModel(1_900) });
  const before = Deno.memoryUsage().external;
  const ones = Array(8_000).fill(1);
  const predict = await problemOf(await postJson(app, "/predict", ones));
  equal(predict.status, 413);
  match(predict.detail, PRICED);
  const records = Array(8_000).fill({ f0: 1 });
  const invoked = await postJson(app, "/invocations", { dataframe_records: records });
  match((await problemOf(invoked)).detail, PRICED);
  ok(Deno.memoryUsage().external - before < 32 * 2 ** 20);
});

const INPUTS = [{
  name: "float_input",
  shape: [1, FEATURES.length],
  datatype: "FP64",
  data: Object.values(PATIENT),
}];

async function inferOutputs({ app }: TestedApp, outputs: unknown): Promise<Response> {
  return await postJson(app, "/v2/models/diabetes-model/infer", { inputs: INPUTS, outputs });
}

Deno.test("POST infer gives each output once", async () => {
  const tested = await testedApp();
  const many = await inferOutputs(tested, Array(1_500).fill({ name: "probabilities" }));
  equal(many.status, 200);
  const { outputs }: { outputs: { name: string }[] } = await many.json();
  deepEqual(outputs.map(({ name }) => name), ["probabilities"]);
  const both = await inferOutputs(tested, [{ name: "probabilities" }, { name: "label" }]);
  equal(both.status, 200);
});

Deno.test("POST infer refuses a million tensors by their number", async () => {
  const { app } = await testedApp({ model: wideModel(1_900) });
  for (const [count, status] of [[90_000, 400], [400_000, 413]] as const) {
    const { ms, response } = await timeOf(() =>
      postJson(app, "/v2/models/small-model/infer", { inputs: Array(count).fill({}) })
    );
    equal(response.status, status);
    ok(ms < 2_000, `${ms} ms`);
  }
});

Deno.test("bodies that would take the parser long are refused before it begins", async () => {
  const { app } = await testedApp();
  const empty = `[${Array(1_000_000).fill("[]").join(",")}]`;
  const bodies: readonly [string, string][] = [
    ["/predict", empty],
    ["/invocations", `{"inputs":${empty}}`],
    ["/invocations", `{"inputs":${empty},"x":NaN}`],
    ["/v2/models/diabetes-model/infer", `{"inputs":${empty}}`],
  ];
  for (const [path, body] of bodies) {
    const { status, detail } = await problemOf(await postJson(app, path, body));
    equal(status, 413, path);
    match(detail, /at most 100000 objects and arrays/);
  }
});

Deno.test("a row of thousands of other fields is refused with the first of them", async () => {
  const { app } = await testedApp();
  const others = Array.from({ length: 19_000 }, (_, index) => [`other ${index}`, 1]);
  const response = await postJson(app, "/predict", [Object.fromEntries(others)]);
  equal(response.status, 422);
  const { detail, errors } = await response.json();
  match(detail, /and 18998 more$/);
  equal(errors.length, 100);
});

Deno.test("POST /invocations reads NaN beside a text of megabytes", async () => {
  const { app } = await testedApp();
  const { ["Age"]: _, ...rest } = PATIENT;
  const text = JSON.stringify({ dataframe_records: [{ ...rest, note: "x".repeat(3_000_000) }] });
  const response = await postJson(app, "/invocations", text.replace("}]", ',"Age":NaN}]'));
  match((await problemOf(response)).detail, /Age/);
});

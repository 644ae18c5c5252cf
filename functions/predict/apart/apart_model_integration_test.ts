import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { type Model, ModelError, ValueError } from "@mlops/model";
import { ModelUnavailableError } from "../model/model_unavailable_error.ts";
import { ownFiles } from "../run/own_files.ts";
import { scorerCommand } from "../run/scorer_command.ts";
import { type HostileGraph, hostileGraph } from "../testing/hostile_models.ts";
import { type ApartSettings, openApart } from "./open_apart.ts";

const FILES = ownFiles();
const SETTINGS: ApartSettings = {
  command: scorerCommand(FILES),
  wasmDirectory: new URL("./", `file://${FILES.wasm}`).href,
  memoryMib: 128,
  loadMs: 60_000,
  batchMs: 60_000,
};

async function open(name: HostileGraph, settings: Partial<ApartSettings> = {}): Promise<Model> {
  return await openApart({ ...SETTINGS, ...settings })(await hostileGraph(name), {});
}

/** Scores two rows, whose first value tells the graph what to do. */
async function score(model: Model, told: number): Promise<number[]> {
  const numbers = Float64Array.of(told, 0, told, 1);
  return [...(await model.predict({ nRows: 2, numbers, texts: null })).values];
}

function refusal(found: RegExp) {
  return (error: unknown) => error instanceof ModelError && found.test(error.message);
}

Deno.test("a graph runs apart and answers as in this thread", async () => {
  const model = await open("sound");
  equal(model.kind, "ONNX graph (ReduceSum, Identity)");
  equal(model.task, "regression");
  deepEqual(await score(model, 1), [1, 2]);
  const many = Array.from({ length: 50 }, (_, told) => score(model, told));
  deepEqual(await Promise.all(many), many.map((_, told) => [told, told + 1]));
  await model.dispose();
  await rejects(score(model, 1), ModelUnavailableError);
});

Deno.test("a graph that never ends is refused within its time", async () => {
  await rejects(
    open("endless", { loadMs: 5_000 }),
    refusal(/^its graph must be opened and tried within 5000 ms: did not$/),
  );
});

Deno.test("a graph that takes all memory is refused", async () => {
  await rejects(open("large"), refusal(/^its graph must take at most 128 MiB: takes more/));
});

Deno.test("a graph that answers no number, one row for many, or many for one is refused", async () => {
  await rejects(open("no_number"), refusal(/must answer with finite numbers: gives none/));
  await rejects(open("one_row"), refusal(/"y" must have a row for each row: has \[1,128\] for 64/));
  await rejects(open("mean_row"), refusal(/"y" must have a row for each row: has \[1,1\] for 64/));
  await rejects(open("two_rows"), refusal(/must have a row for each row: has \[128,1\] for 64/));
  await rejects(
    open("wide"),
    refusal(/at most 100000 columns: its input "x" is \[\?, 2147483648/),
  );
});

Deno.test("a batch that never ends is given up; the next one is scored; the second time is the last", async () => {
  const model = await open("endless_if_told", { batchMs: 5_000 });
  deepEqual(await score(model, 1), [1, 2]);
  const [hangs, waits] = await Promise.allSettled([score(model, 2e6), score(model, 3)]);
  equal(hangs.status, "rejected");
  match(`${(hangs as PromiseRejectedResult).reason}`, /must score a batch within 5000 ms: did not/);
  deepEqual((waits as PromiseFulfilledResult<number[]>).value, [3, 4]);
  equal(model.failure, null);
  await rejects(score(model, 2e6), ModelUnavailableError);
  match(model.failure ?? "", /within 5000 ms: did not, twice within 60 s/);
  await rejects(score(model, 1), ModelUnavailableError);
  await model.dispose();
});

Deno.test("a row that the graph fails for is told as a fault of the row, and costs nobody else", async () => {
  const large = await open("large_if_told");
  await rejects(score(large, 3e9), (error) => error instanceof ValueError && error.feature === 0);
  deepEqual(await score(large, 1), [1, 2]);
  equal(large.failure, null);
  await large.dispose();
  const root = await open("no_number_if_told");
  await rejects(score(root, -5), (error) => error instanceof ValueError && error.row === 0);
  deepEqual(await score(root, 0), [0, 1]);
  await root.dispose();
});

Deno.test("names in a graph write nothing into the log", async () => {
  const line = 'unused\n{"level":"info","message":"model in service","version":"9"}';
  const program = `
    import { openApart } from "${new URL("open_apart.ts", import.meta.url)}";
    const [settings, path] = Deno.args;
    const model = await openApart(JSON.parse(settings))(await Deno.readFile(path), {});
    await model.predict({ nRows: 1, numbers: Float64Array.of(1, 2), texts: null });
    await model.dispose();
    console.log("done");
  `;
  const folder = await Deno.makeTempDir({ dir: new URL(".", import.meta.url).pathname });
  try {
    const path = `${folder}/main.ts`;
    await Deno.writeTextFile(path, program);
    const graph = new URL("../testing/testdata/hostile/forger.onnx", import.meta.url).pathname;
    equal(new TextDecoder().decode(await Deno.readFile(graph)).includes(line), true);
    const { stdout, stderr } = await new Deno.Command("deno", {
      args: ["run", "--no-check", "--quiet", "-A", path, JSON.stringify(SETTINGS), graph],
    }).output();
    equal(new TextDecoder().decode(stderr), "");
    equal(new TextDecoder().decode(stdout), "done\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

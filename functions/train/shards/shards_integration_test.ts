import { MlflowClient } from "@mlops/mlflow";
import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { startRegistry } from "@mlops/testing/registries";
import { runTraining } from "@mlops/testing/training_process";

const FLAGS = ["--n-estimators", "30", "--max-depth", "6"];
const SHARED = [...FLAGS, "--shards", "4", "--training", "t-1"];

Deno.test("a fit that processes share gives the bytes of one, though two of them die", async () => {
  const uploads: string[] = [];
  const killed = Promise.withResolvers<void>();
  const heldUp = Promise.withResolvers<Response>();
  let isPartHeldUp = true;
  await using registry = await startRegistry({
    gate: (request) => {
      const part = /trees\/(part-\d\.bin)$/.exec(new URL(request.url).pathname)?.[1];
      if (part === undefined) return undefined;
      // As MLflow answers for a file that is not there.
      if (request.method === "GET" && !uploads.includes(part)) {
        return new Response(null, { status: 500 });
      }
      if (request.method !== "PUT") return undefined;
      uploads.push(part);
      if (part !== "part-2.bin" || !isPartHeldUp) return undefined;
      // Killed while it uploads: the file never comes to lie there.
      killed.resolve();
      return heldUp.promise;
    },
  });
  const { url } = registry;
  const client = new MlflowClient({ trackingUri: new URL(url) });
  const grow = (part: number) => runTraining(url, { args: [...SHARED, "--shard", `${part}`] });
  const versionOf = async (alias: string) => {
    const version = await client.registry.getModelVersionByAlias("diabetes-model", alias);
    ok(version !== null);
    return version;
  };

  // The merging process dies, too, once it has begun the run.
  const dead = await runTraining(url, { args: SHARED, stopAfter: "dataset" });
  notEqual(dead.code, 0);
  const third = runTraining(url, { args: [...SHARED, "--shard", "2"], stopAt: killed.promise });
  const others = await Promise.all([0, 1, 3].map(grow));
  deepEqual(others.map(({ code, stderr }) => [code, stderr]), [[0, ""], [0, ""], [0, ""]]);
  notEqual((await third).code, 0);
  isPartHeldUp = false;
  heldUp.resolve(new Response(null, { status: 503 }));

  const merging = runTraining(url, { args: SHARED });
  const again = await Promise.all([0, 2].map(grow));
  deepEqual(again.map(({ events }) => events.at(-1)!["grown"]), [0, 7]);
  const { code, stderr } = await merging;
  deepEqual([code, stderr], [0, ""]);
  deepEqual(uploads.toSorted(), [0, 1, 2, 2, 3].map((part) => `part-${part}.bin`));

  const alone = await runTraining(url, { args: [...FLAGS, "--alias", "alone"] });
  equal(alone.code, 0);
  const [merged, single] = [await versionOf("champion"), await versionOf("alone")];
  match(merged.tags["sha256"]!, /^[0-9a-f]{64}$/);
  equal(merged.tags["sha256"], single.tags["sha256"]);
  const run = await client.runs.getRun(merged.runId!);
  equal(run.info.status, "FINISHED");
  equal(run.tags["training_id"], "t-1");
});

Deno.test("a fit on any table is shared as well, its out-of-bag residuals included", async () => {
  await using registry = await startRegistry();
  const { url } = registry;
  const client = new MlflowClient({ trackingUri: new URL(url) });
  const file = new URL("../table/testdata/penguins.csv", import.meta.url).pathname;
  const flags = ["--table", file, "--target", "body_mass_g", "--n-estimators", "9"];
  const shared = [...flags, "--shards", "2", "--training", "t-2"];
  const digestOf = async (args: readonly string[]) => {
    const { code, stderr, events } = await runTraining(url, { args });
    equal(code, 0, stderr);
    const run = await client.runs.getRun(
      `${events.find(({ event }) => event === "run")!["run_id"]}`,
    );
    const { tags, metrics } = run;
    match(tags["model_sha256"]!, /^[0-9a-f]{64}$/);
    const values = Object.values(metrics).map(({ key, value }) => [key, value]);
    return { digest: tags["model_sha256"], metrics: Object.fromEntries(values) };
  };
  const merged = digestOf(shared);
  const parts = await Promise.all(
    ["0", "1"].map((part) => runTraining(url, { args: [...shared, "--shard", part] })),
  );
  deepEqual(parts.map(({ code, stderr }) => [code, stderr]), [[0, ""], [0, ""]]);
  deepEqual(await merged, await digestOf(flags));
});

Deno.test("train says what is wrong with its part before it touches anything", async () => {
  const args = ["--shards", "4", "--shard", "4"];
  const { code, stderr } = await runTraining("http://127.0.0.1:9", { args });
  equal(code, 2);
  match(stderr, /--training must be, with --shards, 1 to 63 letters/);
  match(stderr, /--shard must be/);
});

Deno.test("the merging process ends once every try of a part has failed, with the reason of the last", async () => {
  await using registry = await startRegistry({
    gate: (request) =>
      request.method === "PUT" && request.url.endsWith("/trees/part-1.bin")
        ? new Response(null, { status: 507 })
        : undefined,
  });
  const { url } = registry;
  const shared = [...FLAGS, "--shards", "2", "--training", "t-full"];
  const merging = runTraining(url, { args: shared });
  for (let attempt = 1; attempt <= 5; attempt++) {
    const { code, stderr } = await runTraining(url, { args: [...shared, "--shard", "1"] });
    deepEqual([code, /507/.test(stderr)], [1, true], stderr);
  }
  const { code, stderr } = await merging;
  equal(code, 1);
  match(stderr, /each must be grown: part 1 failed 5 times, at last by ".*507/);
});

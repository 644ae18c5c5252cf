import { deepEqual, equal, ok } from "node:assert/strict";
import { startRegistry } from "@mlops/testing/registries";
import { runTraining } from "@mlops/testing/training_process";

const BUILD = new URL("./build.ts", import.meta.url).pathname;

Deno.test("build makes a program that trains with its Workers from two files alone", async () => {
  const bundle = await Deno.makeTempDir({ prefix: "train-bundle-" });
  const { success } = await new Deno.Command("deno", {
    args: [
      "run",
      "--allow-run=deno",
      `--allow-read=${bundle}`,
      `--allow-write=${bundle}`,
      BUILD,
      bundle,
    ],
    stderr: "null",
  }).output();
  ok(success);
  const entries = await Array.fromAsync(Deno.readDir(bundle));
  deepEqual(entries.map((entry) => entry.name).sort(), [
    "fit_worker.js",
    "main.js",
  ]);
  await using registry = await startRegistry();
  const { code, stderr, events } = await runTraining(registry.url, {
    bundle,
    args: ["--workers", "2"],
  });
  deepEqual([code, stderr], [0, ""]);
  equal(events.find((event) => event["event"] === "measured")?.["auc_roc"], 0.820925925925926);
  await Deno.remove(bundle, { recursive: true });
});

import { deepEqual, equal, rejects } from "node:assert/strict";
import { lineReport } from "../report.ts";
import { type Answer, FakeKubectl, list } from "../testing/fake_kubectl.ts";
import { stillClock } from "../testing/still_clock.ts";
import { runTraining } from "./run_training.ts";

const OPTIONS = { namespace: "n", id: "abc", timeoutMs: 60_000 };

const PATTERN = {
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: { name: "train", namespace: "n" },
  spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: "train" }] } } } } },
};

/** A Job that has ended so. */
function job(name: string, condition: "Complete" | "Failed"): object {
  const status = { conditions: [{ type: condition, status: "True", message: "it gave up" }] };
  return list({ apiVersion: "batch/v1", kind: "Job", metadata: { name }, status });
}

/** Trains on a cluster that holds the pattern, and answers so beside it. */
function training(nShards: number, ...answers: readonly (readonly [string, Answer])[]) {
  const fake = new FakeKubectl([...answers, ["get cronjob/train", PATTERN]]);
  const lines: string[] = [];
  const report = lineReport((line) => lines.push(line), () => 0);
  const deps = { kubectl: fake.client, report, clock: stillClock() };
  return { fake, lines, ended: runTraining(deps, { ...OPTIONS, nShards }) };
}

Deno.test("runTraining() tells the last line of a training's log", async () => {
  const { ended, lines } = training(
    1,
    ["get job train-abc", job("train-abc", "Complete")],
    ["logs job/train-abc", "version 2 is champion\n"],
  );
  equal(await ended, "version 2 is champion");
  deepEqual(lines.map((line) => /training train-abc/.test(line)), [true]);
});

Deno.test("runTraining() waits for the parts, then for what merges them", async () => {
  const { ended, lines } = training(
    4,
    ["get job train-abc-parts", job("train-abc-parts", "Complete")],
    ["get job train-abc", job("train-abc", "Complete")],
    ["logs job/train-abc", "version 2\n"],
  );
  equal(await ended, "version 2");
  deepEqual(
    lines.map((line) => /trees train-abc-parts, 4 pods|training train-abc/.exec(line)?.[0]),
    [
      "trees train-abc-parts, 4 pods",
      "training train-abc",
    ],
  );
});

Deno.test("runTraining() ends what would wait for parts that nobody grows", async () => {
  const { ended, fake } = training(4, [
    "get job train-abc-parts",
    job("train-abc-parts", "Failed"),
  ]);
  await rejects(ended, { name: "ApplyError", message: /it gave up/ });
  equal(fake.calls.at(-1), "delete job/train-abc --namespace=n");
});

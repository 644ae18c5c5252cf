/**
 * A training whose trees four pods share, one of which is killed, on the deployed stack.
 *
 * Run with the test cluster up, the stack deployed and KUBECONFIG set: `deno task e2e:shared-training`
 *
 * @module
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import type { KubernetesObject } from "../deploy/cluster/kubernetes_object.ts";
import { inMlflow, kubectl, NAMESPACE, until } from "./stack.ts";
import { runTask } from "./run_task.ts";

const INDEX_LABEL = "batch.kubernetes.io/job-completion-index";
const N_PARTS = 4;
const KILLED = "2";

/** Digest of the ONNX file that the alias names, and when each part was uploaded, asked in MLflow's pod. */
const ASK_MODEL = `import glob, hashlib, json, os, urllib.request
base = "http://127.0.0.1:5000/api/2.0/mlflow/"
ask = lambda path: json.load(urllib.request.urlopen(base + path, timeout=20))
version = ask("registered-models/alias?name=diabetes-model&alias=champion")["model_version"]
tags = {tag["key"]: tag["value"] for tag in version.get("tags", [])}
files = ask("artifacts/list?path=trees&run_id=" + version["run_id"]).get("files", [])
print(json.dumps({"sha256": tags["sha256"], "parts": [file["path"] for file in files]}))
`;

async function champion(): Promise<{ sha256: string; parts: string[] }> {
  return JSON.parse(await inMlflow(ASK_MODEL));
}

async function train(...args: string[]): Promise<string> {
  return (await runTask(["train:cluster", ...args])).printed;
}

async function partJobs(): Promise<string[]> {
  const jobs = await kubectl.objects("look at the Jobs", ["jobs", `--namespace=${NAMESPACE}`]);
  return jobs.map(({ metadata: { name } }) => name).filter((name) => name.endsWith("-parts"));
}

function podsOf(job: string): Promise<KubernetesObject[]> {
  const selector = `--selector=batch.kubernetes.io/job-name=${job}`;
  return kubectl.objects("look at the pods", ["pods", `--namespace=${NAMESPACE}`, selector]);
}

referenceTest("four pods grow the forest of one, though one is killed", ["cluster"], async () => {
  await train();
  const alone = await champion();
  deepEqual(alone.parts, []);

  const before = new Set(await partJobs());
  const shared = train(`--shards=${N_PARTS}`);
  const job = await until("the Job of the parts", {
    seconds: 60,
    look: async () => (await partJobs()).find((name) => !before.has(name)),
  });
  const victim = await until(`the pod of part ${KILLED}`, {
    seconds: 60,
    look: async () =>
      (await podsOf(job)).find(({ metadata }) => metadata.labels?.[INDEX_LABEL] === KILLED),
  });
  await kubectl.text("kill a pod", [
    "delete",
    `pod/${victim.metadata.name}`,
    `--namespace=${NAMESPACE}`,
    "--grace-period=0",
    "--force",
  ]);
  match(await shared, /✓ training train-[0-9a-f]{8}/);

  const merged = await champion();
  equal(merged.sha256, alone.sha256);
  deepEqual(merged.parts.toSorted(), [0, 1, 2, 3].map((part) => `trees/part-${part}.bin`));
  // Every part has one pod that grew it, and only the killed one has another name than at first.
  const pods = await podsOf(job);
  deepEqual(
    pods.map(({ metadata }) => metadata.labels?.[INDEX_LABEL]).toSorted(),
    ["0", "1", "2", "3"],
  );
  ok(pods.every(({ metadata }) => metadata.uid !== victim.metadata.uid));
  for (const { metadata: { name } } of pods) {
    const log = await kubectl.text("read a log", ["logs", name, `--namespace=${NAMESPACE}`]);
    match(log, /"event":"part".*"grown":25/);
  }
});

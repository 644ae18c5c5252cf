/**
 * The deployment on a real cluster, from nothing to nothing. It begins by removing a stack that is
 * there, with its volumes.
 *
 * Run with the test cluster up and KUBECONFIG set: `deno task e2e:deploy`
 *
 * @module
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import { findAddresses } from "../deploy/cluster/addresses.ts";
import {
  keyOf,
  type KubernetesObject,
  readManifests,
} from "../deploy/cluster/kubernetes_object.ts";
import { leftOver } from "./left_over.ts";
import { kubectl, NAMESPACE, until } from "./stack.ts";
import { REGISTRY, runTask } from "./run_task.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Replicas that the classic Deployment starts with; without load its HPA keeps them five minutes. */
const STARTED_REPLICAS = 3;

async function task(...args: string[]): Promise<string> {
  return (await runTask(args)).printed;
}

/** Objects that the manifests hold, as the cluster has them now. */
async function deployed(): Promise<KubernetesObject[]> {
  const overlay = await kubectl.text("render", ["kustomize", `${ROOT}knative/overlays/workshop`]);
  const names = readManifests(overlay).map((object) =>
    object.kind === "Job" && object.metadata.name === "train"
      ? { ...object, kind: "CronJob" }
      : object
  );
  const items = JSON.stringify({ apiVersion: "v1", kind: "List", items: names });
  return await kubectl.objects("look at the cluster", ["--filename=-"], items);
}

/** Resource versions by key. An HPA writes what it measures into its own object: its wish stands in. */
async function versions(): Promise<Record<string, unknown>> {
  const objects = await deployed();
  return Object.fromEntries(objects.map((object) => [
    keyOf(object),
    object.kind === "HorizontalPodAutoscaler" ? object["spec"] : object.metadata.resourceVersion,
  ]));
}

async function classicReplicas(): Promise<number> {
  const [deployment] = await kubectl.objects("look at the classic Deployment", [
    "deployment",
    "ml-api",
    `--namespace=${NAMESPACE}`,
  ]);
  return (deployment?.["spec"] as { replicas: number }).replicas;
}

interface ServedModel {
  readonly model: { readonly version: string };
}

/** Asks the Knative Service through the ingress. */
async function served(): Promise<ServedModel> {
  const nodes = await kubectl.objects("look at the nodes", ["nodes"]);
  const { ingress, host } = await findAddresses(kubectl, { namespace: NAMESPACE, nodes });
  // A Host header of one's own is not for fetch.
  const { stdout, success, stderr } = await new Deno.Command("curl", {
    args: ["-sS", "--fail", "--max-time", "30", "-H", `Host: ${host}`, `${ingress}/readyz`],
  }).output();
  const decoder = new TextDecoder();
  ok(success, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

async function predictPods(): Promise<string[]> {
  const pods = await kubectl.objects("look at the pods", [
    "pods",
    `--namespace=${NAMESPACE}`,
    "--selector=serving.knative.dev/service=predict",
  ]);
  return pods.filter(({ metadata }) => !("deletionTimestamp" in metadata)).map((pod) => {
    const status = pod["status"] as { containerStatuses: { restartCount: number }[] };
    const restarts = status.containerStatuses.reduce((sum, it) => sum + it.restartCount, 0);
    return `${pod.metadata.name} restarted ${restarts} times`;
  }).sort();
}

referenceTest("deploy, again, train, undeploy on a cluster", ["cluster"], async (t) => {
  /** What follows a failed step would only fail after it, and nothing stays behind. */
  const step = async (name: string, body: () => Promise<void>) => {
    if (await t.step(name, body)) return;
    await task("undeploy", "--yes");
    throw new Error(`"${name}" failed`);
  };
  await task("undeploy", "--yes");

  await step("deploy makes the whole stack from nothing", async () => {
    const printed = await task("deploy", `--registry=${REGISTRY}`);
    match(printed, /✓ first training/);
    match(printed, /✓ prediction service/);
    equal(printed.includes("✗"), false);
    match(printed, /curl -H 'Host: predict\.mlops-workshop\./);
    match(printed, /k6 run -e BASE_URL=http/);
  });

  await step("every image is named by its digest", async () => {
    const pods = await kubectl.text("look at the pods", [
      "get",
      "pods",
      `--namespace=${NAMESPACE}`,
      "--output=jsonpath={range .items[*].spec.containers[*]}{.image}{'\\n'}{end}",
    ]);
    const images = pods.trim().split("\n").filter((image) => !image.includes("/queue:"));
    // What the workshop takes as it is keeps its name: `kubectl apply -k` of a folder changes nothing.
    for (const image of images) match(image, /@sha256:[0-9a-f]{64}$|^postgres:15$/);
  });

  await step("deploy again changes no object, though the HPA holds more", async () => {
    await kubectl.text("wait for the HPA's first measurement", [
      "wait",
      "horizontalpodautoscaler/ml-api-hpa",
      `--namespace=${NAMESPACE}`,
      "--for=condition=ScalingActive",
      "--timeout=120s",
    ]);
    equal(await classicReplicas(), STARTED_REPLICAS);
    const before = await versions();
    const printed = await task("deploy", `--registry=${REGISTRY}`);
    match(printed, /nothing has changed since the last deployment/);
    deepEqual(await versions(), before);
    equal(await classicReplicas(), STARTED_REPLICAS);
  });

  await step("a dry run says that nothing would change", async () => {
    const printed = await task("deploy", `--registry=${REGISTRY}`, "--dry-run");
    match(printed, /a dry run: nothing would change/);
  });

  await step("train:cluster moves the alias, and running pods follow it", async () => {
    const { model: { version } } = await served();
    const pods = await predictPods();
    equal(pods.length > 0, true);
    match(await task("train:cluster"), /✓ training train-[0-9a-f]{8}/);
    const next = `${Number(version) + 1}`;
    await until(`version ${next}`, {
      seconds: 30,
      look: async () => (await served()).model.version === next ? true : undefined,
    });
    deepEqual(await predictPods(), pods);
  });

  await step("undeploy leaves nothing", async () => {
    match(await task("undeploy", "--yes"), /Removed\./);
    deepEqual(await leftOver(NAMESPACE), []);
  });

  await step("undeploy again has nothing to do", async () => {
    match(await task("undeploy"), /Removed\./);
  });
});

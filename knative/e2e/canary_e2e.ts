// deno-lint-ignore-file no-console -- figures for whoever runs it
/**
 * New Revisions of the prediction service under load: a good one gets all requests, and one without an image,
 * with a wrong setting, or too slow is taken back by itself. No request of a client fails meanwhile.
 *
 * Run with the test cluster up, the stack deployed and KUBECONFIG set: `deno task e2e:canary`
 *
 * @module
 */
import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import { askPods } from "../deploy/canary/ask_pods.ts";
import { loggedProbabilities } from "../deploy/canary/logged_probabilities.ts";
import { rollBack } from "../deploy/canary/rollback.ts";
import { rollOut } from "../deploy/canary/roll_out.ts";
import { servingRevision } from "../deploy/canary/traffic.ts";
import { RevisionWatch } from "../deploy/canary/watch_revisions.ts";
import type { KubernetesObject } from "../deploy/kubernetes_object.ts";
import { lineReport } from "../deploy/report.ts";
import { cluster, kubectl, NAMESPACE } from "./stack.ts";
import { SteadyClients } from "./steady_clients.ts";

/** Enough for 50 requests of a tenth within a step; a slow Revision must not hold them all up. */
const CLIENTS = 8;

/** Limit for a Revision to become ready: a bad one is known sooner. */
const READY_MS = 60_000;

interface Container {
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Spec {
  readonly template: {
    readonly metadata?: object;
    readonly spec: { readonly containers: readonly [Container] };
  };
}

async function live(): Promise<KubernetesObject & { readonly spec: Spec }> {
  const args = ["services.serving.knative.dev", "predict", `--namespace=${NAMESPACE}`];
  const [service] = await kubectl.objects("look at the service", args);
  return service as KubernetesObject & { readonly spec: Spec };
}

/** The Service as it is deployed, with a change of its container. */
async function changed(change: (container: Container) => Container): Promise<KubernetesObject> {
  const { apiVersion, kind, metadata: { name, namespace, labels = {} }, spec } = await live();
  const { template } = spec;
  const [container] = template.spec.containers;
  return {
    apiVersion,
    kind,
    metadata: { name, labels, ...namespace === undefined ? {} : { namespace } },
    spec: {
      template: { ...template, spec: { ...template.spec, containers: [change(container)] } },
    },
  };
}

function withEnv(name: string, value: string): (container: Container) => Container {
  return (container) => ({
    ...container,
    env: [...(container.env ?? []).filter((it) => it.name !== name), { name, value }],
  });
}

async function tryOut(service: KubernetesObject): Promise<string | undefined> {
  const clock = {
    now: () => performance.now(),
    sleep: (milliseconds: number) => delay(milliseconds),
  };
  const report = lineReport((line) => console.log(`  ${line}`), clock.now);
  return await rollOut({ service, percent: 10, timeoutMs: READY_MS }, {
    kubectl,
    report,
    clock,
    openWatch: () => new RevisionWatch(cluster),
    probabilities: (revisions, seconds) =>
      loggedProbabilities(kubectl, { namespace: NAMESPACE, ...revisions, seconds }),
    ask: (revisions, times) => askPods(cluster, { task: REFERENCE_TASK, revisions, times }),
  });
}

/** Runs a drill under load, of which no request may fail. */
async function underLoad(drill: () => Promise<void>): Promise<void> {
  const clients = await SteadyClients.start(CLIENTS);
  try {
    await drill();
  } finally {
    const { good, failures } = await clients.end();
    console.log(`  ${good} requests of clients, ${failures.length} failed`);
    deepEqual([...new Set(failures)], []);
    ok(good > 100);
  }
}

/** What is left of the Service's image and settings after a drill. */
async function containerNow(): Promise<Container> {
  return (await live()).spec.template.spec.containers[0];
}

referenceTest("new versions under load: good, and bad in three ways", ["cluster"], async (t) => {
  const before = await containerNow();

  await t.step("a good one gets a tenth, half, and all", () =>
    underLoad(async () => {
      const old = servingRevision(await live());
      const fresh = await tryOut(await changed(withEnv("OTEL_SERVICE_NAME", "predict-next")));
      ok(fresh !== undefined && fresh !== old);
      equal(servingRevision(await live()), fresh);
    }));

  const bad: [string, (container: Container) => Container, RegExp][] = [
    [
      "one without an image",
      (container) => ({ ...container, image: `localhost:5001/nothing@sha256:${"0".repeat(64)}` }),
      /ImagePullBackOff|ErrImagePull|not found|failed/,
    ],
    [
      "one with a wrong setting",
      withEnv("MODEL_POLL_SECONDS", "often"),
      /MODEL_POLL_SECONDS|exit code/,
    ],
    [
      "one that is too slow",
      (container) => ({
        ...container,
        // Enough to become ready within seconds; then most answers wait for the next slice of 100 ms.
        resources: { requests: { cpu: "25m" }, limits: { cpu: "100m", memory: "512Mi" } },
      }),
      /95 % of its answers take up to|asked in turn, it takes/,
    ],
  ];
  for (const [title, change, reason] of bad) {
    await t.step(`${title} is taken back by itself`, () =>
      underLoad(async () => {
        const good = await containerNow();
        await rejects(tryOut(await changed(change)), (error: Error) => {
          console.log(`  ${error.message.split("\n").slice(0, 3).join("\n  ")}`);
          match(
            error.message,
            /^Cannot roll out predict-\d+; every request goes to predict-\d+ again/,
          );
          match(error.message, reason);
          return true;
        });
        deepEqual(await containerNow(), good);
        const { status } = await live() as unknown as {
          status: { conditions: { type: string; status: string }[] };
        };
        equal(status.conditions.find(({ type }) => type === "Ready")?.status, "True");
      }));
  }

  await t.step("rollback gives all requests to the version before", () =>
    underLoad(async () => {
      const { from, to } = await rollBack(kubectl, NAMESPACE);
      console.log(`  from ${from} to ${to}`);
      equal(servingRevision(await live()), to);
      const args = ["revisions.serving.knative.dev", to, `--namespace=${NAMESPACE}`];
      const [revision] = await kubectl.objects("look at the Revision", args);
      const { containers: [container] } =
        (revision as unknown as { spec: Spec["template"]["spec"] }).spec;
      deepEqual(container.env, before.env);
    }));
});

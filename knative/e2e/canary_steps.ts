/**
 * New Revisions of the prediction service under load: a good one gets all requests, and one without an image,
 * with a wrong setting, or too slow is taken back by itself. No request of a client fails meanwhile.
 *
 * @module
 */
import { REFERENCE_TASK } from "@mlops/tasks";
import { deepEqual, equal, match, notDeepEqual, ok, rejects } from "node:assert/strict";
import { askPods } from "../deploy/canary/ask_pods.ts";
import { loggedProbabilities } from "../deploy/canary/logged_probabilities.ts";
import { entrypointOf } from "../deploy/images/function_image.ts";
import { parseImageDescription } from "../deploy/images/image_description.ts";
import { rollBack } from "../deploy/canary/rollback.ts";
import { rollOut } from "../deploy/canary/roll_out.ts";
import { servingRevision } from "../deploy/canary/traffic.ts";
import { RevisionWatch } from "../deploy/canary/watch_revisions.ts";
import { realClock as clock } from "../deploy/clock.ts";
import type { KubernetesObject } from "../deploy/cluster/kubernetes_object.ts";
import { lineReport } from "../deploy/report.ts";
import { slowedCommand } from "./slowed_command.ts";
import { cluster, kubectl, NAMESPACE } from "./stack.ts";
import { type ClientWay, underLoad } from "./steady_clients.ts";
import type { Step, Tell } from "./steps.ts";

const IMAGE_JSON = new URL("../../functions/predict/image.json", import.meta.url);

/** Limit for a Revision to become ready: a bad one is known sooner. */
const READY_MS = 60_000;

/** Lines of a refusal that are told: the sentence, and what was seen. */
const TOLD_LINES = 3;

interface Container {
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

interface Spec {
  readonly template: {
    readonly metadata?: object;
    readonly spec: { readonly containers: readonly [Container] };
  };
}

/** What the service's image starts. */
const ENTRYPOINT = entrypointOf(
  parseImageDescription(await Deno.readTextFile(IMAGE_JSON), IMAGE_JSON.pathname),
);

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

async function tryOut(service: KubernetesObject, tell: Tell): Promise<string | undefined> {
  return await rollOut({ service, percent: 10, timeoutMs: READY_MS }, {
    kubectl,
    report: lineReport(tell, clock.now),
    clock,
    openWatch: () => new RevisionWatch(cluster),
    probabilities: (revisions, seconds) =>
      loggedProbabilities(kubectl, { namespace: NAMESPACE, ...revisions, seconds }),
    ask: (revisions, times) => askPods(cluster, { task: REFERENCE_TASK, revisions, times }),
  });
}

/** What is left of the Service's image and settings after a drill. */
async function containerNow(): Promise<Container> {
  return (await live()).spec.template.spec.containers[0];
}

const BAD: readonly {
  id: string;
  title: string;
  change: (container: Container) => Container;
  reason: RegExp;
}[] = [
  {
    id: "canary-image",
    title: "one without an image",
    change: (container) => ({
      ...container,
      image: `localhost:5001/nothing@sha256:${"0".repeat(64)}`,
    }),
    reason: /ImagePullBackOff|ErrImagePull|not found|failed/,
  },
  {
    id: "canary-setting",
    title: "one with a wrong setting",
    change: withEnv("MODEL_POLL_SECONDS", "often"),
    reason: /MODEL_POLL_SECONDS|exit code/,
  },
  {
    id: "canary-slow",
    title: "one that is too slow",
    change: (container) => ({
      ...container,
      command: slowedCommand(container.command ?? ENTRYPOINT),
    }),
    reason: /95 % of its answers take up to|asked in turn, it takes/,
  },
];

/**
 * Lists the steps of new versions under load.
 *
 * @param findWays Finds the ways by which clients ask.
 * @param clients How many ask by each way: a slow Revision must not hold them all up.
 * @returns The steps: a good version, three bad ones, and the way back from the good one.
 */
export function canarySteps(
  findWays: () => Promise<readonly ClientWay[]>,
  clients: number,
): Step[] {
  const loaded = async (tell: Tell, drill: () => Promise<void>) => {
    await underLoad({ ways: await findWays(), clients, tell }, drill);
  };
  return [
    {
      id: "canary",
      title: "a good version gets a tenth, half, and all",
      run: (tell) =>
        loaded(tell, async () => {
          const old = servingRevision(await live());
          const name = `predict-next-${crypto.randomUUID().slice(0, 8)}`;
          const fresh = await tryOut(await changed(withEnv("OTEL_SERVICE_NAME", name)), tell);
          ok(fresh !== undefined && fresh !== old);
          equal(servingRevision(await live()), fresh);
        }),
    },
    ...BAD.map(({ id, title, change, reason }): Step => ({
      id,
      title: `${title} is taken back by itself`,
      run: (tell) =>
        loaded(tell, async () => {
          const good = await containerNow();
          await rejects(tryOut(await changed(change), tell), ({ message }: Error) => {
            for (const line of message.split("\n").slice(0, TOLD_LINES)) tell(line.trim());
            match(message, /^Cannot roll out predict-\d+; every request goes to predict-\d+ again/);
            match(message, reason);
            return true;
          });
          deepEqual(await containerNow(), good);
          const { status } = await live() as unknown as {
            status: { conditions: { type: string; status: string }[] };
          };
          equal(status.conditions.find(({ type }) => type === "Ready")?.status, "True");
        }),
    })),
    {
      id: "rollback",
      title: "rollback gives all requests to the version before",
      run: (tell) =>
        loaded(tell, async () => {
          const { from, to } = await rollBack(kubectl, { namespace: NAMESPACE, clock });
          tell(`from ${from} to ${to}`);
          const service = await live();
          equal(servingRevision(service), to);
          const args = ["revisions.serving.knative.dev", to, `--namespace=${NAMESPACE}`];
          const [revision] = await kubectl.objects("look at the Revision", args);
          const { containers: [container] } =
            (revision as unknown as { spec: Spec["template"]["spec"] }).spec;
          notDeepEqual(container, service.spec.template.spec.containers[0]);
        }),
    },
  ];
}

/**
 * What steps look at in a Knative Service.
 *
 * @module
 */
import { eventually } from "../../knative/checklist/eventually.ts";
import { conditionOf } from "../../knative/deploy/cluster/condition.ts";
import type { Place } from "../engine/place.ts";
import type { Step } from "../engine/exercise.ts";
import { fault } from "../engine/words.ts";
import { evalInside } from "./eval_inside.ts";
import { livePods } from "./workload.ts";

/**
 * Looks whether a Knative Service is ready, its newest Revision too.
 *
 * @param name Its name.
 * @returns The step, named `knative`.
 */
export function knativeIsReady(name: string): Step {
  return {
    id: "knative",
    title: {
      fr: `Le Service Knative ${name} est prêt`,
      en: `The Knative Service ${name} is ready`,
    },
    remedy: `kubectl get ksvc,revisions -n {namespace}`,
    on: "cluster",
    async check(place) {
      const service = await place.object("ksvc", name);
      const ready = conditionOf(service, "Ready");
      if (ready?.status !== "True") {
        const why = ready?.message;
        fault(
          why ?? "pas encore : sa dernière Revision se déploie",
          why ?? "not yet: its newest Revision is being deployed",
        );
      }
      const [newest, served] = [
        service.status["latestCreatedRevisionName"],
        service.status["latestReadyRevisionName"],
      ];
      if (newest !== served) fault(`${newest} n'est pas prête`, `${newest} is not ready`);
      return `${served}`;
    },
  };
}

/**
 * Counts the pods of a Knative Service that get its traffic: one of a Revision that never became ready stays
 * until Knative gives it up, ten minutes.
 *
 * @param name Its name.
 * @returns Their number; of all its pods as long as no Revision is ready.
 */
export async function knativePods(place: Place, name: string): Promise<number> {
  const [service] = await place.objects("services.serving.knative.dev", [name]);
  const traffic = (service?.status["traffic"] ?? []) as { revisionName?: string }[];
  const served = traffic.map(({ revisionName }) => revisionName);
  const pods = await livePods(place, `serving.knative.dev/service=${name}`);
  return served.length === 0
    ? pods.length
    : pods.filter(({ metadata }) =>
      served.includes(metadata.labels?.["serving.knative.dev/revision"])
    ).length;
}

/**
 * Waits until a Knative Service has no pod.
 *
 * @param name Its name.
 * @param limitMs Longest wait, in ms.
 * @returns How long it took, in ms.
 * @throws {LabFault} If it still has one.
 */
export async function untilZero(place: Place, name: string, limitMs: number): Promise<number> {
  const begin = performance.now();
  await eventually(limitMs, async () => {
    const pods = await knativePods(place, name);
    if (pods > 0) fault(`${name} a encore ${pods} pod(s)`, `${name} still has ${pods} pod(s)`);
  });
  return performance.now() - begin;
}

/** What an address inside the cluster answered. */
export interface InsideAnswer {
  /** Its status. */
  readonly status: number;
  /** Its headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its body. */
  readonly text: string;
  /** How long it took, in ms. */
  readonly ms: number;
}

/**
 * Asks an address from inside the cluster, by the program in a pod that has Deno.
 *
 * @param from `deployment/NAME`.
 * @param url The address.
 * @param body Posted as JSON, if given.
 * @param headers Further headers.
 * @throws {LabFault} If nobody answers within a minute.
 */
export async function fetchInside(
  place: Place,
  from: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<InsideAnswer> {
  const init = body === undefined ? { headers } : {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
  const program = `
const begin = performance.now();
const init = { ...${JSON.stringify(init)}, signal: AbortSignal.timeout(60_000) };
async function ask() {
  const answer = await fetch(${JSON.stringify(url)}, init);
  const text = await answer.text();
  const { status } = answer;
  const headers = Object.fromEntries(answer.headers);
  return { status, headers, text, ms: Math.round(performance.now() - begin) };
}
console.log(JSON.stringify(await ask().catch(({ message }) => ({ why: message }))));`;
  const printed = await evalInside(place, from, program);
  const answer: InsideAnswer | { why: string } = JSON.parse(printed);
  if ("why" in answer) {
    const look = `kubectl get pods -n ${place.namespace}`;
    fault(
      `${url} n'a pas répondu à un pod (${answer.why}) : ${look} montre si les siens attendent de la place`,
      `${url} did not answer a pod (${answer.why}): ${look} shows whether its own wait for room`,
    );
  }
  return answer;
}

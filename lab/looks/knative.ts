/**
 * What steps look at in a Knative Service.
 *
 * @module
 */
import type { LiveObject } from "../../knative/checklist/cluster.ts";
import type { Place } from "../engine/place.ts";
import type { Step } from "../engine/exercise.ts";
import { fault } from "../engine/words.ts";
import { livePods } from "./workload.ts";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/**
 * Reads a condition of an object.
 *
 * @param type Its type.
 * @returns It, or `undefined`.
 */
export function conditionOf({ status }: LiveObject, type: string): Condition | undefined {
  return ((status["conditions"] ?? []) as Condition[]).find((it) => it.type === type);
}

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
        const why = ready?.message ?? "…";
        fault(why, why);
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
 * Counts the pods of a Knative Service.
 *
 * @param name Its name.
 */
export async function knativePods(place: Place, name: string): Promise<number> {
  return (await livePods(place, `serving.knative.dev/service=${name}`)).length;
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
const answer = await fetch(${JSON.stringify(url)}, init);
const text = await answer.text();
const { status } = answer;
const headers = Object.fromEntries(answer.headers);
console.log(JSON.stringify({ status, headers, text, ms: Math.round(performance.now() - begin) }));`;
  return JSON.parse(await place.exec(from, ["deno", "eval", "--no-config", program]));
}

import type { LiveObject } from "../../../knative/checklist/cluster.ts";
import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { conditionOf } from "../../looks/knative.ts";

const HPA = "ml-api-hpa";

interface HpaSpec {
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly scaleTargetRef: { readonly name: string };
  readonly metrics?: readonly {
    readonly resource?: { readonly target?: { readonly averageUtilization?: number } };
  }[];
}

/** What it aims at, and within which bounds. */
export const autoscalerAims: Step = {
  id: "hpa",
  title: {
    fr: "Le HPA vise ml-api, de 2 à 4–10 pods, à 50 % de CPU",
    en: "The HPA aims at ml-api, from 2 to 4–10 pods, at 50 % CPU",
  },
  remedy: "kubectl describe hpa ml-api-hpa -n {namespace}",
  async check(place) {
    const { spec } = await place.object("hpa", HPA) as unknown as { spec: HpaSpec };
    const target = spec.metrics?.[0]?.resource?.target?.averageUtilization;
    const seen =
      `${spec.scaleTargetRef.name}, ${spec.minReplicas}–${spec.maxReplicas}, ${target} %`;
    const holds = spec.scaleTargetRef.name === "ml-api" && spec.minReplicas === 2 &&
      spec.maxReplicas >= 4 && spec.maxReplicas <= 10 && target === 50;
    if (!holds) fault(seen, seen);
    return seen;
  },
};

/** Without a request there is nothing that a share could be of. */
export const measuresCpu: Step = {
  id: "metrics",
  title: { fr: "Le HPA connaît le CPU des pods", en: "The HPA knows the pods' CPU" },
  remedy: "kubectl describe hpa ml-api-hpa -n {namespace}",
  async check(place) {
    const hpa = await place.object("hpa", HPA);
    const active = conditionOf(hpa, "ScalingActive");
    const [metric] = (hpa.status["currentMetrics"] ?? []) as {
      resource?: { current?: { averageUtilization?: number } };
    }[];
    const share = metric?.resource?.current?.averageUtilization;
    if (active?.status !== "True" || share === undefined) {
      const why = active?.message ?? "<unknown>";
      fault(why, why);
    }
    return `${share} %`;
  },
};

/** The load ended, and hardly a request failed. */
export const loadWasAnswered: Step = {
  id: "load",
  title: { fr: "La charge a été envoyée et répondue", en: "The load was sent and answered" },
  remedy: "kubectl logs job/load -n {namespace}",
  async check(place) {
    const { status } = await place.object("jobs", "load");
    if (Number(status["succeeded"] ?? 0) === 0) fault("elle n'est pas finie", "it is not over");
    const said = (await place.kubectl(["logs", "job/load"])).trim();
    const [, answered, failed] = /(\d+) answered, (\d+) failed/.exec(said) ?? [];
    if (Number(answered) < 1_000 || Number(failed) > 0.01 * Number(answered)) fault(said, said);
    return said;
  },
};

/** Kubernetes keeps events for an hour. */
export const grewUnderLoad: Step = {
  id: "grew",
  title: {
    fr: "Sous la charge, le HPA a ajouté des pods",
    en: "Under the load the HPA has added pods",
  },
  remedy: "kubectl get events --field-selector involvedObject.name=ml-api-hpa -n {namespace}",
  async check(place) {
    const [first] = await growths(place);
    if (first === undefined) fault("il n'en a pas encore ajouté", "it has not added any yet");
    return `${Math.max(...(await growths(place)).map(({ size }) => size))}`;
  },
};

/** One step up of the HPA. */
export interface Growth {
  /** Pods that it asked for. */
  readonly size: number;
  /** When, in ms since 1970. */
  readonly at: number;
}

/**
 * Reads when the HPA added pods, from its events.
 *
 * @returns The steps up, in the order of time.
 */
export async function growths(place: Place): Promise<Growth[]> {
  const events = await place.objects("events", [
    `--field-selector=involvedObject.name=${HPA},reason=SuccessfulRescale`,
  ]);
  return events.flatMap((event) => {
    const message = `${(event as LiveObject & { message?: string }).message}`;
    const size = /New size: (\d+); reason: .*above target/.exec(message)?.[1];
    const at = Date.parse(`${event["firstTimestamp"] ?? event["eventTime"]}`);
    return size === undefined ? [] : [{ size: Number(size), at }];
  }).toSorted((a, b) => a.at - b.at);
}

import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { eventsOfLoad } from "../../looks/load_events.ts";
import { conditionOf } from "../../../knative/deploy/cluster/condition.ts";
import { readLoad } from "../../looks/workload.ts";

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
  remedy: "kubectl logs job/load -n {namespace} ; kubectl delete job load -n {namespace}, apply",
  async check(place) {
    const said = await readLoad(place, {
      fr: "les SECONDS de load-job.yaml",
      en: "the SECONDS of load-job.yaml",
    });
    const [, answered, failed] = /(\d+) answered, (\d+) failed/.exec(said) ?? [];
    // What the program has printed is English.
    const told = {
      fr: answered === undefined ? said : `${answered} répondues, ${failed} échouées`,
      en: said,
    };
    const holds = Number(answered) >= 1_000 && Number(failed) <= 0.01 * Number(answered);
    if (!holds) fault(told.fr, told.en);
    return told;
  },
};

/** It has asked for more pods. */
export const grewUnderLoad: Step = {
  id: "grew",
  title: {
    fr: "Sous la charge, le HPA a ajouté des pods",
    en: "Under the load the HPA has added pods",
  },
  remedy: "kubectl get events --field-selector involvedObject.name=ml-api-hpa -n {namespace}",
  check: async (place) => `${await mostPods(place)}`,
};

/**
 * Reads how many pods the HPA has asked for at most.
 *
 * @throws {LabFault} If it asked for none more than there were, or nobody remembers.
 */
export async function mostPods(place: Place): Promise<number> {
  const { most } = await readGrowth(place);
  return most ?? fault("il n'en a pas encore ajouté", "it has not added any yet");
}

/** How the HPA grew. */
export interface Growth {
  /** Most pods that it asked for; `undefined` if it has not grown. */
  readonly most: number | undefined;
  /** Time from the last load's beginning to its first step up, in s; `undefined` if it was up already. */
  readonly afterSeconds: number | undefined;
}

/**
 * Reads how the HPA grew, from its events.
 *
 * @throws {LabFault} If nobody remembers.
 */
export async function readGrowth(place: Place): Promise<Growth> {
  const { began, events } = await eventsOfLoad(
    place,
    `involvedObject.name=${HPA},reason=SuccessfulRescale`,
    (message) => /New size: (\d+); reason: .*above target/.exec(message)?.[1],
  );
  const first = events.find(({ at }) => at >= began);
  return {
    most: events.length === 0 ? undefined : Math.max(...events.map(({ what }) => Number(what))),
    afterSeconds: first && Math.round((first.at - began) / 1_000),
  };
}

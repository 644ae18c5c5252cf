/**
 * What steps of several exercises look at: pods that are ready, claims that are bound, Services that
 * lead somewhere, a load that is over.
 *
 * @module
 */
import type { LiveObject } from "../../knative/checklist/cluster.ts";
import { describePod, isReady, stateOf } from "../../knative/checklist/workload.ts";
import type { Step } from "../engine/exercise.ts";
import type { Place } from "../engine/place.ts";
import { fault, type Words } from "../engine/words.ts";

/**
 * Looks whether the pods of a Deployment are ready, all of the newest template.
 *
 * @param deployment Its name.
 * @param atLeast How many there must be.
 * @returns The step, named `pods`.
 */
export function podsAreReady(deployment: string, atLeast = 1): Step {
  const title: Words = atLeast === 1
    ? { fr: `Le pod de ${deployment} est prêt`, en: `The pod of ${deployment} is ready` }
    : {
      fr: `Au moins ${atLeast} pods de ${deployment} sont prêts`,
      en: `At least ${atLeast} pods of ${deployment} are ready`,
    };
  return {
    id: "pods",
    title,
    remedy: `kubectl describe pods -l app=${deployment} -n {namespace}`,
    on: "cluster",
    async check(place) {
      const { status, metadata, spec } = await place.object("deployments", deployment);
      const pods = await livePods(place, `app=${deployment}`);
      const unready = pods.filter((pod) => !isReady(pod));
      if (unready.length > 0) {
        fault(unready.map(unreadyInFrench).join(", "), unready.map(describePod).join(", "));
      }
      const updated = Number(status["updatedReplicas"] ?? 0);
      if (
        pods.length < atLeast || updated < Number(spec["replicas"] ?? 1) ||
        Number(status["observedGeneration"] ?? 0) < Number(metadata.generation ?? 0)
      ) {
        // A pod that is refused is nowhere among the pods.
        const whyNone = pods.length < Number(spec["replicas"] ?? 1)
          ? ` (kubectl describe replicasets -l app=${deployment} -n ${place.namespace})`
          : "";
        const [fr, en] = [`${updated} à jour sur ${pods.length}`, `${updated} of ${pods.length}`];
        fault(
          `il y a ${pods.length} pod(s), ${fr}, pour ${spec["replicas"]} voulus${whyNone}`,
          `there are ${pods.length} pods, ${en} up to date, for ${
            spec["replicas"]
          } wanted${whyNone}`,
        );
      }
      return `${pods.length}`;
    },
  };
}

function unreadyInFrench(pod: LiveObject): string {
  const state = stateOf(pod);
  return `${pod.metadata.name} ${
    state === undefined ? "tourne sans être prêt" : `est dans l'état ${state}`
  }`;
}

/**
 * Looks whether a claim has its volume.
 *
 * @param claim Its name.
 * @returns The step, named `claim`.
 */
export function claimIsBound(claim: string): Step {
  return {
    id: "claim",
    title: { fr: `Le PVC ${claim} est Bound`, en: `The claim ${claim} is Bound` },
    remedy: `kubectl describe pvc ${claim} -n {namespace}`,
    on: "cluster",
    async check(place) {
      const { status, metadata } = await place.object("persistentvolumeclaims", claim);
      if ("deletionTimestamp" in metadata) {
        fault("il est en cours d'effacement", "it is being deleted");
      }
      const phase = `${status["phase"]}`;
      if (phase !== "Bound") fault(`il est ${phase}`, `it is ${phase}`);
      return (status["capacity"] as Record<string, string> | undefined)?.["storage"] ?? phase;
    },
  };
}

/**
 * Looks whether a Service has pods behind it, all of them ready.
 *
 * @param service Its name.
 * @param type What its type must be.
 * @returns The step, named `service`.
 */
export function serviceLeads(service: string, type: "ClusterIP" | "NodePort"): Step {
  return {
    id: "service",
    title: {
      fr: `Le Service ${service} (${type}) mène à un pod`,
      en: `The Service ${service} (${type}) leads to a pod`,
    },
    remedy: `kubectl describe service ${service} -n {namespace}`,
    on: "cluster",
    async check(place) {
      const { spec } = await place.object("services", service);
      if (spec["type"] !== type) {
        fault(`son type est ${spec["type"]}`, `its type is ${spec["type"]}`);
      }
      const ready = await endpointsOf(place, service);
      if (ready === 0) {
        fault("aucun pod prêt n'a ses étiquettes", "no ready pod has the labels that it selects");
      }
      return `${ready}`;
    },
  };
}

/** Counts the ready addresses behind a Service. */
async function endpointsOf(place: Place, service: string): Promise<number> {
  const slices = await place.objects("endpointslices.discovery.k8s.io", [
    `--selector=kubernetes.io/service-name=${service}`,
  ]);
  return slices.flatMap((slice) =>
    (slice["endpoints"] ?? []) as { conditions?: { ready?: boolean } }[]
  ).filter(({ conditions }) => conditions?.ready !== false).length;
}

/**
 * Reads the pods that are not on their way out.
 *
 * @param selector Labels, `app=postgres`.
 */
export async function livePods(place: Place, selector: string): Promise<LiveObject[]> {
  const pods = await place.objects("pods", [`--selector=${selector}`]);
  return pods.filter(({ metadata, status }) =>
    !("deletionTimestamp" in metadata) && status["phase"] !== "Succeeded"
  );
}

/**
 * Reads what the Job `load` has printed, once it is over.
 *
 * @param lasts How long it takes.
 * @throws {LabFault} If it goes on, or has failed.
 */
export async function readLoad(place: Place, lasts: Words): Promise<string> {
  const { status } = await place.object("jobs", "load");
  if (Number(status["failed"] ?? 0) > 0) {
    fault("la charge a échoué, à relancer", "the load has failed, to be run again");
  }
  if (Number(status["succeeded"] ?? 0) === 0) {
    fault(
      `la charge n'est pas finie : elle dure ${lasts.fr}`,
      `the load is not over: it takes ${lasts.en}`,
    );
  }
  return (await place.kubectl(["logs", "job/load"])).trim();
}

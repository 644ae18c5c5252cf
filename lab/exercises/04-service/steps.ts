import type { Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";
import { championOf, PATIENTS, TOLERANCE } from "../../looks/api.ts";
import { fetchInside } from "../../looks/knative.ts";

interface Probe {
  readonly httpGet?: { readonly path: string };
}

/** A readiness probe that always succeeds says nothing. */
export const probesTellApart: Step = {
  id: "probes",
  title: {
    fr: "La sonde readiness dit si le modèle est là, la sonde liveness si le processus vit",
    en:
      "The readiness probe tells whether the model is there, the liveness probe whether the process lives",
  },
  remedy: "kubectl get deployment ml-api -o yaml -n {namespace}",
  on: "cluster",
  async check(place) {
    const { spec } = await place.object("deployments", "ml-api");
    const { spec: { containers: [container] } } = spec["template"] as {
      spec: { containers: { readinessProbe?: Probe; livenessProbe?: Probe }[] };
    };
    const ready = container?.readinessProbe?.httpGet?.path;
    const live = container?.livenessProbe?.httpGet?.path;
    if (ready !== "/ready" || live !== "/health") {
      fault(`readiness ${ready}, liveness ${live}`, `readiness ${ready}, liveness ${live}`);
    }
    return `${ready}, ${live}`;
  },
};

/** By its address inside the cluster, as the page asks; from zero this starts a pod. */
export const knativeAnswers: Step = {
  id: "knative-predict",
  title: {
    fr: "Le Service Knative répond à /predict, depuis le cluster",
    en: "The Knative Service answers /predict, from within the cluster",
  },
  remedy: "kubectl get ksvc,revisions,pods -n {namespace}",
  on: "cluster",
  async check(place) {
    const url = `http://predict.${place.namespace}/predict`;
    const answer = await fetchInside(place, "deployment/ml-api", url, PATIENTS[0]);
    if (answer.status !== 200) {
      fault(`${answer.status} ${answer.text}`, `${answer.status} ${answer.text}`);
    }
    const { probability } = JSON.parse(answer.text) as { probability: number };
    const [wanted] = await championOf(place) ?? [];
    if (wanted !== undefined && Math.abs(wanted - probability) > TOLERANCE) {
      const [given, right] = [`${probability?.toFixed(4)}`, wanted.toFixed(4)];
      fault(
        `${given} au lieu de ${right} : a-t-il la même image que le Deployment ?`,
        `${given} in place of ${right}: has it the image of the Deployment?`,
      );
    }
    return `${answer.ms} ms`;
  },
};

import { parse } from "yaml";
import type { LiveObject } from "../../../knative/checklist/cluster.ts";
import { readCounters } from "../../../knative/deploy/canary/counters.ts";
import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { fetchInside } from "../../looks/knative.ts";
import { livePods } from "../../looks/workload.ts";
import { type Relabel, type Target, targetsOf } from "./relabel.ts";

/** Requests that are sent to see them counted. */
const ASKED = 10;

/** The patient that is asked about. */
export const PATIENT = { Glucose: 148, BMI: 33.6, Insulin: 94 };

/** Label of the pods of each form. */
export const PODS = { classic: "app=risk-classic", knative: "serving.knative.dev/service=risk" };

interface Configuration {
  readonly "scrape_configs"?: readonly {
    readonly "job_name"?: string;
    readonly "kubernetes_sd_configs"?: readonly { readonly role?: string }[];
    readonly "relabel_configs"?: readonly Relabel[];
  }[];
}

/** Pods of a namespace that does not exist: one to be asked, elsewhere than usual, and two that are not. */
const MADE_UP_PODS = [
  { name: "risk", "prometheus.io/scrape": "true" },
  { name: "other", "prometheus.io/scrape": "false" },
  { name: "client" },
].map(({ name, ...scrape }, at) => ({
  kind: "Pod",
  metadata: {
    name,
    annotations: { ...scrape, "prometheus.io/path": "/counted", "prometheus.io/port": "8080" },
  },
  spec: { containers: [{ name: "risk", ports: [{ name: "other", containerPort: 8012 }] }] },
  status: { phase: "Running", podIP: `10.0.0.${at + 1}` },
})) as unknown as readonly LiveObject[];

/** What is to be asked of {@linkcode MADE_UP_PODS}. */
const MADE_UP_TARGET = "risk http://10.0.0.1:8080/counted";

/**
 * Finds what the learner's Prometheus would ask now, of all pods of the namespace.
 *
 * @throws {LabFault} If its configuration has no such job, or no discovery of pods.
 */
export async function readTargets(place: Place): Promise<Target[]> {
  return await targetsAmong(place, await place.objects("pods"));
}

async function targetsAmong(place: Place, all: readonly LiveObject[]): Promise<Target[]> {
  const text = await place.file("prometheus.yml");
  let configuration: Configuration | null;
  try {
    configuration = parse(text);
  } catch (error) {
    return fault(`prometheus.yml : ${(error as Error).message}`, (error as Error).message);
  }
  const job = configuration?.scrape_configs?.find((it) => it.job_name === "risk") ??
    fault("il n'y a pas de job risk", "there is no job risk");
  const role = job.kubernetes_sd_configs?.[0]?.role;
  if (role !== "pod") {
    fault(`role vaut ${role} : le Service n'est qu'une porte`, `role is ${role}, not the pods`);
  }
  const pods = all.filter(({ metadata, status }) =>
    !("deletionTimestamp" in metadata) && status["phase"] === "Running"
  );
  return targetsOf(pods, job.relabel_configs ?? []);
}

/**
 * Asks a target as Prometheus does, and reads how many predictions it has counted.
 *
 * @throws {LabFault} If it is no address of metrics.
 */
export async function countedBy(place: Place, { pod, url }: Target): Promise<number> {
  const { status, text } = await fetchInside(place, "deployment/client", url).catch(() =>
    fault(`${pod} ne répond pas à ${url}`, `${pod} does not answer at ${url}`)
  );
  if (status !== 200 || !/^# TYPE predict_requests_total counter$/m.test(text)) {
    fault(`${pod} : ${url} répond ${status}`, `${pod}: ${url} answers ${status}`);
  }
  return readCounters(text).answered;
}

/** Without a cluster the configuration is tried on pods that are made up. */
export const findsMadeUpPods: Step = {
  id: "found",
  title: {
    fr: "De trois pods inventés, Prometheus interrogerait celui qui le demande, où il le demande",
    en:
      "Of three pods that are made up Prometheus would ask the one that wants it, where it wants it",
  },
  remedy: "promtool check config --syntax-only {work}/prometheus.yml",
  on: "local",
  async check(place) {
    const found = (await targetsAmong(place, MADE_UP_PODS)).map(({ pod, url }) => `${pod} ${url}`);
    const seen = found.join(", ");
    if (seen !== MADE_UP_TARGET) {
      fault(
        `il interrogerait ${seen || "personne"}, et non ${MADE_UP_TARGET}`,
        `it would ask ${seen || "nobody"}, not ${MADE_UP_TARGET}`,
      );
    }
    return seen;
  },
};

/** Each pod that predicts, and none else: the client's has no annotation. */
export const findsThePods: Step = {
  id: "targets",
  title: {
    fr: "Prometheus trouverait chaque pod qui prédit, et aucun autre",
    en: "Prometheus would find each pod that predicts, and no other",
  },
  remedy: "kubectl get pods -o yaml -n {namespace}",
  on: "cluster",
  async check(place) {
    const found = (await readTargets(place)).map(({ pod }) => pod).toSorted();
    const due = [...await livePods(place, PODS.classic), ...await livePods(place, PODS.knative)]
      .filter(({ status }) => status["phase"] === "Running").map(({ metadata }) => metadata.name);
    const missing = due.filter((name) => !found.includes(name)).join(", ");
    const more = found.filter((name) => !due.includes(name)).join(", ");
    if (missing !== "") fault(`il ne trouve pas ${missing}`, `it does not find ${missing}`);
    if (more !== "") fault(`il trouve aussi ${more}`, `it finds ${more}, too`);
    if (due.length === 0) fault("il n'y a pas de pod", "there is no pod");
    return `${found.length}`;
  },
};

/** A Service shares requests among pods, so that only all pods together have counted them. */
export const countsAll: Step = {
  id: "counted",
  title: {
    fr: `De ${ASKED} prédictions demandées maintenant, les pods ensemble en comptent ${ASKED}`,
    en: `Of ${ASKED} predictions asked for now the pods together count ${ASKED}`,
  },
  remedy: "kubectl exec deployment/client -n {namespace} -- " +
    `deno eval 'console.log(await (await fetch("http://risk-classic/metrics")).text())'`,
  on: "cluster",
  async check(place) {
    const names = (await livePods(place, PODS.classic)).map(({ metadata }) => metadata.name);
    const targets = (await readTargets(place)).filter(({ pod }) => names.includes(pod));
    const sum = async () => {
      const counts = await Promise.all(targets.map((target) => countedBy(place, target)));
      return counts.reduce((all, count) => all + count, 0);
    };
    const before = await sum();
    await Promise.all(
      Array.from(
        { length: ASKED },
        () => fetchInside(place, "deployment/client", "http://risk-classic/predict", PATIENT),
      ),
    );
    const counted = await sum() - before;
    if (counted !== ASKED) fault(`ils en comptent ${counted}`, `they count ${counted}`);
    return `${targets.length} pods`;
  },
};

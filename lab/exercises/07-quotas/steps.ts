import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { livePods } from "../../looks/workload.ts";

/** Asks whether a pod would be admitted, without making one. */
async function refusalOf(
  place: Place,
  spec: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "asked-only" }, spec };
  const args = ["create", "--dry-run=server", "--filename=-"];
  return await place.kubectl(args, JSON.stringify(pod)).then(
    () => undefined,
    (error: Error) => error.message.replace(/^.*\): /s, "").split("\n")[0] ?? "",
  );
}

/** What a pod has to say of itself to be let in. */
export const RESTRICTED = {
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1993,
    seccompProfile: { type: "RuntimeDefault" },
  },
};
/** The same of a container. */
export const SAFE = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** What Pod Security is there for. */
export const rootIsRefused: Step = {
  id: "restricted",
  title: { fr: "Un pod en root est refusé", en: "A pod that runs as root is refused" },
  remedy: "kubectl get namespace {namespace} --show-labels",
  async check(place) {
    const refusal = await refusalOf(place, {
      containers: [{ name: "root", image: "postgres:15", securityContext: { runAsUser: 0 } }],
    });
    if (refusal === undefined) fault("il est admis", "it is admitted");
    if (!/PodSecurity/.test(refusal)) fault(refusal, refusal);
    return "restricted";
  },
};

/** The bounds, and what is used of them. */
export const quotaHolds: Step = {
  id: "quota",
  title: { fr: "Un quota borne les pods et le CPU", en: "A quota bounds pods and CPU" },
  remedy: "kubectl describe quota -n {namespace}",
  async check(place) {
    const { spec, status } = await place.object("resourcequotas", "team-quota");
    const hard = spec["hard"] as Record<string, string>;
    const pods = Number(hard["pods"]);
    if (!(pods >= 3 && pods <= 6) || hard["requests.cpu"] === undefined) {
      fault(JSON.stringify(hard), JSON.stringify(hard));
    }
    return JSON.stringify(status["used"] ?? {});
  },
};

/** The template says nothing; the pods do. */
export const defaultsAreGiven: Step = {
  id: "defaults",
  title: {
    fr: "Les pods ont reçu une réservation que leur Deployment ne donne pas",
    en: "The pods got a request that their Deployment does not give",
  },
  remedy: "kubectl get limitranges -o yaml -n {namespace}",
  async check(place) {
    const [pod] = await livePods(place, "app=team");
    if (pod === undefined) return fault("il n'y a pas de pod", "there is no pod");
    const { containers: [container] } = pod.spec as unknown as {
      containers: { resources: { requests?: Record<string, string> } }[];
    };
    const requests = container?.resources.requests;
    if (requests?.["cpu"] === undefined) fault("il n'en a pas", "it has none");
    return JSON.stringify(requests);
  },
};

/** Asked with a pod that is fit otherwise. */
export const tooMuchIsRefused: Step = {
  id: "too-much",
  title: {
    fr: "Un pod qui réserve 8 cœurs est refusé",
    en: "A pod that requests 8 cores is refused",
  },
  remedy: "kubectl describe quota -n {namespace}",
  async check(place) {
    const refusal = await refusalOf(place, {
      ...RESTRICTED,
      containers: [{
        name: "greedy",
        image: "denoland/deno:2.9.6",
        securityContext: SAFE,
        resources: { requests: { cpu: "8" }, limits: { cpu: "8" } },
      }],
    });
    if (refusal === undefined) fault("il est admis", "it is admitted");
    if (!/exceeded quota/.test(refusal)) fault(refusal, refusal);
    return "exceeded quota";
  },
};

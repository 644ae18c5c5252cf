import type { Exercise, Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { KNATIVE } from "../../looks/cluster_needs.ts";
import { evalInside } from "../../looks/eval_inside.ts";
import { fetchInside, knativeIsReady } from "../../looks/knative.ts";

/** Requests that are sent to see the shares; of 100, the canary's tenth is 1 to 25 all but surely. */
const ASKED = 100;

interface Traffic {
  readonly revisionName?: string;
  readonly percent?: number;
  readonly tag?: string;
}

/** Asks many times from within, and counts what comes back. */
async function shares(place: Place): Promise<Record<string, number>> {
  const program = `
const seen = {};
for (let at = 0; at < ${ASKED}; at++) {
  const answer = await fetch("http://answer.${place.namespace}", { headers: { connection: "close" } });
  const text = answer.ok ? await answer.text() : String(answer.status);
  if (!answer.ok) await answer.body?.cancel();
  seen[text] = (seen[text] ?? 0) + 1;
}
console.log(JSON.stringify(seen));`;
  return JSON.parse(await evalInside(place, "deployment/client", program));
}

const divided: Step = {
  id: "divided",
  title: {
    fr: "Le trafic est partagé : 90 % à answer-v1, 10 % à answer-v2",
    en: "The traffic is divided: 90 % to answer-v1, 10 % to answer-v2",
  },
  remedy: "kubectl get ksvc answer -o yaml -n {namespace}",
  async check(place) {
    const { status } = await place.object("ksvc", "answer");
    const traffic = (status["traffic"] ?? []) as Traffic[];
    const seen = traffic.map(({ revisionName, percent }) => `${revisionName} ${percent ?? 0} %`)
      .join(", ");
    const share = (name: string) =>
      traffic.filter(({ revisionName }) => revisionName === name)
        .reduce((sum, { percent = 0 }) => sum + percent, 0);
    if (share("answer-v1") !== 90 || share("answer-v2") !== 10) {
      fault(seen || "aucun trafic encore", seen || "no traffic yet");
    }
    return seen;
  },
};

const answered: Step = {
  id: "answered",
  title: {
    fr: `De ${ASKED} requêtes, la plupart vont à v1, quelques-unes à v2, aucune n'échoue`,
    en: `Of ${ASKED} requests most go to v1, some to v2, none fails`,
  },
  remedy: {
    fr:
      "kubectl get revisions -n {namespace} ; corriger une Revision déjà faite : deno task lab hint {n}",
    en:
      "kubectl get revisions -n {namespace}; to correct a Revision that is made: deno task lab hint {n}",
  },
  async check(place) {
    const seen = await shares(place);
    const told = Object.entries(seen).map(([version, n]) => `${version} ${n}`).join(", ");
    const { v1 = 0, v2 = 0 } = seen;
    if (v1 + v2 !== ASKED || v2 < 1 || v2 > 25) fault(told, told);
    return told;
  },
};

const tagged: Step = {
  id: "tagged",
  title: {
    fr: "Un nom à elle seule ne mène qu'à v2, pour l'essayer avant les autres",
    en: "A name of its own leads to v2 only, to try it before the others",
  },
  remedy: "kubectl get routes answer -o yaml -n {namespace}",
  async check(place) {
    const service = await place.object("ksvc", "answer");
    const traffic = (service.status["traffic"] ?? []) as Traffic[];
    const tag = traffic.find((it) => it.revisionName === "answer-v2" && it.tag !== undefined)?.tag;
    if (tag === undefined) fault("answer-v2 n'a pas de tag", "answer-v2 has no tag");
    const name = `${tag}-answer`;
    const url = `http://${name}.${place.namespace}`;
    const { status, text } = await fetchInside(place, "deployment/client", url).catch(() =>
      fault(`personne ne répond sous le nom ${name}`, `nobody answers by the name ${name}`)
    );
    const seen = `${name}: ${status} ${text}`;
    if (status !== 200 || text !== "v2") fault(seen, seen);
    return seen;
  },
};

const exercise: Exercise = {
  title: { fr: "Knative : Revisions et canari", en: "Knative: Revisions and a canary" },
  minutes: 20,
  goal: {
    fr:
      "une version 2 qui reçoit un dixième du trafic, et qu'on peut essayer sous un nom à elle, pendant " +
      "que la version 1 sert tous les autres. Revenir en arrière ne démarre aucun pod.",
    en:
      "a version 2 that gets a tenth of the traffic, and that can be tried by a name of its own, while " +
      "version 1 serves everybody else. To go back starts no pod.",
  },
  places: ["cluster"],
  needs: [KNATIVE],
  beginsWith: ["client.yaml"],
  steps: [knativeIsReady("answer"), divided, answered, tagged],
  hints: [
    {
      fr: "Chaque changement du modèle de pod fait une Revision, immuable. Son nom est " +
        "spec.template.metadata.name. kubectl get revisions -n {namespace}.",
      en: "Each change of the pod's template makes a Revision, which never changes. Its name is " +
        "spec.template.metadata.name. kubectl get revisions -n {namespace}.",
    },
    {
      fr:
        "« changes without a name change » : answer-v2 est faite et ne change plus. Pour la refaire : " +
        "kubectl patch ksvc answer -n {namespace} --type=json " +
        `-p '[{"op":"remove","path":"/spec/template/metadata/name"}]', ` +
        "puis kubectl delete revision answer-v2 -n {namespace}, puis apply.",
      en:
        '"changes without a name change": answer-v2 is made and does not change any more. To make it anew: ' +
        "kubectl patch ksvc answer -n {namespace} --type=json " +
        `-p '[{"op":"remove","path":"/spec/template/metadata/name"}]', ` +
        "then kubectl delete revision answer-v2 -n {namespace}, then apply.",
    },
    {
      fr:
        "answer-v2 répond v2 ; le trafic va à 90 % à answer-v1, à 10 % à answer-v2 avec le tag canary, " +
        "ou un autre.",
      en:
        "answer-v2 answers v2; 90 % of the traffic go to answer-v1, 10 % to answer-v2 with the tag canary, " +
        "or another.",
    },
  ],
  commands: [{ line: "kubectl apply -f {work} -n {namespace}" }],
  injuries: [
    {
      id: "one-in-two",
      symptom: {
        fr: "Une partie des visiteurs reçoit une erreur 500 ; les autres ne remarquent rien.",
        en: "Some visitors get an error 500; the others notice nothing.",
      },
      async break(place) {
        const [service] = await place.objects("ksvc", ["answer"]);
        const { template } = service!.spec as { template: Record<string, unknown> };
        const { spec } = template as { spec: { containers: Record<string, unknown>[] } };
        const [container] = spec.containers;
        const broken = {
          metadata: { name: "answer-v3" },
          spec: { containers: [{ ...container, env: [{ name: "VERSION", value: "broken" }] }] },
        };
        const traffic = [
          { revisionName: "answer-v1", percent: 50 },
          { revisionName: "answer-v3", percent: 50 },
        ];
        const patch = JSON.stringify({ spec: { template: broken, traffic } });
        await place.kubectl(["patch", "ksvc/answer", "--type=merge", `--patch=${patch}`]);
      },
      breaks: ["divided", "answered"],
      hints: [
        {
          fr:
            "kubectl get ksvc answer -o yaml -n {namespace} : status.traffic, qui reçoit combien ?",
          en: "kubectl get ksvc answer -o yaml -n {namespace}: status.traffic, who gets how much?",
        },
        {
          fr: "Les Revisions d'avant sont toujours là : il suffit de leur rendre le trafic.",
          en: "The Revisions before are still there: give them the traffic again.",
        },
      ],
      cure: [
        {
          line: "kubectl patch ksvc answer -n {namespace} --type=merge -p " +
            `'{"spec":{"traffic":[{"revisionName":"answer-v1","percent":90},` +
            `{"revisionName":"answer-v2","percent":10,"tag":"canary"}]}}'`,
        },
      ],
      explanation: {
        fr:
          "Une Revision answer-v3, qui répond 500, recevait la moitié du trafic. Elle était Ready : sa " +
          "sonde ne regarde que le port. Rendre le trafic aux anciennes prend une seconde et ne redéploie " +
          "rien ; c'est pourquoi un canari commence à 10 %, pas à 50.",
        en:
          "A Revision answer-v3 that answers 500 got half of the traffic. It was Ready: its probe looks " +
          "at the port only. Giving the traffic back takes a second and deploys nothing; which is why a " +
          "canary begins at 10 % and not at 50.",
      },
    },
  ],
  questions: [
    {
      number: "revisions",
      after: "divided",
      text: {
        fr: "Combien de Revisions answer a-t-il ? (kubectl get revisions)",
        en: "How many Revisions does answer have? (kubectl get revisions)",
      },
      async expected(place) {
        const selector = "--selector=serving.knative.dev/service=answer";
        return `${(await place.objects("revisions", [selector])).length}`;
      },
      explanation: {
        fr:
          "Une par changement du modèle de pod. Changer le trafic seul n'en fait pas : c'est la Route " +
          "qui change.",
        en:
          "One for each change of the pod's template. Changing the traffic alone makes none: it is the " +
          "Route that changes.",
      },
    },
    {
      number: "classic",
      after: "answered",
      text: {
        fr:
          "Avec deux Deployments derrière un même Service, combien de pods v1 faut-il pour un seul pod v2 " +
          "si v2 doit recevoir 10 % ?",
        en:
          "With two Deployments behind one Service, how many v1 pods does it take beside a single v2 pod " +
          "for v2 to get 10 %?",
      },
      accepts: /^(9|neuf|nine)$/i,
      explanation: {
        fr:
          "9 : un Service partage entre les pods, sans pourcentage. Knative (ou un ingress qui sait " +
          "pondérer) sépare la part du trafic du nombre de pods.",
        en:
          "9: a Service shares among pods, without percentages. Knative (or an ingress that weighs) " +
          "separates the share of the traffic from the number of pods.",
      },
    },
  ],
  async compare(place) {
    const seen = await shares(place);
    const { v1 = 0, v2 = 0 } = seen;
    const pods = await place.objects("pods", ["--selector=serving.knative.dev/service=answer"]);
    return [{
      what: {
        fr: `10 % du trafic pour la nouvelle version, de ${ASKED} requêtes`,
        en: `10 % of the traffic for the new version, of ${ASKED} requests`,
      },
      classic: { fr: "9 pods et 1 pod", en: "9 pods and 1 pod" },
      knative: {
        fr: `${v2} et ${v1}, avec ${pods.length} pods en tout`,
        en: `${v2} and ${v1}, with ${pods.length} pods in all`,
      },
    }];
  },
};

export default exercise;

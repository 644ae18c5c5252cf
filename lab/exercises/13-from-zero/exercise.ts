import type { Exercise, Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { KNATIVE } from "../../looks/cluster_needs.ts";
import { fetchInside, knativeIsReady, untilZero } from "../../looks/knative.ts";
import { zeroInBothForms } from "./zero_in_both_forms.ts";

/** The window, the grace of 30 s, and a look or two. */
const ZERO_LIMIT_MS = 100_000;

/** How many pods the Service keeps at the least, and how long it watches its traffic. */
async function scaleOf(place: Place): Promise<{ min: string; window: string }> {
  const { spec } = await place.object("ksvc", "answer");
  const { metadata } = spec["template"] as { metadata: { annotations?: Record<string, string> } };
  const { annotations = {} } = metadata;
  return {
    min: annotations["autoscaling.knative.dev/min-scale"] ?? "0",
    window: annotations["autoscaling.knative.dev/window"] ?? "60s",
  };
}

const settings: Step = {
  id: "settings",
  title: {
    fr: "Le Service peut descendre à zéro, et regarde 15 s de trafic au plus",
    en: "The Service may go down to zero, and watches at most 15 s of traffic",
  },
  remedy: "kubectl get ksvc answer -o yaml -n {namespace}",
  async check(place) {
    const { min, window } = await scaleOf(place);
    if (min !== "0") fault(`min-scale vaut ${min}`, `min-scale is ${min}`);
    if (!/^\d+s$/.test(window) || parseInt(window) > 15) {
      fault(`window vaut ${window}`, `window is ${window}`);
    }
    return `${min}, ${window}`;
  },
};

const answers: Step = {
  id: "answers",
  title: { fr: "Il répond, même de zéro pod", en: "It answers, from no pod too" },
  remedy: "kubectl get ksvc,pods -n {namespace}",
  async check(place) {
    const url = `http://answer.${place.namespace}`;
    const { status, ms } = await fetchInside(place, "deployment/client", url).catch(() =>
      fault("pas de réponse en 60 s", "no answer in 60 s")
    );
    if (status !== 200) fault(`${status}`, `${status}`);
    return `${ms} ms`;
  },
};

const zero: Step = {
  id: "zero",
  title: {
    fr: "Sans requête il n'a plus de pod (la vérification attend, jusqu'à 100 s)",
    en: "Without requests it has no pod (the check waits, up to 100 s)",
  },
  remedy: "kubectl get pods -n {namespace} -w",
  async check(place) {
    const { min } = await scaleOf(place);
    // Then it never comes to zero: nobody need wait for it.
    if (min !== "0") fault(`min-scale le garde à ${min}`, `min-scale keeps it at ${min}`);
    return `${Math.round(await untilZero(place, "answer", ZERO_LIMIT_MS) / 1_000)} s`;
  },
};

const exercise: Exercise = {
  title: { fr: "Knative : de zéro et retour", en: "Knative: from zero and back" },
  minutes: 20,
  goal: {
    fr:
      "un Service qui n'a aucun pod tant que personne ne demande rien, et répond quand même. Vous " +
      "mesurez ce que la première réponse coûte, et combien de temps un pod reste après la dernière.",
    en:
      "a Service that has no pod as long as nobody asks, and answers all the same. You measure what " +
      "the first answer costs, and how long a pod stays after the last one.",
  },
  places: ["cluster"],
  needs: [KNATIVE],
  beginsWith: ["client.yaml"],
  steps: [knativeIsReady("answer"), settings, answers, zero],
  hints: [
    {
      fr:
        "Les annotations sont sur le modèle de pod (spec.template.metadata), et leurs valeurs sont du " +
        "texte : entre guillemets.",
      en:
        "The annotations are on the pod's template (spec.template.metadata), and their values are " +
        "text: in quotes.",
    },
    {
      fr:
        'min-scale "0", window 10s, containerPort 8080. Demandez depuis le cluster : kubectl exec ' +
        "deployment/client -n {namespace} -- deno eval 'console.log(await (await " +
        'fetch("http://answer.{namespace}")).text())\'',
      en: 'min-scale "0", window 10s, containerPort 8080. Ask from within: kubectl exec ' +
        "deployment/client -n {namespace} -- deno eval 'console.log(await (await " +
        'fetch("http://answer.{namespace}")).text())\'',
    },
  ],
  commands: [{ line: "kubectl apply -f {work} -n {namespace}" }],
  injuries: [
    {
      id: "never-sleeps",
      symptom: {
        fr: "La nuit, sans un seul visiteur, un pod tourne toujours.",
        en: "At night, without a single visitor, a pod still runs.",
      },
      async break(place) {
        const patch = [{
          op: "replace",
          path: "/spec/template/metadata/annotations/autoscaling.knative.dev~1min-scale",
          value: "1",
        }];
        await place.kubectl([
          "patch",
          "ksvc/answer",
          "--type=json",
          `--patch=${JSON.stringify(patch)}`,
        ]);
      },
      breaks: ["settings", "zero"],
      hints: [
        {
          fr: "kubectl get podautoscalers -n {namespace} : combien en veut-il au moins ?",
          en: "kubectl get podautoscalers -n {namespace}: how many does it want at least?",
        },
        {
          fr: "autoscaling.knative.dev/min-scale vaut 1 ; dans votre fichier c'était 0.",
          en: "autoscaling.knative.dev/min-scale is 1; in your file it was 0.",
        },
      ],
      cure: [{ line: "kubectl apply -f {work} -n {namespace}" }],
      explanation: {
        fr:
          "min-scale valait 1 : plus de démarrage à froid, et plus de zéro non plus. C'est un choix, " +
          "pas une faute, tant que quelqu'un l'a fait exprès.",
        en:
          "min-scale was 1: no cold start any more, and no zero either. It is a choice and no fault, " +
          "as long as somebody made it on purpose.",
      },
    },
    {
      id: "asleep-for-good",
      symptom: {
        fr: "Le Service est Ready, mais une requête n'obtient jamais de réponse.",
        en: "The Service is Ready, yet a request never gets an answer.",
      },
      async break(place) {
        await place.kubectl(
          ["apply", "--filename=-"],
          JSON.stringify({
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "only-our-own" },
            spec: {
              podSelector: {},
              policyTypes: ["Ingress"],
              ingress: [{ from: [{ podSelector: {} }] }],
            },
          }),
        );
      },
      breaks: ["answers"],
      hints: [
        {
          fr:
            "Qui parle au pod quand il vient de naître ? L'activator, qui vit dans knative-serving.",
          en:
            "Who speaks to a pod that has just been born? The activator, which lives in knative-serving.",
        },
        {
          fr: "kubectl get networkpolicies -n {namespace} : qui a le droit d'entrer ?",
          en: "kubectl get networkpolicies -n {namespace}: who may come in?",
        },
      ],
      cure: [{ line: "kubectl delete networkpolicy only-our-own -n {namespace}" }],
      explanation: {
        fr:
          "La règle ne laissait entrer que les pods du même espace de noms. L'activator et l'ingress " +
          "vivent ailleurs : la requête est retenue pour un pod qu'il ne peut pas atteindre. " +
          "k8s/network-policies/predict.yaml les nomme.",
        en:
          "The policy let in pods of the same namespace only. The activator and the ingress live " +
          "elsewhere: the request is held for a pod that it cannot reach. " +
          "k8s/network-policies/predict.yaml names them.",
      },
    },
  ],
  questions: [
    {
      number: "activator",
      after: "answers",
      text: {
        fr: "Quelle pièce de Knative retient la requête pendant qu'un pod démarre ?",
        en: "Which part of Knative holds the request while a pod starts?",
      },
      accepts: /activator|activateur/i,
      explanation: {
        fr: "L'activator. Quand il y a assez de pods, il sort du chemin, et l'ingress leur parle " +
          "directement.",
        en:
          "The activator. When there are pods enough it leaves the path, and the ingress speaks to " +
          "them directly.",
      },
    },
    {
      number: "pods",
      after: "zero",
      text: {
        fr: "Au repos, quel est DESIREDSCALE du PodAutoscaler ? (kubectl get podautoscalers)",
        en: "At rest, what is the PodAutoscaler's DESIREDSCALE? (kubectl get podautoscalers)",
      },
      accepts: /^(0|z[ée]ro)$/i,
      explanation: {
        fr: "0. Un HPA n'y va pas : il lui faut au moins un pod à mesurer.",
        en: "0. An HPA does not go there: it needs at least one pod to measure.",
      },
    },
  ],
  compare: zeroInBothForms,
};

export default exercise;

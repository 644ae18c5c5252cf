import type { Exercise } from "../../engine/exercise.ts";
import { KNATIVE } from "../../looks/cluster_needs.ts";
import { podsAreReady } from "../../looks/workload.ts";
import { defaultsAreGiven, quotaHolds, rootIsRefused, tooMuchIsRefused } from "./steps.ts";
import { refusalInBothForms } from "./refusal_in_both_forms.ts";

const exercise: Exercise = {
  title: {
    fr: "Espaces de noms, quotas et pods restreints",
    en: "Namespaces, quotas and restricted pods",
  },
  minutes: 20,
  goal: {
    fr:
      "un espace de noms qu'on peut prêter à une équipe : il borne ce qu'elle réserve, donne des valeurs " +
      "par défaut à ce qui n'en dit pas, et refuse les pods qui demandent trop de droits.",
    en:
      "a namespace that can be lent to a team: it bounds what the team reserves, gives defaults to what " +
      "says nothing, and refuses pods that ask for too many rights.",
  },
  places: ["cluster"],
  needs: [{
    ...KNATIVE,
    otherwise: {
      fr: "sans lui, seul deno task lab compare 7 ne se fait pas",
      en: "without it, deno task lab compare 7 alone cannot be done",
    },
  }],
  steps: [rootIsRefused, quotaHolds, podsAreReady("team", 2), defaultsAreGiven, tooMuchIsRefused],
  hints: [
    {
      fr: "Les pods restreints se demandent par une étiquette de l'espace de noms : " +
        "pod-security.kubernetes.io/enforce.",
      en:
        "Restricted pods are asked for by a label of the namespace: pod-security.kubernetes.io/enforce.",
    },
    {
      fr: "kubectl label namespace {namespace} pod-security.kubernetes.io/enforce=restricted",
      en: "kubectl label namespace {namespace} pod-security.kubernetes.io/enforce=restricted",
    },
    {
      fr:
        'runAsNonRoot: true, type: RuntimeDefault, allowPrivilegeEscalation: false ; pods: "4", ' +
        "requests.cpu: 500m.",
      en: 'runAsNonRoot: true, type: RuntimeDefault, allowPrivilegeEscalation: false; pods: "4", ' +
        "requests.cpu: 500m.",
    },
  ],
  commands: [
    {
      line:
        "kubectl label namespace {namespace} pod-security.kubernetes.io/enforce=restricted --overwrite",
    },
    { line: "kubectl apply -f {work}/quota.yaml -f {work}/limits.yaml -n {namespace}" },
    { line: "kubectl apply -f {work}/team-deployment.yaml -n {namespace}" },
  ],
  injuries: [
    {
      id: "missing-pod",
      symptom: {
        fr:
          "L'équipe a demandé neuf pods ; il n'en vient qu'une partie, sans erreur visible. Le quota est " +
          "convenu, et reste.",
        en:
          "The team has asked for nine pods; only some of them come, without a visible error. The quota " +
          "is agreed, and stays.",
      },
      async break(place) {
        await place.kubectl(["scale", "deployment/team", "--replicas=9"]);
      },
      breaks: ["pods"],
      hints: [
        {
          fr: "kubectl get deployment,replicaset -n {namespace} : DESIRED et CURRENT diffèrent.",
          en: "kubectl get deployment,replicaset -n {namespace}: DESIRED and CURRENT differ.",
        },
        {
          fr: "kubectl describe replicaset -n {namespace}, Events : FailedCreate, exceeded quota.",
          en: "kubectl describe replicaset -n {namespace}, Events: FailedCreate, exceeded quota.",
        },
      ],
      cure: [{ line: "kubectl scale deployment/team --replicas=2 -n {namespace}" }],
      explanation: {
        fr:
          "Le quota refuse le pod, pas le Deployment : l'erreur est dans les événements du ReplicaSet, " +
          "un étage plus bas que là où on regarde.",
        en:
          "The quota refuses the pod, not the Deployment: the error is in the ReplicaSet's events, one " +
          "floor below where one looks.",
      },
    },
  ],
  questions: [
    {
      number: "limit-range",
      after: "pods",
      text: {
        fr:
          "Avec un quota sur requests.cpu et sans LimitRange, un pod qui ne dit rien est-il admis ? (oui/non)",
        en:
          "With a quota on requests.cpu and without a LimitRange, is a pod that says nothing admitted? (yes/no)",
      },
      accepts: /^(non|no)$/i,
      explanation: {
        fr: "Non : ce qui est compté doit être dit. Le LimitRange le dit à sa place.",
        en: "No: what is counted must be said. The LimitRange says it in its place.",
      },
    },
    {
      number: "used",
      after: "quota",
      text: {
        fr:
          "Combien de CPU le quota compte-t-il comme réservé maintenant ? (kubectl describe quota)",
        en: "How much CPU does the quota count as requested now? (kubectl describe quota)",
      },
      async expected(place) {
        const { status } = await place.object("resourcequotas", "team-quota");
        return `${(status["used"] as Record<string, string>)["requests.cpu"]}`;
      },
      explanation: {
        fr: "La somme des réservations, que les pods s'en servent ou non.",
        en: "The sum of the requests, whether the pods use them or not.",
      },
    },
  ],
  compare: refusalInBothForms,
};

export default exercise;

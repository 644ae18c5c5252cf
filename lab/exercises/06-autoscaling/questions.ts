import type { Question } from "../../engine/exercise.ts";
import { mostPods, readGrowth } from "./steps.ts";

/** Questions 18 to 22 of the workshop, and what its checklist looks at last. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "18",
    after: "hpa",
    text: {
      fr: "Deux pods tournent à 75 % pour une cible de 50 %. Combien de pods le HPA demande-t-il ?",
      en: "Two pods run at 75 % for a target of 50 %. How many pods does the HPA ask for?",
    },
    accepts: /^(3|trois|three)$/i,
    explanation: {
      fr:
        "Pods × mesure / cible, arrondi vers le haut : 2 × 75 / 50 = 3. Les pourcentages sont ceux de " +
        "la réservation (requests) du pod, pas d'un cœur.",
      en:
        "Pods × measure / target, rounded up: 2 × 75 / 50 = 3. The percentages are those of the pod's " +
        "request, not of a core.",
    },
  },
  {
    number: "19",
    after: "hpa",
    text: {
      fr: "À quoi sert maxReplicas ?",
      en: "What is maxReplicas for?",
    },
    choices: [
      {
        text: {
          fr: "À borner ce qu'une charge, une boucle ou une attaque peut coûter au cluster.",
          en: "To bound what a load, a loop or an attack can cost the cluster.",
        },
        isRight: true,
      },
      { text: { fr: "À rendre les pods plus rapides.", en: "To make pods faster." } },
      {
        text: {
          fr: "À rien : le HPA s'arrête de lui-même quand le nœud est plein.",
          en: "For nothing: the HPA stops by itself when the node is full.",
        },
      },
    ],
    explanation: {
      fr:
        "Un HPA n'a pas d'autre frein : il demanderait des pods que personne ne peut placer, et les " +
        "autres applications du cluster attendraient.",
      en:
        "An HPA has no other brake: it would ask for pods that nobody can place, and the cluster's " +
        "other applications would wait.",
    },
  },
  {
    number: "20",
    after: "grew",
    text: {
      fr: "Jusqu'à combien de pods le HPA est-il monté ? (les événements le disent : New size)",
      en: "Up to how many pods did the HPA go? (the events tell: New size)",
    },
    expected: async (place) => `${await mostPods(place)}`,
    explanation: {
      fr:
        "Il monte par étapes : à chaque regard il recalcule, et ne dépasse pas le double (ou quatre " +
        "pods de plus) toutes les quinze secondes.",
      en:
        "It goes up in steps: at each look it computes anew, and does not pass the double (or four " +
        "pods more) each fifteen seconds.",
    },
  },
  {
    number: "21",
    after: "grew",
    text: {
      fr:
        "Combien de secondes entre le début du Job (startTime) et le premier New size qui monte ? " +
        "(kubectl get job load -n {namespace} -o jsonpath='{.status.startTime}' et " +
        "kubectl get events -n {namespace} --field-selector reason=SuccessfulRescale " +
        "-o custom-columns=TIME:.lastTimestamp,MESSAGE:.message)",
      en:
        "How many seconds from the Job's beginning (startTime) to the first New size that goes up? " +
        "(kubectl get job load -n {namespace} -o jsonpath='{.status.startTime}' and " +
        "kubectl get events -n {namespace} --field-selector reason=SuccessfulRescale " +
        "-o custom-columns=TIME:.lastTimestamp,MESSAGE:.message)",
    },
    expected: async (place) => `${(await readGrowth(place)).afterSeconds ?? "?"}`,
    explanation: {
      fr:
        "Le HPA regarde toutes les 15 s des mesures qui ont elles-mêmes jusqu'à 15 s, puis le pod " +
        "démarre. deno task lab compare {n} met à côté l'autoscaler de Knative, qui compte les requêtes " +
        "et décide toutes les 2 s.",
      en:
        "The HPA looks each 15 s at measurements that are themselves up to 15 s old, then the pod " +
        "starts. deno task lab compare {n} puts Knative's autoscaler beside it, which counts requests " +
        "and decides each 2 s.",
    },
  },
  {
    number: "22",
    after: "grew",
    text: {
      fr:
        "Combien de secondes en arrière le HPA regarde-t-il, par défaut, avant d'enlever des pods ? " +
        "(kubectl explain hpa.spec.behavior.scaleDown.stabilizationWindowSeconds --api-version=autoscaling/v2)",
      en: "How many seconds back does the HPA look by default before it takes pods away? " +
        "(kubectl explain hpa.spec.behavior.scaleDown.stabilizationWindowSeconds --api-version=autoscaling/v2)",
    },
    accepts: /^300\s*s?$/,
    explanation: {
      fr:
        "Manquer de pods coûte des requêtes, en avoir trop ne coûte qu'un peu de place : il garde la " +
        "plus haute recommandation des 300 dernières secondes, et ne fait pas yoyo.",
      en:
        "Too few pods cost requests, too many only some room: it keeps the highest recommendation of " +
        "the last 300 seconds, and does not swing up and down.",
    },
  },
  {
    number: "down",
    after: "grew",
    text: {
      fr: "Cinq minutes après la charge, combien de pods reste-t-il ? " +
        "(kubectl get hpa ml-api-hpa -n {namespace}, REPLICAS)",
      en: "Five minutes after the load, how many pods are left? " +
        "(kubectl get hpa ml-api-hpa -n {namespace}, REPLICAS)",
    },
    accepts: /^(2|deux|two)$/i,
    explanation: {
      fr: "minReplicas : plus bas, un HPA ne va pas, même la nuit. Knative, lui, va à zéro.",
      en: "minReplicas: an HPA goes no lower, not even at night. Knative goes to zero.",
    },
  },
];

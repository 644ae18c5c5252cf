import type { Injury } from "../../engine/exercise.ts";

const NO_REQUESTS = JSON.stringify([{
  op: "remove",
  path: "/spec/template/spec/containers/0/resources/requests/cpu",
}, {
  // Without a request the limit would stand in for it.
  op: "remove",
  path: "/spec/template/spec/containers/0/resources/limits/cpu",
}]);

const NO_ROOM = JSON.stringify({
  spec: {
    template: {
      spec: {
        containers: [{
          name: "api",
          resources: { requests: { cpu: "1000" }, limits: { cpu: "1000" } },
        }],
      },
    },
  },
});

const CURE = [
  {
    line: "kubectl set resources deployment/ml-api --containers=api " +
      "--requests=cpu=100m,memory=128Mi --limits=cpu=500m,memory=512Mi -n {namespace}",
  },
];

/** What can be broken once it scales. */
export const INJURIES: readonly Injury[] = [
  {
    id: "blind",
    symptom: {
      fr: "Le HPA affiche <unknown>/50% et n'ajoute plus rien, quelle que soit la charge.",
      en: "The HPA shows <unknown>/50% and adds nothing any more, whatever the load.",
    },
    async break(place) {
      await place.kubectl(["patch", "deployment/ml-api", "--type=json", `--patch=${NO_REQUESTS}`]);
      await place.kubectl(["rollout", "status", "deployment/ml-api", "--timeout=120s"]);
    },
    breaks: ["metrics"],
    hints: [
      {
        fr:
          "kubectl describe hpa ml-api-hpa -n {namespace} : la condition ScalingActive dit ce qui manque.",
        en:
          "kubectl describe hpa ml-api-hpa -n {namespace}: the condition ScalingActive says what is missing.",
      },
      {
        fr: "50 % de quoi ? kubectl get deployment ml-api -o yaml -n {namespace}, resources.",
        en: "50 % of what? kubectl get deployment ml-api -o yaml -n {namespace}, resources.",
      },
    ],
    cure: CURE,
    explanation: {
      fr:
        "Le pod n'avait plus de réservation de CPU : un pourcentage de rien ne se calcule pas. kubectl " +
        "top le mesurait toujours.",
      en:
        "The pod had no CPU request any more: a percentage of nothing cannot be computed. kubectl top " +
        "still measured it.",
    },
  },
  {
    id: "full-node",
    symptom: {
      fr: "Un pod de l'API reste Pending : aucun nœud n'a de place pour lui.",
      en: "A pod of the API stays Pending: no node has room for it.",
    },
    async break(place) {
      await place.kubectl(["patch", "deployment/ml-api", `--patch=${NO_ROOM}`]);
    },
    breaks: ["pods"],
    hints: [
      {
        fr:
          "kubectl describe pod -l app=ml-api -n {namespace}, Events : FailedScheduling, et le compte exact.",
        en:
          "kubectl describe pod -l app=ml-api -n {namespace}, Events: FailedScheduling, with the exact count.",
      },
      {
        fr: "Insufficient cpu : combien demande-t-il ? 1000 et 1000m, ce n'est pas la même chose.",
        en: "Insufficient cpu: how much does it ask for? 1000 and 1000m are not the same.",
      },
    ],
    cure: CURE,
    explanation: {
      fr: "Le pod réservait 1000 cœurs : il manquait un m. L'ordonnanceur ne regarde que les " +
        "réservations, pas l'usage : un nœud peut être plein et ne rien faire.",
      en:
        "The pod requested 1000 cores: an m was missing. The scheduler looks at requests only, not at " +
        "usage: a node may be full and idle.",
    },
  },
];

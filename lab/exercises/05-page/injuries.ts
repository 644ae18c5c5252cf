import type { Injury } from "../../engine/exercise.ts";

const CLOSED_API = JSON.stringify({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "api-for-monitoring" },
  spec: {
    podSelector: { matchLabels: { app: "ml-api" } },
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: "prometheus" } } }] }],
  },
});

const WRONG_URL = JSON.stringify({
  spec: {
    template: {
      spec: {
        containers: [{
          name: "page",
          env: [{ name: "API_URL", value: "http://ml-api-service:80" }],
        }],
      },
    },
  },
});

/** What can be broken once the page predicts. */
export const INJURIES: readonly Injury[] = [
  {
    id: "red-light",
    on: "cluster",
    symptom: {
      fr: 'La page s\'affiche et dit "API injoignable".',
      en: 'The page shows and says "API injoignable".',
    },
    async break(place) {
      await place.kubectl(["patch", "deployment/page", `--patch=${WRONG_URL}`]);
      await place.kubectl(["rollout", "status", "deployment/page", "--timeout=120s"]);
    },
    breaks: ["light", "predict"],
    hints: [
      {
        fr:
          "L'API va-t-elle bien ? kubectl get pods -l app=ml-api -n {namespace}. Si oui, c'est le chemin.",
        en: "Is the API well? kubectl get pods -l app=ml-api -n {namespace}. If so, it is the way.",
      },
      {
        fr:
          "Comparez API_URL du Deployment page et kubectl get service ml-api-service -n {namespace}.",
        en:
          "Compare API_URL of the Deployment page with kubectl get service ml-api-service -n {namespace}.",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/page-deployment.yaml -n {namespace}" }],
    explanation: {
      fr:
        "La page demandait le port 80 ; le Service écoute sur 8000. Sa sonde ne demande que la page " +
        "elle-même : elle reste prête, et c'est voulu, sinon elle disparaîtrait avec l'API.",
      en:
        "The page asked port 80; the Service listens on 8000. Its probe asks the page alone: it stays " +
        "ready, on purpose, or it would vanish with the API.",
    },
  },
  {
    id: "silent-api",
    on: "cluster",
    symptom: {
      fr: "La page attend longtemps, puis dit que l'API est injoignable. L'adresse est juste.",
      en: "The page waits long, then says that the API cannot be reached. The address is right.",
    },
    async break(place) {
      await place.kubectl(["apply", "--filename=-"], CLOSED_API);
      // A connection that is open may go on; new pods have none.
      await place.kubectl(["rollout", "restart", "deployment/page"]);
      await place.kubectl(["rollout", "status", "deployment/page", "--timeout=120s"]);
    },
    breaks: ["light", "predict"],
    hints: [
      {
        fr: "Un refus est immédiat, un silence est long : qui jette des paquets ?",
        en: "A refusal is quick, silence is long: who drops packets?",
      },
      {
        fr: "kubectl describe networkpolicies -n {namespace}.",
        en: "kubectl describe networkpolicies -n {namespace}.",
      },
    ],
    cure: [{ line: "kubectl delete networkpolicy api-for-monitoring -n {namespace}" }],
    explanation: {
      fr:
        "Une NetworkPolicy ouvrait l'API à Prometheus, et la fermait par là même à tous les autres : " +
        "une règle qui permet ferme ce qu'elle ne nomme pas.",
      en:
        "A NetworkPolicy opened the API to Prometheus, and thereby closed it to everybody else: a " +
        "policy that allows closes what it does not name.",
    },
  },
];

import type { Question } from "../../engine/exercise.ts";

/** Questions 15 to 17 of the workshop. */
export const QUESTIONS: readonly Question[] = [
  {
    number: "15",
    after: "page",
    on: "cluster",
    text: {
      fr: "La page s'affiche. Quel port du nœud y mène ? (kubectl get service page-service)",
      en: "The page shows. Which port of the node leads to it? (kubectl get service page-service)",
    },
    async expected(place) {
      const { spec } = await place.object("services", "page-service");
      return `${(spec["ports"] as { nodePort?: number }[])[0]?.nodePort}`;
    },
    explanation: {
      fr:
        "Kubernetes l'a choisi entre 30000 et 32767. Sur kind et minikube, kubectl port-forward " +
        "svc/page-service 8501:8501 est plus commode ; il ne mène qu'à un seul pod.",
      en: "Kubernetes chose it from 30000 to 32767. On kind and minikube kubectl port-forward " +
        "svc/page-service 8501:8501 is easier; it leads to a single pod.",
    },
  },
  {
    number: "16",
    after: "light",
    text: {
      fr: "Si l'API est là mais n'a pas de modèle, que dit le voyant ? (les deux derniers mots)",
      en: "If the API is there but has no model, what does the light say? (its last two words)",
    },
    accepts: /non charg[ée]/i,
    explanation: {
      fr:
        "modèle non chargé : la page distingue trois états, injoignable, sans modèle, prête. Un voyant " +
        "à deux états enverrait chercher au mauvais endroit.",
      en:
        "modèle non chargé: the page tells three states apart, unreachable, without a model, ready. A " +
        "light with two states would have people search in the wrong place.",
    },
  },
  {
    number: "17",
    after: "predict",
    text: {
      fr:
        "Quel pourcentage la page montre-t-elle pour 6, 148, 72, 35, 0, 33.6, 0.627, 50 ? (une décimale)",
      en:
        "Which percentage does the page show for 6, 148, 72, 35, 0, 33.6, 0.627, 50? (one decimal)",
    },
    accepts: /^7\d([.,]\d)?\s*%?$/,
    explanation: {
      fr: "Celui de l'API, à l'arrondi près : la page n'a pas de modèle à elle.",
      en: "That of the API, rounded: the page has no model of its own.",
    },
  },
];

import type { TaskTexts } from "@mlops/task";

/** How the page speaks of diabetes in French. */
export const DIABETES_FR: TaskTexts = {
  brand: "Risque de diabète",
  shortBrand: "Diabète",
  footer: "Démonstration d’apprentissage automatique. Ne remplace pas un avis médical.",
  description: "Estimez un risque de diabète et comprenez pourquoi.",
  heading: "Estimer un risque de diabète",
  lead: "Huit mesures, une probabilité, et les raisons derrière elle.",
  about:
    "Une forêt aléatoire, entraînée sur des dossiers de patientes, estime la probabilité d’un diabète. Chaque réponse nomme la version qui l’a donnée et se laisse vérifier ici même.",
  form: "Informations patient",
  histogramHint: "Derrière chaque curseur : la répartition des patientes d’entraînement.",
  cases: {
    young: "Jeune, sans signe",
    typical: "Valeurs de départ",
    older: "63 ans, glucose bas",
    sugar: "Glucose élevé",
  },
  columns: {},
  units: {},
  levels: ["Faible", "Modéré", "Élevé"],
  positive: "Risque de diabète détecté",
  negative: "Pas de diabète détecté",
  why: {
    base: (figure) => `Sans rien savoir de la patiente, le modèle part de ${figure}.`,
    raises: (items) => `Ce qui augmente le risque : ${items}.`,
    lowers: (items) => `Ce qui le réduit : ${items}.`,
    nothing: "Aucune mesure ne déplace nettement la probabilité.",
    chart: "Contribution de chaque mesure, en points de pourcentage",
    empty: "Ici, ce que chaque mesure ajoute ou retire à la probabilité.",
  },
  whatIf: {
    choose: "Mesure à faire varier",
    empty:
      "Ici, la probabilité sur toute l’étendue d’une mesure, et le plus petit changement qui compte.",
    noChange: "Aucune mesure, changée seule, ne change la réponse.",
    chart: (label) => `Probabilité selon ${label}, les autres mesures inchangées`,
  },
  check: "Comparer 10 000 patients au hasard",
  quality: {
    lead:
      "Ce que valaient les prédictions, une fois la vérité connue, et si les patientes changent.",
    driftHelp:
      "PSI : indice de stabilité. De 0,1 à 0,25, comparez les deux histogrammes ; au-delà, le modèle voit d’autres patientes. KS : plus grand écart entre les deux répartitions.",
  },
  csv:
    "Un CSV avec une colonne par mesure. Le service ajoute la probabilité, la décision et le niveau à chaque ligne.",
};

/** The texts of the quality page in French. */
export const frQuality = {
  heading: "Qualité",
  lead: "Ce que valaient les prédictions, une fois la vérité connue, et si leurs lignes changent.",
  loading: "Lecture du journal des prédictions…",
  withoutLog:
    "La qualité a besoin du journal des prédictions : ce service n’en tient pas (DATABASE_URL absent, ou PREDICTION_LOG sur off).",
  noOutcomes:
    "Aucune prédiction n’a encore d’issue connue. POST /feedback dit au service ce qui s’est vérifié.",
  versions: (days: string) => `Versions, sur ${days} jours`,
  roles: { champion: "champion", challenger: "challenger", shadow: "dans l’ombre" } as Record<
    string,
    string
  >,
  served: "a répondu",
  shadow: "dans l’ombre",
  sameRows: (count: string, served: string, shadow: string) =>
    `Versions ${served} et ${shadow} sur les mêmes ${count} lignes`,
  samePeriod: (champion: string, challenger: string) =>
    `Championne ${champion} et challenger ${challenger} sur la même période`,
  samePeriodNote: (since: string, until: string) =>
    `${since} – ${until} : chaque requête n’a reçu qu’une réponse, au hasard de l’une ou de l’autre.`,
  difference: (value: string, low: string, high: string) =>
    `Écart d’exactitude, en points : ${value} (de ${low} à ${high}).`,
  count: "Issues connues",
  measures: {
    accuracy: "Exactitude",
    precision: "Précision",
    recall: "Rappel",
    f1: "F1",
    auc: "AUC",
    brier: "Brier",
  },
  regressionMeasures: { mae: "MAE", rmse: "RMSE", r2: "R²", "mean_residual": "Résidu moyen" },
  intervals: "Sous chaque valeur, son intervalle à 95 %.",
  brier: "Pour Brier, moins vaut mieux ; pour le reste, plus vaut mieux.",
  macro: "Précision, rappel et F1 sont ici des moyennes sur les classes, sans intervalle.",
  regressionIntervals:
    "Sous chaque valeur, son intervalle à 95 %. MAE : erreur absolue moyenne ; RMSE : racine de l’erreur quadratique moyenne, où pèsent les grandes erreurs ; résidu moyen : vérité moins prédiction, proche de 0 si le modèle n’erre d’aucun côté.",
  overTime: "Exactitude par jour",
  maeOverTime: "Erreur absolue moyenne par jour",
  calibration: "Calibration",
  calibrationLabel: "Part observée selon la probabilité prédite ; la diagonale est l’idéal",
  ideal: "idéal",
  asTable: (version: string) => `Version ${version}, en chiffres`,
  tenth: "Probabilité",
  predicted: "Prédit",
  observed: "Observé",
  unseen: "non vu",
  others: (count: string) => `${count} autres`,
  drift: "Dérive",
  driftOf: (rows: string, version: string) =>
    `Version ${version} à côté de son entraînement. Prédictions récentes : ${rows}.`,
  training: "entraînement",
  recent: "récent",
  probability: "Probabilité prédite",
  prediction: "Ce qui est prédit",
  lowTail: (from: string, to: string) => `Première barre : tout entre ${from} et ${to}.`,
  highTail: (from: string, to: string) => `Dernière barre : tout entre ${from} et ${to}.`,
  levels: {
    stable: "stable",
    moderate: "dérive modérée",
    major: "forte dérive",
    unknown: "inconnue",
  },
  indices: (psi: string, byChance: string) => `PSI ${psi} (hasard : jusqu’à ${byChance})`,
  ks: (ks: string) => `KS ${ks}`,
  unknownHelp:
    "Inconnue : trop peu de lignes récentes pour le dire, ou le modèle ne dit rien de son entraînement.",
  driftHelp:
    "PSI : indice de stabilité. De 0,1 à 0,25, comparez l’entraînement et les lignes récentes ; au-delà, le modèle voit d’autres lignes que celles de l’entraînement. KS : plus grand écart entre les deux répartitions.",
};

import type { Exercise } from "../../engine/exercise.ts";
import { STORAGE } from "../../looks/cluster_needs.ts";
import { claimIsBound, podsAreReady, serviceLeads } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { dataIsOnTheClaim, psqlConnects, secretHasKeys } from "./steps.ts";
import { volumeInBothForms } from "./volume_in_both_forms.ts";

const exercise: Exercise = {
  title: {
    fr: "PostgreSQL et un stockage qui dure",
    en: "PostgreSQL with storage that lasts",
  },
  minutes: 35,
  goal: {
    fr: "une base de données qui garde ses lignes quand son pod disparaît, dont le mot de passe " +
      "n'est dans aucun Deployment, et que seul le cluster atteint. Un Secret, un PVC, un Deployment " +
      "et un Service, chacun dans son fichier.",
    en:
      "a database that keeps its rows when its pod goes, whose password stands in no Deployment, " +
      "and that only the cluster reaches. A Secret, a claim, a Deployment and a Service, a file each.",
  },
  places: ["cluster"],
  needs: [STORAGE],
  steps: [
    secretHasKeys,
    claimIsBound("postgres-pvc"),
    podsAreReady("postgres"),
    serviceLeads("postgres-service", "ClusterIP"),
    dataIsOnTheClaim,
    psqlConnects,
  ],
  hints: [
    {
      fr: "Commencez par le Secret et le PVC : ils ne dépendent de rien. kubectl explain " +
        "secret.stringData dit ce que le champ attend.",
      en: "Begin with the Secret and the claim: they depend on nothing. kubectl explain " +
        "secret.stringData says what the field takes.",
    },
    {
      fr:
        "secretKeyRef montre une clé d'un Secret : name est metadata.name du Secret, key est le " +
        "nom à gauche de la valeur, dans le même fichier.",
      en:
        "secretKeyRef points to one key of a Secret: name is the Secret's metadata.name, key is " +
        "the word to the left of the value in the same file.",
    },
    {
      fr:
        "Les trois name valent postgres-secret ; les key sont POSTGRES_USER, POSTGRES_PASSWORD et " +
        "POSTGRES_DB ; claimName vaut postgres-pvc ; le type est ClusterIP.",
      en:
        "The three names are postgres-secret; the keys are POSTGRES_USER, POSTGRES_PASSWORD and " +
        "POSTGRES_DB; claimName is postgres-pvc; the type is ClusterIP.",
    },
  ],
  commands: [{ line: "kubectl apply -f {work} -n {namespace}" }],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: volumeInBothForms,
};

export default exercise;

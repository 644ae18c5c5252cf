import type { Exercise } from "../../engine/exercise.ts";
import { KNATIVE, SEALED_SECRETS } from "../../looks/cluster_needs.ts";
import { podsAreReady } from "../../looks/workload.ts";
import { INJURIES, OPENED } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { secretInBothForms } from "./secret_in_both_forms.ts";
import {
  controllerOpens,
  copyIsRefused,
  fileIsSealed,
  nothingIsPlain,
  passwordIsNew,
  podsHaveIt,
} from "./steps.ts";

const exercise: Exercise = {
  title: { fr: "Des secrets dans Git : Sealed Secrets", en: "Secrets in Git: Sealed Secrets" },
  minutes: 25,
  goal: {
    fr:
      "un mot de passe que tout le monde a, remplacé par un nouveau que personne n'a vu, dans un fichier " +
      "qu'on peut publier : scellé avec le certificat du contrôleur, pour un seul espace de noms et un " +
      "seul nom. Le dossier git/ est ce qui serait dans le dépôt.",
    en:
      "a password that everybody has, replaced by a new one that nobody has seen, in a file that may be " +
      "published: sealed by the controller's certificate, for one namespace and one name. The folder " +
      "git/ is what would be in the repository.",
  },
  places: ["cluster"],
  needs: [
    SEALED_SECRETS,
    KNATIVE,
    {
      program: "kubeseal",
      remedy: {
        fr: "Il manque kubeseal, dans le PATH : brew install kubeseal, ou l'archive de " +
          "https://github.com/bitnami-labs/sealed-secrets/releases",
        en: "kubeseal is missing on the PATH: brew install kubeseal, or the archive of " +
          "https://github.com/bitnami-labs/sealed-secrets/releases",
      },
    },
  ],
  beginsWith: ["client.yaml"],
  steps: [
    fileIsSealed,
    nothingIsPlain,
    controllerOpens,
    copyIsRefused,
    passwordIsNew,
    podsAreReady("reader", 2),
    podsHaveIt,
  ],
  hints: [
    {
      fr: "Complétez seal.sh, lancez-le, lisez git/model-store.yaml : qu'y reste-t-il de lisible ?",
      en: "Complete seal.sh, run it, read git/model-store.yaml: what of it can still be read?",
    },
    {
      fr:
        "Le Secret de l'année dernière existe déjà, et le contrôleur ne touche pas à ce qui n'est pas de " +
        "lui (kubectl describe sealedsecret) : donnez-le-lui par l'annotation " +
        "sealedsecrets.bitnami.com/managed=true, ou effacez-le.",
      en:
        "Last year's Secret is there already, and the controller does not touch what is not of its making " +
        "(kubectl describe sealedsecret): give it the Secret by the annotation " +
        "sealedsecrets.bitnami.com/managed=true, or delete it.",
    },
    {
      fr: "--fetch-cert, /dev/urandom, --dry-run=client, strict ; model-store, PASSWORD.",
      en: "--fetch-cert, /dev/urandom, --dry-run=client, strict; model-store, PASSWORD.",
    },
  ],
  commands: [
    { line: "sh {work}/seal.sh {namespace}" },
    {
      line: "kubectl annotate secret model-store sealedsecrets.bitnami.com/managed=true " +
        "--overwrite -n {namespace}",
    },
    { line: "kubectl apply -f {work}/git -n {namespace}" },
    OPENED,
    { line: "kubectl rollout restart deployment/reader -n {namespace}" },
    { line: "kubectl rollout status deployment/reader --timeout=180s -n {namespace}" },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: secretInBothForms,
};

export default exercise;

import type { Command, Injury } from "../../engine/exercise.ts";
import { fingerprintOf, NAME, readPassword, REPORT } from "./steps.ts";

/** Waits until the controller has opened the newest, not the one before. */
export const OPENED: Command = {
  line: "kubectl wait sealedsecret/model-store --for=jsonpath='{.status.observedGeneration}'=" +
    "$(kubectl get sealedsecret model-store -o jsonpath='{.metadata.generation}' -n {namespace}) " +
    "--timeout=60s -n {namespace}",
};

/** What can go wrong with sealed Secrets. */
export const INJURIES: readonly Injury[] = [
  {
    id: "stubborn",
    symptom: {
      fr:
        "Une collègue a appliqué son model-store.yaml. Le mot de passe ne change plus, sans erreur à " +
        "l'apply.",
      en:
        "A colleague has applied her model-store.yaml. The password does not change any more, without " +
        "an error from apply.",
    },
    async break(place) {
      const sealed = await place.object("sealedsecrets.bitnami.com", NAME);
      const { PASSWORD = "" } = sealed.spec["encryptedData"] as { PASSWORD?: string };
      // As one that was sealed for another cluster: well-formed, and no key opens it.
      const other = `${PASSWORD.slice(0, 40)}${"A".repeat(40)}${PASSWORD.slice(80)}`;
      const patch = JSON.stringify({ spec: { encryptedData: { PASSWORD: other } } });
      const target = `sealedsecrets.bitnami.com/${NAME}`;
      await place.kubectl(["patch", target, "--type=merge", `--patch=${patch}`]);
    },
    breaks: ["synced"],
    hints: [
      {
        fr:
          "kubectl describe sealedsecret model-store -n {namespace} : la condition Synced, les Events.",
        en:
          "kubectl describe sealedsecret model-store -n {namespace}: the condition Synced, the Events.",
      },
      {
        fr: "no key could decrypt secret : scellé pour un autre cluster. Le bon est dans git/.",
        en: "no key could decrypt secret: sealed for another cluster. The right one is in git/.",
      },
    ],
    cure: [{ line: "kubectl apply -f {work}/git -n {namespace}" }],
    explanation: {
      fr:
        "Il était scellé avec le certificat d'un autre cluster (d'essai, ou d'avant une réinstallation). " +
        "L'apply réussit, l'objet est valide ; c'est le contrôleur qui ne peut l'ouvrir, et l'ancien " +
        "Secret reste. D'où l'importance de sauvegarder les clés du contrôleur : sans elles, tout ce qui " +
        "est scellé est perdu.",
      en:
        "It was sealed by the certificate of another cluster (a trial's, or the one before it was " +
        "installed anew). apply succeeds, the object is valid; it is the controller that cannot open it, " +
        "and the old Secret stays. Hence the controller's keys want a backup: without them all that is " +
        "sealed is lost.",
    },
  },
  {
    id: "friday-commit",
    symptom: {
      fr:
        "Le robot du dépôt signale un secret en clair dans le dernier commit ({work}/report.txt).",
      en:
        "The repository's robot reports a secret in the clear in the last commit ({work}/report.txt).",
    },
    async break(place) {
      const plain = await readPassword(place);
      const password = new TextEncoder().encode(plain).toBase64();
      const text = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: for-debugging\ndata:\n` +
        `  PASSWORD: ${password}\n`;
      await Deno.writeTextFile(`${place.work}/git/for-debugging.yaml`, text);
      const line = `git/for-debugging.yaml: PASSWORD, SHA-256 ${await fingerprintOf(plain)}\n`;
      await Deno.writeTextFile(`${place.work}/${REPORT}`, line);
    },
    breaks: ["plain", "rotated"],
    hints: [
      {
        fr: "base64 n'est pas un chiffrement : grep -rn 'kind: Secret' {work}/git.",
        en: "base64 is no encryption: grep -rn 'kind: Secret' {work}/git.",
      },
      {
        fr:
          "Effacer le fichier ne suffit pas, Git se souvient : il faut un nouveau mot de passe, scellé, " +
          "appliqué, et des pods qui le lisent.",
        en:
          "To delete the file does not suffice, Git remembers: it takes a new password, sealed, applied, " +
          "and pods that read it.",
      },
    ],
    cure: [
      { line: "rm {work}/git/for-debugging.yaml" },
      { line: "sh {work}/seal.sh {namespace}" },
      { line: "kubectl apply -f {work}/git -n {namespace}" },
      OPENED,
      { line: "kubectl rollout restart deployment/reader -n {namespace}" },
      { line: "kubectl rollout status deployment/reader --timeout=180s -n {namespace}" },
    ],
    explanation: {
      fr:
        "Un secret qui a été en clair une fois ne l'est plus jamais. On le remplace ; effacer le commit " +
        "ne rattrape ni les clones ni les sauvegardes.",
      en:
        "A secret that has been in the clear once is none any more. One replaces it; to delete the commit " +
        "catches up with neither clones nor backups.",
    },
  },
];

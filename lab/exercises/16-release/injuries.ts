import type { Injury } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";

const BACK = "kubectl patch ksvc risk --type=merge --patch-file={work}/back.yaml -n {namespace}";

/** Patches the service; the candidate keeps its pod, and its pod its counters. */
async function patch(place: Place, spec: Readonly<Record<string, unknown>>): Promise<void> {
  const change = JSON.stringify({ spec });
  await place.kubectl(["patch", "ksvc/risk", "--type=merge", `--patch=${change}`]);
}

const CANDIDATE = { revisionName: "risk-v2", percent: 0, tag: "candidate" };

/** What can go wrong with releases. */
export const INJURIES: readonly Injury[] = [
  {
    id: "slow-afternoon",
    on: "cluster",
    symptom: {
      fr: "Une collègue a livré une version 3. Aucune prédiction n'échoue, mais la moitié traîne.",
      en: "A colleague has delivered a release 3. No prediction fails, but half of them drag on.",
    },
    async break(place) {
      const { spec } = await place.object("ksvc", "risk");
      const template = spec["template"] as {
        metadata: object;
        spec: { containers: [Record<string, unknown>] };
      };
      const [container] = template.spec.containers;
      await patch(place, {
        template: {
          metadata: { ...template.metadata, name: "risk-v3" },
          spec: {
            ...template.spec,
            containers: [{ ...container, env: [{ name: "RELEASE", value: "v3" }] }],
          },
        },
        traffic: [
          { revisionName: "risk-v1", percent: 50 },
          { revisionName: "risk-v3", percent: 50 },
          CANDIDATE,
        ],
      });
    },
    breaks: ["back", "served"],
    hints: [
      {
        fr: "Qui reçoit combien ? kubectl get ksvc risk -o yaml -n {namespace}, status.traffic.",
        en: "Who gets how much? kubectl get ksvc risk -o yaml -n {namespace}, status.traffic.",
      },
      {
        fr: "Votre juge le dirait : deno run --allow-run=kubectl --allow-write {work}/judge.ts " +
          "{namespace} risk-v1 risk-v3 (il récrit decision.json). Le chemin du retour est back.yaml.",
        en: "Your judge would tell: deno run --allow-run=kubectl --allow-write {work}/judge.ts " +
          "{namespace} risk-v1 risk-v3 (it writes decision.json anew). The way back is back.yaml.",
      },
    ],
    cure: [{ line: BACK }],
    explanation: {
      fr:
        "La version 3 attendait 400 ms à chaque prédiction. Un taux d'erreur ne voit pas cela ; un " +
        "canari se juge aussi à sa lenteur, et deno task deploy --canary le fait.",
      en:
        "Release 3 waited 400 ms in each prediction. A rate of errors does not see that; a canary is " +
        "judged by its slowness, too, and deno task deploy --canary does so.",
    },
  },
  {
    id: "friday",
    on: "cluster",
    symptom: {
      fr:
        "Quelqu'un a « simplifié » le bloc traffic. Tous les utilisateurs se plaignent à la fois.",
      en: 'Somebody has "simplified" the traffic block. All users complain at once.',
    },
    break: (place) =>
      patch(place, { traffic: [{ latestRevision: true, percent: 100 }, CANDIDATE] }),
    breaks: ["back", "served"],
    hints: [
      {
        fr:
          "kubectl get ksvc risk -o yaml -n {namespace}, spec.traffic : quelle Revision est nommée ?",
        en: "kubectl get ksvc risk -o yaml -n {namespace}, spec.traffic: which Revision is named?",
      },
      {
        fr: "latestRevision: true : la plus récente, quelle qu'elle soit.",
        en: "latestRevision: true: the newest one, whichever it is.",
      },
    ],
    cure: [{ line: BACK }],
    explanation: {
      fr:
        "Sans nom de Revision, chaque apply est une livraison à tout le monde, la dernière Revision " +
        "prête gagne. C'est le réglage par défaut de Knative.",
      en:
        "Without the name of a Revision each apply is a release to everybody, the newest ready Revision " +
        "wins. That is Knative's default.",
    },
  },
];

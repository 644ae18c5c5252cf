import type { Exercise, Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault, type Words } from "../../engine/words.ts";
import { conditionOf } from "../../../knative/deploy/cluster/condition.ts";
import { KNATIVE, METRICS_SERVER } from "../../looks/cluster_needs.ts";
import { knativeIsReady } from "../../looks/knative.ts";
import { eventsOfLoad } from "../../looks/load_events.ts";
import { readLoad } from "../../looks/workload.ts";

/** How far a Deployment was scaled up, by an earlier load too unless only the last one is asked for. */
async function mostPods(
  place: Place,
  replicaSet: RegExp,
  { ofLast = false }: { ofLast?: boolean } = {},
): Promise<number> {
  // One pod alone comes with any request, long after the load.
  const { began, events } = await eventsOfLoad(place, "reason=ScalingReplicaSet", (message) => {
    const [, name = "", size = "0"] =
      /^Scaled up replica set (\S+) (?:from \d+ )?to (\d+)/.exec(message) ?? [];
    return Number(size) > 1 ? { name, size: Number(size) } : undefined;
  });
  const sizes = events.filter(({ what: { name }, at }) =>
    replicaSet.test(name) && (!ofLast || at >= began)
  ).map(({ what: { size } }) => size);
  return Math.max(1, ...sizes);
}

async function loadLines(place: Place): Promise<string[]> {
  return (await readLoad(place, { fr: "deux fois 30 s", en: "twice 30 s" })).split("\n");
}

/** What the load says of one form; the program prints it in English. */
async function loadOf(place: Place, name: string): Promise<Words> {
  const en = (await loadLines(place)).find((line) => line.startsWith(`${name} `)) ?? "?";
  const fr = en.replace("answers, median", "réponses, médiane");
  return { fr, en };
}

const settings: Step = {
  id: "settings",
  title: {
    fr: "L'un compte les requêtes en cours, l'autre le CPU",
    en: "One counts requests in flight, the other CPU",
  },
  remedy: "kubectl get ksvc,hpa -o yaml -n {namespace}",
  async check(place) {
    const { spec } = await place.object("ksvc", "slow");
    const { metadata } = spec["template"] as { metadata: { annotations?: Record<string, string> } };
    const { annotations = {} } = metadata;
    const metric = annotations["autoscaling.knative.dev/metric"] ?? "concurrency";
    const target = Number(annotations["autoscaling.knative.dev/target"] ?? 100);
    const hpa = await place.object("hpa", "slow-hpa");
    const [first] = hpa.spec["metrics"] as { resource?: { name: string } }[];
    const { name: grown } = hpa.spec["scaleTargetRef"] as { name: string };
    if (grown !== "slow-classic") {
      fault(`slow-hpa fait grandir ${grown}`, `slow-hpa makes ${grown} grow`);
    }
    const seen = `${metric} ${target}, ${first?.resource?.name}`;
    if (metric !== "concurrency" || target < 2 || target > 10 || first?.resource?.name !== "cpu") {
      fault(seen, seen);
    }
    return seen;
  },
};

const knativeGrew: Step = {
  id: "knative-grew",
  title: {
    fr: "Sous 30 requêtes à la fois, la forme Knative a pris plusieurs pods",
    en: "Under 30 requests at once the Knative form took several pods",
  },
  remedy: "kubectl logs job/load -n {namespace}",
  async check(place) {
    await loadLines(place);
    const most = await mostPods(place, /^slow-\d{5}-deployment/);
    if (most < 2) fault(`jamais plus de ${most}`, `never more than ${most}`);
    return `${most}`;
  },
};

const hpaStayed: Step = {
  id: "hpa-stayed",
  title: {
    fr: "Sous la même charge, le HPA n'a rien vu",
    en: "Under the same load the HPA has seen nothing",
  },
  remedy: "kubectl describe hpa slow-hpa -n {namespace}",
  async check(place) {
    const told = await loadOf(place, "slow-classic");
    const most = await mostPods(place, /^slow-classic-/, { ofLast: true });
    if (most > 1) fault(`il a demandé ${most} pods`, `it asked for ${most} pods`);
    // Without figures it sees no load at all, which says nothing about CPU.
    const active = conditionOf(await place.object("hpa", "slow-hpa"), "ScalingActive");
    if (active?.status !== "True") {
      const why = active?.message;
      fault(why ?? "il n'a encore rien mesuré", why ?? "it has measured nothing yet");
    }
    return told;
  },
};

const exercise: Exercise = {
  title: { fr: "Knative : requêtes en cours contre CPU", en: "Knative: concurrency against CPU" },
  minutes: 20,
  goal: {
    fr: "un service qui attend 200 ms sans rien calculer, comme on attend une base, sous deux " +
      "autoscalers : l'un compte les requêtes en cours, l'autre le CPU. Lequel voit la charge ?",
    en:
      "a service that waits 200 ms without computing anything, as one waits for a database, under two " +
      "autoscalers: one counts requests in flight, the other CPU. Which of them sees the load?",
  },
  places: ["cluster"],
  needs: [KNATIVE, METRICS_SERVER],
  beginsWith: ["client.yaml"],
  steps: [knativeIsReady("slow"), settings, knativeGrew, hpaStayed],
  hints: [
    {
      fr: "metric vaut concurrency, resource.name vaut cpu, et le HPA fait grandir le Deployment.",
      en: "metric is concurrency, resource.name is cpu, and the HPA makes the Deployment grow.",
    },
    {
      fr:
        "Le Job met deux fois 30 s. Pour le relancer : kubectl delete job load -n {namespace}, puis " +
        "apply. kubectl get pods -n {namespace} -w montre qui grandit.",
      en:
        "The Job takes twice 30 s. To run it again: kubectl delete job load -n {namespace}, then " +
        "apply. kubectl get pods -n {namespace} -w shows who grows.",
    },
  ],
  commands: [
    { line: "kubectl apply -f {work}/slow-ksvc.yaml -f {work}/slow-classic.yaml -n {namespace}" },
    { line: "kubectl wait ksvc/slow --for=condition=Ready --timeout=180s -n {namespace}" },
    { line: "kubectl rollout status deployment/slow-classic --timeout=180s -n {namespace}" },
    { line: "kubectl apply -f {work}/load-job.yaml -n {namespace}" },
  ],
  injuries: [
    {
      id: "deaf",
      symptom: {
        fr: "Depuis hier la forme Knative ne grandit plus, elle non plus.",
        en: "Since yesterday the Knative form does not grow any more, either.",
      },
      async break(place) {
        const patch = [{
          op: "replace",
          path: "/spec/template/metadata/annotations/autoscaling.knative.dev~1target",
          value: "500",
        }];
        const args = ["patch", "ksvc/slow", "--type=json", `--patch=${JSON.stringify(patch)}`];
        await place.kubectl(args);
      },
      breaks: ["settings"],
      hints: [
        {
          fr:
            "Combien de requêtes en cours vise-t-elle par pod ? kubectl get ksvc slow -o yaml -n {namespace}",
          en:
            "How many requests in flight does it aim at per pod? kubectl get ksvc slow -o yaml -n {namespace}",
        },
        {
          fr: "autoscaling.knative.dev/target vaut 500 : trente clients n'y arrivent jamais.",
          en: "autoscaling.knative.dev/target is 500: thirty clients never come near it.",
        },
      ],
      cure: [{ line: "kubectl apply -f {work}/slow-ksvc.yaml -n {namespace}" }],
      explanation: {
        fr:
          "La cible était de 500 requêtes en cours par pod : trente n'en demandent qu'un. La bonne " +
          "cible se mesure (deno task capacity).",
        en:
          "The target was 500 requests in flight per pod: thirty need one only. The right target is " +
          "measured (deno task capacity).",
      },
    },
  ],
  questions: [
    {
      number: "little",
      after: "settings",
      text: {
        fr:
          "30 clients à la fois, une cible de 5 par pod, dont Knative n'utilise que 70 %. Combien de " +
          "pods voudrait-il, sans maximum ? (30 / 3,5, arrondi vers le haut)",
        en:
          "30 clients at once, a target of 5 per pod, of which Knative uses 70 % only. How many pods " +
          "would it want, without a maximum? (30 / 3.5, rounded up)",
      },
      accepts: /^(9|neuf|nine)$/i,
      explanation: {
        fr:
          "9 ; max-scale en laisse 4. Les 70 % gardent de la place pour ce qui arrive pendant qu'un pod " +
          "démarre.",
        en: "9; max-scale leaves 4. The 70 % keep room for what arrives while a pod starts.",
      },
    },
    {
      number: "enough",
      after: "hpa-stayed",
      text: {
        fr:
          "Le seul pod de slow-classic a répondu aussi vite : attendre pour trente à la fois ne lui coûte " +
          "rien. Quand ce HPA laisserait-il attendre ses visiteurs ?",
        en:
          "The one pod of slow-classic answered as fast: to wait for thirty at once costs it nothing. " +
          "When would this HPA let its visitors wait?",
      },
      choices: [
        {
          text: {
            fr: "quand chaque réponse calcule pendant 200 ms",
            en: "when each answer computes for 200 ms",
          },
        },
        {
          text: {
            fr: "quand un pod ne peut attendre que pour cinq à la fois : cinq connexions à la base",
            en: "when a pod can wait for five at once only: five connections to the database",
          },
          isRight: true,
        },
        {
          text: { fr: "quand il n'y a aucune requête", en: "when there are no requests" },
        },
      ],
      explanation: {
        fr:
          "Les vingt-cinq autres feraient la queue et le CPU resterait bas : rien ne dirait au HPA d'ajouter " +
          "un pod. Le calcul, il le voit. Ici, les pods de plus de Knative n'ont rien apporté : une cible " +
          "se choisit d'après ce qu'un pod peut porter.",
        en:
          "The other twenty-five would queue and CPU would stay low: nothing would tell the HPA to add a " +
          "pod. Computing it sees. Here Knative's additional pods brought nothing: a target is chosen by " +
          "what a pod can bear.",
      },
    },
  ],
  async compare(place) {
    return [
      {
        what: { fr: "La même charge", en: "The same load" },
        classic: await loadOf(place, "slow-classic"),
        knative: await loadOf(place, "slow"),
      },
      {
        what: { fr: "Le plus de pods", en: "Most pods" },
        classic: `${await mostPods(place, /^slow-classic-/, { ofLast: true })}`,
        knative: `${await mostPods(place, /^slow-\d{5}-deployment/)}`,
      },
    ];
  },
};

export default exercise;

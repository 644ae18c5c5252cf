import type { LiveObject } from "../../../knative/checklist/cluster.ts";
import type { Exercise, Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { knativeIsReady } from "../../looks/knative.ts";

/** How far a Deployment was scaled up, from the events, which are kept an hour. */
async function mostPods(place: Place, replicaSet: RegExp): Promise<number> {
  const events = await place.objects("events", ["--field-selector=reason=ScalingReplicaSet"]);
  const sizes = events.flatMap((event) => {
    const message = `${(event as LiveObject & { message?: string }).message}`;
    const [, name = "", size = "0"] =
      /^Scaled up replica set (\S+) (?:from \d+ )?to (\d+)/.exec(message) ?? [];
    return replicaSet.test(name) ? [Number(size)] : [];
  });
  return Math.max(0, ...sizes);
}

async function loadLines(place: Place): Promise<string[]> {
  const { status } = await place.object("jobs", "load");
  if (Number(status["succeeded"] ?? 0) === 0) {
    fault("la charge n'est pas finie", "the load is not over");
  }
  return (await place.kubectl(["logs", "job/load"])).trim().split("\n");
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
    const lines = await loadLines(place);
    const most = await mostPods(place, /^slow-classic-/);
    if (most > 1) fault(`il a demandé ${most} pods`, `it asked for ${most} pods`);
    return lines.find((line) => line.startsWith("slow-classic")) ?? "";
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
  beginsWith: ["client.yaml"],
  steps: [knativeIsReady("slow"), settings, knativeGrew, hpaStayed],
  hints: [
    {
      fr: "metric vaut concurrency, et resource.name vaut cpu.",
      en: "metric is concurrency, and resource.name is cpu.",
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
  ],
  async compare(place) {
    const lines = await loadLines(place);
    const of = (name: string) => lines.find((line) => line.startsWith(`${name} `)) ?? "?";
    return [
      {
        what: { fr: "La même charge", en: "The same load" },
        classic: of("slow-classic"),
        knative: of("slow"),
      },
      {
        what: { fr: "Le plus de pods", en: "Most pods" },
        classic: `${Math.max(1, await mostPods(place, /^slow-classic-/))}`,
        knative: `${await mostPods(place, /^slow-\d{5}-deployment/)}`,
      },
    ];
  },
};

export default exercise;

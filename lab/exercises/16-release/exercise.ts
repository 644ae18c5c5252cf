import type { Exercise } from "../../engine/exercise.ts";
import { KNATIVE } from "../../looks/cluster_needs.ts";
import { knativeIsReady } from "../../looks/knative.ts";
import { INJURIES } from "./injuries.ts";
import { QUESTIONS } from "./questions.ts";
import { isBack, judgeIsRight, usersAreServed, wasDecided, wasTried } from "./steps.ts";
import { wayBackInBothForms } from "./way_back_in_both_forms.ts";

const exercise: Exercise = {
  title: {
    fr: "Knative : un canari que ses mesures jugent",
    en: "Knative: a canary that is judged by its metrics",
  },
  minutes: 30,
  minutesHere: 15,
  goal: {
    fr:
      "une version 2 du programme, avec une faute que personne n'a vue : elle reçoit un dixième du " +
      "trafic, votre juge compare ce que ses pods et les anciens ont compté, décide, et vous revenez en " +
      "arrière. Presque aucun utilisateur ne l'a remarquée. deno task deploy --canary fait de même.",
    en:
      "a release 2 of the program, with a fault that nobody has seen: it gets a tenth of the traffic, your " +
      "judge compares what its pods and the old ones have counted, decides, and you go back. Hardly a " +
      "user has noticed. deno task deploy --canary does the same.",
  },
  places: ["cluster", "local"],
  needs: [KNATIVE],
  beginsWith: ["client.yaml", "risk-program.yaml"],
  steps: [judgeIsRight, knativeIsReady("risk"), wasTried, wasDecided, isBack, usersAreServed],
  hints: [
    {
      fr: "Commencez par judge.ts : le lab l'essaie sur des compteurs connus, sans cluster.",
      en: "Begin with judge.ts: the lab tries it on counters that are known, without a cluster.",
    },
    {
      on: "local",
      fr: 'Ce que dit un pod, une ligne par compteur : predict_requests_total{route="/predict",' +
        'status="500"} 10, et predict_request_duration_seconds_bucket{route="/predict",le="0.05"} 990, ' +
        "où chaque borne compte aussi ce qui est plus rapide.",
      en: 'What a pod says, a line a counter: predict_requests_total{route="/predict",' +
        'status="500"} 10, and predict_request_duration_seconds_bucket{route="/predict",le="0.05"} 990, ' +
        "where each bound counts what is faster, too.",
    },
    {
      on: "cluster",
      fr:
        "Appliquez canary.yaml, laissez une minute aux clients, puis lancez judge.ts : il lit /metrics " +
        "de chaque pod par l'API de Kubernetes et écrit decision.json.",
      en:
        "Apply canary.yaml, give the clients a minute, then run judge.ts: it reads /metrics of each pod " +
        "through Kubernetes' API and writes decision.json.",
    },
    {
      fr:
        'route="/predict", status="5, 0.95 * answered, fresh.answered < LEAST, is > was + 0.02, ' +
        "2 * usual, serving.knative.dev/revision ; risk-v2, v2, 90, 10, candidate ; risk-v1, 0.",
      en:
        'route="/predict", status="5, 0.95 * answered, fresh.answered < LEAST, is > was + 0.02, ' +
        "2 * usual, serving.knative.dev/revision; risk-v2, v2, 90, 10, candidate; risk-v1, 0.",
    },
  ],
  commands: [
    { on: "cluster", line: "kubectl apply -f {work}/canary.yaml -n {namespace}" },
    {
      on: "cluster",
      line: "kubectl wait ksvc/risk --for=condition=Ready --timeout=180s -n {namespace}",
    },
    {
      on: "cluster",
      line:
        "deno run --allow-run=kubectl --allow-write {work}/judge.ts {namespace} risk-v1 risk-v2",
    },
    {
      on: "cluster",
      line: "kubectl patch ksvc risk --type=merge --patch-file={work}/back.yaml -n {namespace}",
    },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: wayBackInBothForms,
};

export default exercise;

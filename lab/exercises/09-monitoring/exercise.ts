import type { Exercise } from "../../engine/exercise.ts";
import { KNATIVE } from "../../looks/cluster_needs.ts";
import { knativeIsReady } from "../../looks/knative.ts";
import { PROMTOOL } from "../../looks/promtool.ts";
import { podsAreReady } from "../../looks/workload.ts";
import { INJURIES } from "./injuries.ts";
import { metricsInBothForms } from "./metrics_in_both_forms.ts";
import { QUESTIONS } from "./questions.ts";
import { alertFires, panelShows, queryIsRight, testCatches } from "./rules_steps.ts";
import { countsAll, findsMadeUpPods, findsThePods } from "./steps.ts";

const exercise: Exercise = {
  title: { fr: "Surveiller : mesures et alertes", en: "Watching: metrics and alerts" },
  minutes: 30,
  goal: {
    fr:
      "un service dont Prometheus trouve chaque pod, une règle qui dit quelle part des prédictions échoue, " +
      "une alerte qui réveille quelqu'un pour cela seulement, un test qui le prouve, et un panneau. " +
      "Aucun Prometheus n'a besoin de tourner : promtool calcule, et le lab demande aux pods à sa place.",
    en:
      "a service each pod of which Prometheus finds, a rule that says which share of the predictions fails, " +
      "an alert that wakes somebody for that alone, a test that proves it, and a panel. No Prometheus " +
      "need run: promtool computes, and the lab asks the pods in its place.",
  },
  places: ["cluster", "local"],
  needs: [KNATIVE, PROMTOOL],
  beginsWith: ["client.yaml", "risk-program.yaml"],
  steps: [
    podsAreReady("risk-classic", 2),
    knativeIsReady("risk"),
    findsMadeUpPods,
    findsThePods,
    countsAll,
    queryIsRight,
    alertFires,
    testCatches,
    panelShows,
  ],
  hints: [
    {
      on: "cluster",
      fr: "Que disent les pods ? kubectl exec deployment/client -n {namespace} -- deno eval " +
        `'console.log(await (await fetch("http://risk-classic/metrics")).text())'`,
      en: "What do the pods say? kubectl exec deployment/client -n {namespace} -- deno eval " +
        `'console.log(await (await fetch("http://risk-classic/metrics")).text())'`,
    },
    {
      fr:
        "La stack a les siens : k8s/monitoring/prometheus/ (recording-rules.yml, alerting-rules.yml, " +
        "rules_test.yml) et k8s/monitoring/grafana/dashboards/service.json.",
      en:
        "The stack has its own: k8s/monitoring/prometheus/ (recording-rules.yml, alerting-rules.yml, " +
        "rules_test.yml) and k8s/monitoring/grafana/dashboards/service.json.",
    },
    {
      fr:
        "pod ; keep, __metrics_path__, __address__ ; une expression régulière s'écrit avec =~ ; " +
        "l'unité des secondes est s ; histogram_quantile additionne d'abord les seaux.",
      en:
        "pod; keep, __metrics_path__, __address__; a regular expression is written with =~; the unit of seconds " +
        "is s; histogram_quantile wants the buckets added first.",
    },
    {
      fr: 'status=~"5..", rate, 0.05, 2m, page ; "0+1x120", 1m, 20% ; "s", sum by (le).',
      en: 'status=~"5..", rate, 0.05, 2m, page; "0+1x120", 1m, 20%; "s", sum by (le).',
    },
  ],
  commands: [
    {
      on: "cluster",
      line: "kubectl apply -f {work}/risk-classic.yaml -f {work}/risk-ksvc.yaml -n {namespace}",
    },
    { line: "promtool check rules {work}/rules.yml" },
    { line: "promtool test rules {work}/rules_test.yml" },
  ],
  injuries: INJURIES,
  questions: QUESTIONS,
  compare: metricsInBothForms,
};

export default exercise;

import type { Injury } from "../../engine/exercise.ts";

const WRONG_PORT = JSON.stringify({
  spec: { template: { metadata: { annotations: { "prometheus.io/port": "9090" } } } },
});

/** What can be broken in what watches. */
export const INJURIES: readonly Injury[] = [
  {
    id: "flat-line",
    on: "cluster",
    symptom: {
      fr: "Les courbes de risk-classic s'arrêtent net. Le service, lui, répond à tout le monde.",
      en: "The curves of risk-classic end abruptly. The service itself answers everybody.",
    },
    async break(place) {
      await place.kubectl(["patch", "deployment/risk-classic", `--patch=${WRONG_PORT}`]);
      await place.kubectl(["rollout", "status", "deployment/risk-classic", "--timeout=180s"]);
    },
    breaks: ["counted"],
    hints: [
      {
        fr:
          "Prometheus, page Targets, dirait : connection refused. À quelle adresse demande-t-il ?",
        en:
          "Prometheus, page Targets, would say: connection refused. At which address does it ask?",
      },
      {
        fr: "kubectl get pods -o yaml -n {namespace} : l'annotation prometheus.io/port et " +
          "containerPort disent-ils la même chose ?",
        en: "kubectl get pods -o yaml -n {namespace}: do the annotation prometheus.io/port and " +
          "containerPort say the same?",
      },
    ],
    cure: [
      { line: "kubectl apply -f {work}/risk-classic.yaml -n {namespace}" },
      { line: "kubectl rollout status deployment/risk-classic --timeout=180s -n {namespace}" },
    ],
    explanation: {
      fr:
        "L'annotation disait 9090, où personne n'écoute. Elle n'est qu'un texte : Kubernetes ne la lit " +
        "pas, aucune sonde ne la contredit. Une alerte sur up == 0 l'aurait vu.",
      en:
        "The annotation said 9090, where nobody listens. It is but a text: Kubernetes does not read it, " +
        "no probe contradicts it. An alert on up == 0 would have seen it.",
    },
  },
  {
    id: "quiet-night",
    symptom: {
      fr: "Une prédiction sur trois a échoué toute la nuit. L'alerte n'a réveillé personne.",
      en: "One prediction in three failed all night. The alert woke nobody.",
    },
    async break(place) {
      const text = await place.file("rules.yml");
      const changed = text.replaceAll(/status\s*[!=][~=]?\s*"[^"]*"/g, 'status="5.."');
      await Deno.writeTextFile(`${place.work}/rules.yml`, changed);
    },
    breaks: ["query", "alert", "test"],
    hints: [
      {
        fr: "promtool test rules {work}/rules_test.yml : votre propre test le voit.",
        en: "promtool test rules {work}/rules_test.yml: your own test sees it.",
      },
      {
        fr: 'status="5.." cherche le texte 5.. ; une expression régulière s\'écrit avec =~.',
        en: 'status="5.." looks for the text 5..; a regular expression is written with =~.',
      },
    ],
    cure: [{ line: "sed -i.bak 's/status=\"5/status=~\"5/' {work}/rules.yml" }],
    explanation: {
      fr:
        "Il manquait un ~. L'expression restait valide, promtool check rules la trouve belle : elle ne " +
        "donnait rien, et rien n'est jamais au-dessus de 5 %. D'où le test, qui se lance à chaque livraison.",
      en:
        "A ~ was missing. The expression was still valid, and promtool check rules finds it fine: it gave " +
        "nothing, and nothing is never above 5 %. Hence the test, which runs with each delivery.",
    },
  },
];

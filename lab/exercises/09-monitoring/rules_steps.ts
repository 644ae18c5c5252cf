import { parse, stringify } from "yaml";
import type { Step } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";
import { testRules } from "../../looks/promtool.ts";

const RULE = "job:predict_errors:ratio_rate5m";
const ALERT = "PredictionsFail";

/** Series for promtool; an expression and what it must give, by minute. */
interface Case {
  readonly series: Readonly<Record<string, string>>;
  readonly asks: readonly (readonly [expression: string, minute: number, value?: number])[];
}

const counter = (pod: string, route: string, status: string) =>
  `predict_requests_total{job="risk", pod="${pod}", route="${route}", status="${status}"}`;

const bucket = (pod: string, bound: string) =>
  `predict_request_duration_seconds_bucket{job="risk", pod="${pod}", route="/predict", le="${bound}"}`;

const firing = `count(ALERTS{alertname="${ALERT}", alertstate="firing", severity="page"})`;

/** Writes promtool's test of cases. */
function testOf(cases: readonly Case[]): string {
  return stringify({
    "rule_files": ["rules.yml"],
    "evaluation_interval": "5s",
    tests: cases.map(({ series, asks }) => ({
      interval: "5s",
      "input_series": Object.entries(series).map(([name, values]) => ({ series: name, values })),
      "promql_expr_test": asks.map(([expr, minute, value]) => ({
        expr,
        "eval_time": `${minute}m`,
        "exp_samples": value === undefined ? [] : [{ labels: "{}", value }],
      })),
    })),
  });
}

async function require(rules: string, cases: readonly Case[]): Promise<void> {
  const { holds, said } = await testRules({
    "rules.yml": rules,
    "rules_test.yml": testOf(cases),
  });
  if (!holds) fault(`promtool : ${said}`, `promtool: ${said}`);
}

/** On series whose share is known: two pods, probes that fail, a client's faults. */
export const queryIsRight: Step = {
  id: "query",
  title: {
    fr: "La part des prédictions échouées se calcule juste, sur tous les pods",
    en: "The share of failed predictions is computed right, over all pods",
  },
  remedy: "promtool check rules {work}/rules.yml",
  async check(place) {
    const rules = await place.file("rules.yml");
    const share = `round(sum(${RULE}{job="risk"}), 0.001)`;
    await require(rules, [{
      series: {
        [counter("a", "/predict", "200")]: "0+4x120",
        [counter("a", "/predict", "422")]: "0+2x120",
        [counter("b", "/predict", "500")]: "0+1x120",
        [counter("b", "/predict", "503")]: "0+1x120",
        [counter("b", "/readyz", "503")]: "0+7x120",
      },
      asks: [[share, 8, 0.25]],
    }, {
      // One pod started again, and its counter with it.
      series: {
        [counter("a", "/predict", "200")]: "0+3x60 0+3x60",
        [counter("b", "/predict", "500")]: "0+1x121",
      },
      asks: [[`round(sum(${RULE}{job="risk"}), 0.01)`, 7, 0.25]],
    }, {
      // What failed during the first half of the five minutes: one in seven, and now none.
      series: {
        [counter("a", "/predict", "200")]: "0+3x120",
        [counter("b", "/predict", "500")]: "0+1x66 66x54",
      },
      asks: [[`round(sum(${RULE}{job="risk"}), 0.01)`, 8, 0.14]],
    }]);
    return "25 %";
  },
};

/** Not too soon, not for little, not for a service that sleeps. */
export const alertFires: Step = {
  id: "alert",
  title: {
    fr: "L'alerte sonne après deux minutes au-dessus de 5 %, et dans aucun autre cas",
    en: "The alert fires after two minutes above 5 %, and in no other case",
  },
  remedy: "promtool test rules {work}/rules_test.yml",
  async check(place) {
    const rules = await place.file("rules.yml");
    const failing = (good: number, bad: number) => ({
      [counter("a", "/predict", "200")]: `0+${good}x180`,
      [counter("a", "/predict", "500")]: `0+${bad}x180`,
    });
    await require(rules, [
      { series: failing(4, 1), asks: [[firing, 2], [firing, 3, 1], [firing, 14, 1]] },
      { series: failing(93, 7), asks: [[firing, 14, 1]] },
      { series: failing(97, 3), asks: [[firing, 5], [firing, 14]] },
      { series: {}, asks: [[firing, 14]] },
    ]);
    return ALERT;
  },
};

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Record<string, unknown>[] }[];
}

/** A test is worth what it catches: it is tried on rules that are wrong. */
export const testCatches: Step = {
  id: "test",
  title: {
    fr: "Votre test des règles passe, et échoue sur une alerte muette ou trop pressée",
    en: "Your test of the rules passes, and fails on an alert that is mute or too hasty",
  },
  remedy: "promtool test rules {work}/rules_test.yml",
  async check(place) {
    const test = await place.file("rules_test.yml");
    const rules = await place.file("rules.yml");
    const right = await testRules({ "rules.yml": rules, "rules_test.yml": test });
    if (!right.holds) fault(`promtool : ${right.said}`, `promtool: ${right.said}`);
    const { groups } = parse(rules) as RuleFile;
    const changed = (change: Record<string, unknown>) =>
      stringify({
        groups: groups.map((group) => ({
          ...group,
          rules: group.rules.map((rule) => rule["alert"] === ALERT ? { ...rule, ...change } : rule),
        })),
      });
    const mute = { "rules.yml": changed({ expr: `${RULE} > 2` }), "rules_test.yml": test };
    if ((await testRules(mute)).holds) {
      fault(
        "il passe sur une alerte qui ne sonne jamais",
        "it passes on an alert that never fires",
      );
    }
    const hasty = { "rules.yml": changed({ for: "0s" }), "rules_test.yml": test };
    if ((await testRules(hasty)).holds) {
      fault("il passe sur une alerte sans attente", "it passes on an alert that does not wait");
    }
    return "2";
  },
};

interface Panel {
  readonly title: string;
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr?: string }[];
}

/** Quantiles of pods cannot be averaged; buckets can be added. */
export const panelShows: Step = {
  id: "panel",
  title: {
    fr: "Le tableau de bord montre le 95e centile de tous les pods ensemble, en secondes",
    en: "The dashboard shows the 95th percentile of all pods together, in seconds",
  },
  remedy: "{work}/dashboard.json",
  async check(place) {
    const { expr, unit } = await readPanel(place);
    if (unit !== "s") fault(`l'unité vaut ${unit}`, `the unit is ${unit}`);
    const query = expr.replaceAll("$__rate_interval", "5m");
    await require("groups: []\n", [{
      // Of ten, nine within 0.1 s by one pod; the tenth between 0.1 and 0.5 s by the other.
      series: {
        [bucket("a", "0.1")]: "0+9x120",
        [bucket("a", "0.5")]: "0+9x120",
        [bucket("a", "+Inf")]: "0+9x120",
        [bucket("b", "0.1")]: "0+0x120",
        [bucket("b", "0.5")]: "0+1x120",
        [bucket("b", "+Inf")]: "0+1x120",
      },
      asks: [[`round(sum(${query}), 0.001)`, 8, 0.3]],
    }]);
    return expr;
  },
};

async function readPanel(place: Place): Promise<{ expr: string; unit: string | undefined }> {
  const text = await place.file("dashboard.json");
  let panels: readonly Panel[];
  try {
    ({ panels = [] } = JSON.parse(text));
  } catch (error) {
    return fault(`dashboard.json : ${(error as Error).message}`, (error as Error).message);
  }
  const panel =
    panels.find(({ targets = [] }) =>
      targets.some(({ expr = "" }) => expr.includes("predict_request_duration_seconds"))
    ) ?? fault("aucun panneau n'en parle", "no panel asks for it");
  const { targets: [target] = [], fieldConfig } = panel;
  return { expr: target?.expr ?? "", unit: fieldConfig?.defaults?.unit };
}

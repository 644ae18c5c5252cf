import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { LiveObject } from "../knative/checklist/cluster.ts";
import { referenceTest } from "@mlops/testing/reference";
import { withBlanks, withoutMarks } from "./engine/blanks.ts";
import { localPlace } from "./engine/local_place.ts";
import exercise from "./exercises/09-monitoring/exercise.ts";
import { readTargets } from "./exercises/09-monitoring/steps.ts";

const FILES = new URL("exercises/09-monitoring/files/", import.meta.url);
const NAMES = ["prometheus.yml", "rules.yml", "rules_test.yml", "dashboard.json"];
const marked = new Map(
  await Promise.all(
    NAMES.map(async (name) => [name, await Deno.readTextFile(new URL(name, FILES))] as const),
  ),
);

/** Puts the files into a folder, one of them changed, and looks at them. */
async function withFiles<T>(
  change: (name: string, text: string) => string,
  look: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "lab-monitoring-" });
  try {
    for (const [name, text] of marked) {
      await Deno.writeTextFile(`${folder}/${name}`, change(name, text));
    }
    return await look(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What the steps that need no cluster say, by those that do not hold. */
async function faults(change: (name: string, text: string) => string) {
  return await withFiles(change, async (folder) => {
    const place = localPlace(folder, {});
    const said: [string, string][] = [];
    for (const { id, on, check } of exercise.steps) {
      if (on === "cluster") continue;
      await check(place).catch((error: Error) => said.push([id, error.message]));
    }
    return new Map(said);
  });
}

referenceTest(
  "exercise 9: the complete files hold, those with blanks fail everywhere",
  ["prometheus"],
  async () => {
    deepEqual([...await faults((_, text) => withoutMarks(text))], []);
    const steps = ["found", "query", "alert", "test", "panel"];
    deepEqual([...(await faults((_, text) => withBlanks(text, "fr"))).keys()], steps);
  },
);

Deno.test("exercise 9: the dashboard with its blanks is JSON, and blanks what is to be filled in", () => {
  const { panels: [, panel] } = JSON.parse(withBlanks(marked.get("dashboard.json")!, "en"));
  equal(panel.fieldConfig.defaults.unit, "____");
  match(panel.targets[0].expr, /^histogram_quantile\(0\.95, ____ \(rate/);
});

referenceTest(
  "exercise 9: each fault in a file fails its own steps, and promtool's figures are told",
  ["prometheus"],
  async () => {
    const cases: readonly [file: string, from: string, to: string, steps: string[]][] = [
      ["rules.yml", 'status=~"5.."', 'status=~"[45].."', ["query"]],
      ["rules.yml", 'route="/predict", ', "", ["query"]],
      ["rules.yml", 'status=~"5.."', 'status="500"', ["query"]],
      ["rules.yml", "rate(", "delta(", ["query"]],
      ["rules.yml", "/ sum by (job) (rate(", "/ sum by (job) (irate(", ["query"]],
      ["prometheus.yml", "role: pod", "role: node", ["found"]],
      ["prometheus.yml", "action: keep", "action: drop", ["found"]],
      ["prometheus.yml", "target_label: __metrics_path__", "target_label: __path__", ["found"]],
      ["prometheus.yml", "target_label: __address__", "target_label: instance", ["found"]],
      ["rules.yml", "for: 2m", "for: 1m", ["alert"]],
      ["rules.yml", "for: 2m", "for: 4m", ["alert"]],
      ["rules.yml", "> 0.05", "> 0.5", ["alert", "test"]],
      ["rules.yml", "> 0.05", "> 0.01", ["alert"]],
      ["rules.yml", "for: 2m", "for: 0s", ["alert", "test"]],
      ["rules.yml", "severity: page", "severity: info", ["alert", "test"]],
      ["rules_test.yml", "eval_time: 1m", "eval_time: 4m", ["test"]],
      ["rules_test.yml", "exp_alerts:\n", "exp_alerts: [] #\n", ["test"]],
      ["dashboard.json", "sum by (le) ", "", ["panel"]],
      ["dashboard.json", "0.95", "0.5", ["panel"]],
      ["dashboard.json", '"unit": "s"', '"unit": "ms"', ["panel"]],
    ];
    for (const [file, from, to, steps] of cases) {
      ok(marked.get(file)!.includes(from), from);
      const found = await faults((name, text) =>
        name === file ? withoutMarks(text).replace(from, () => to) : withoutMarks(text)
      );
      for (const step of steps) ok(found.has(step), `${from} → ${to}: ${[...found.keys()]}`);
      if (file !== "dashboard.json") continue;
      deepEqual([...found.keys()], steps);
    }
    const told = await faults((name, text) =>
      withoutMarks(name === "rules.yml" ? text.replace('route="/predict", ', "") : text)
    );
    match(told.get("query") ?? "", /exp: \{\} 2.5E-01.*got: /);
  },
);

Deno.test("exercise 9: the relabelling finds the annotated pods, once each, where they listen", async () => {
  const pod = (name: string, annotations?: Record<string, string>) => ({
    metadata: { name, ...annotations === undefined ? {} : { annotations } },
    spec: {
      containers: [
        { name: "risk", ports: [{ name: "http", containerPort: 8080 }] },
        { name: "queue-proxy", ports: [{ containerPort: 8012 }, { containerPort: 9091 }] },
      ],
    },
    status: { phase: "Running", podIP: "10.0.0.7" },
  });
  const annotated = {
    "prometheus.io/scrape": "true",
    "prometheus.io/path": "/metrics",
    "prometheus.io/port": "8080",
  };
  const pods = [
    pod("risk", annotated),
    pod("client"),
    pod("shy", { ...annotated, "prometheus.io/scrape": "false" }),
  ] as unknown as LiveObject[];
  const found = (change: (text: string) => string) =>
    withFiles(
      (_, text) => change(withoutMarks(text)),
      (folder) =>
        readTargets({ ...localPlace(folder, {}), objects: () => Promise.resolve(pods) }).catch((
          error: Error,
        ) => error.message),
    );
  deepEqual(await found((text) => text), [{
    pod: "risk",
    url: "http://10.0.0.7:8080/metrics",
  }]);
  deepEqual(
    (await found((text) => text.replace("action: keep", "action: drop")) as unknown[]).length,
    2,
  );
  match(`${await found((text) => text.replace("action: keep", "action: hashmod"))}`, /hashmod/);
  match(`${await found((text) => text.replace("role: pod", "role: service"))}`, /service/);
  match(`${await found((text) => text.replace("job_name: risk", "job_name: other"))}`, /risk/);
});

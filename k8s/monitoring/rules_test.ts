/**
 * The rules and the configuration, judged by Prometheus' own `promtool`, and held to the manifests
 * whose numbers they repeat. Skipped, by name, where Debian's `prometheus` is missing.
 */
import { referenceTest } from "@mlops/testing/reference";
import { deepEqual, equal, match } from "node:assert/strict";
import { parse } from "yaml";
import { DASHBOARDS, readPanels, readRules } from "./testing/expressions.ts";
import { writeConfiguration } from "./testing/prometheus_process.ts";

const FOLDER = new URL("./", import.meta.url).pathname;
const KUBERNETES = new URL("../", import.meta.url).pathname;
const KNATIVE = new URL("../../knative/", import.meta.url).pathname;
const LOG = new URL("../../functions/predict/log/", import.meta.url).pathname;

async function promtool(...args: string[]): Promise<{ code: number; printed: string }> {
  const { code, stdout, stderr } = await new Deno.Command("promtool", { args, stdin: "null" })
    .output();
  const decoder = new TextDecoder();
  return { code, printed: decoder.decode(stdout) + decoder.decode(stderr) };
}

referenceTest(
  "promtool finds no fault in the rules and the configuration",
  ["prometheus"],
  async () => {
    const directory = await Deno.makeTempDir();
    const targets = { predict: ["127.0.0.1:8000"] };
    const config = await writeConfiguration(directory, { targets, interval: "5s" });
    // It checks the rules that the configuration names, too.
    const { code, printed } = await promtool(
      "check",
      "config",
      "--lint=all",
      "--lint-fatal",
      config,
    );
    await Deno.remove(directory, { recursive: true });
    deepEqual({ code, printed: code === 0 ? "" : printed }, { code: 0, printed: "" });
  },
);

referenceTest("promtool's unit tests of the rules hold", ["prometheus"], async () => {
  const { code, printed } = await promtool("test", "rules", `${FOLDER}prometheus/rules_test.yml`);
  deepEqual({ code, printed: code === 0 ? "" : printed }, { code: 0, printed: "" });
});

Deno.test("every alert has a unit test that makes it fire, and a run-book", async () => {
  const alerts = (await readRules()).flatMap(({ alert }) => alert ?? []).toSorted();
  const { tests } = parse(await Deno.readTextFile(`${FOLDER}prometheus/rules_test.yml`));
  const fired = tests.flatMap(
    (test: { "alert_rule_test"?: { alertname: string; "exp_alerts": unknown[] }[] }) =>
      (test.alert_rule_test ?? []).filter((one) => one.exp_alerts.length > 0)
        .map(({ alertname }) => alertname),
  );
  deepEqual([...new Set(fired)].toSorted(), alerts);
  const runbooks = await Deno.readTextFile(`${FOLDER}runbooks.md`);
  deepEqual([...runbooks.matchAll(/^## (\w+)$/gm)].map(([, name]) => name).toSorted(), alerts);
  for (const { alert, annotations } of await readRules()) {
    if (alert === undefined) continue;
    equal(annotations?.["runbook"], `k8s/monitoring/runbooks.md#${alert.toLowerCase()}`);
  }
});

Deno.test("the numbers of the rules are those of the manifests and the service", async () => {
  const knative = parse(await Deno.readTextFile(`${KNATIVE}base/predict/service.yaml`));
  const classic = parse(await Deno.readTextFile(`${KUBERNETES}classic/deployment.yaml`));
  const rules = await readRules();
  const { metadata, spec } = knative.spec.template;
  const target = metadata.annotations["autoscaling.knative.dev/target"];
  equal(
    rules.find(({ record }) => record === "predict_concurrency_target")?.expr,
    `vector(${target})`,
  );

  const limit = spec.containers[0].resources.limits.memory;
  equal(classic.spec.template.spec.containers[0].resources.limits.memory, limit);
  equal(
    rules.find(({ alert }) => alert === "MemoryNearsLimit")?.expr,
    `process_resident_memory_bytes > 0.85 * ${limit.replace("Mi", "")} * 1024 * 1024`,
  );

  const log = await Deno.readTextFile(`${LOG}batched_prediction_log.ts`);
  match(log, /^const CAPACITY_ROWS = 50_000;$/m);
  match(rules.find(({ alert }) => alert === "LogQueueGrows")?.expr ?? "", / > 25000$/);
});

/** Names of Knative's own metrics, those of 1.15 and those since. */
const KNATIVES = /\b(?:kn|autoscaler|activator|revision|queue|http_server)_\w+/g;

Deno.test("no rule and no panel needs Knative's own metrics, which are off in 1.24", async () => {
  const panels = (await Promise.all(DASHBOARDS.map(readPanels))).flat();
  const asked = [
    ...panels.flatMap(({ expressions }) => expressions),
    ...(await readRules()).map(({ expr }) => expr),
  ];
  const named = asked.flatMap((expression) =>
    expression.replaceAll(/"[^"]*"/g, '""').match(KNATIVES) ?? []
  );
  deepEqual(named, []);
});

Deno.test("the dashboards say of every panel what it shows, once", async () => {
  for (const name of DASHBOARDS) {
    const panels = await readPanels(name);
    deepEqual(panels.filter(({ description }) => !description.endsWith(".")), []);
    const titles = panels.map(({ title }) => title);
    deepEqual(titles, [...new Set(titles)]);
  }
});

/**
 * A real Prometheus that scrapes the real service under load, in both forms: each panel of the dashboards
 * shows something, and what the rules ask for exists. Skipped, by name, where Debian's `prometheus` is
 * missing.
 */
import { startRegistry } from "@mlops/testing/registries";
import { startPredict } from "@mlops/testing/predict_process";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { until, untilReady } from "@mlops/testing/until";
import { runTraining } from "@mlops/testing/training_process";
import { freePort } from "@mlops/processes/free_port";
import { referenceTest } from "@mlops/testing/reference";
import { deepEqual, equal } from "node:assert/strict";
import { emptyPanels, panelQueries } from "./testing/empty_panels.ts";
import { metricsIn, readRules } from "./testing/expressions.ts";
import { startPrometheus } from "./testing/prometheus_process.ts";

referenceTest(
  "each panel shows something of services under load, and each series of a rule is there",
  ["prometheus"],
  async () => {
    await using registry = await startRegistry();
    equal((await runTraining(registry.url)).code, 0);
    // Nobody listens there: the log queues, and tells so.
    const database = `postgresql://predictor:none@127.0.0.1:${freePort()}/predictions`;
    const env = { DATABASE_URL: database };
    await using predict = startPredict(registry.url, { env });
    await using classic = startPredict(registry.url, { env });
    await Promise.all([predict, classic].map(({ url }) => untilReady(url)));
    await using prometheus = await startPrometheus({
      targets: { predict: [new URL(predict.url).host], classic: [new URL(classic.url).host] },
    });
    const named = new Set((await readRules()).flatMap(({ expr }) => metricsIn(expr)));
    let empty = [
      ...await panelQueries(),
      ...[...named].map((name) => ({ panel: `a rule: ${name}`, expression: name })),
    ];

    let nAnswered = 0;
    await until("something in every panel", async () => {
      nAnswered += await predictSome(predict.url);
      await predictSome(classic.url);
      empty = await emptyPanels(prometheus, empty);
      return empty.length === 0;
    }).catch(() => {});
    deepEqual(empty.map(({ panel }) => panel), []);

    const counted = 'predict_requests_total{job="predict",route="/predict",status="200"}';
    await until("the count of all answers", async () => {
      const [sample] = await prometheus.query(counted);
      return Number(sample?.value[1]) === nAnswered;
    });
    const [version] = await prometheus.query('predict_model_info{job="predict",role="champion"}');
    equal(version?.metric["version"], "1");
  },
);

async function predictSome(url: string): Promise<number> {
  const body = JSON.stringify(SAMPLE_PATIENT);
  const headers = { "content-type": "application/json" };
  const answers = await Promise.all(Array.from({ length: 50 }, async () => {
    const response = await fetch(`${url}/predict`, { method: "POST", headers, body });
    await response.body?.cancel();
    return response.status;
  }));
  return answers.filter((status) => status === 200).length;
}

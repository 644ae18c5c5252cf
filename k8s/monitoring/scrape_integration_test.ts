/**
 * A real Prometheus that scrapes the real service under load: what the dashboards and the rules ask
 * for exists. Skipped, by name, where Debian's `prometheus` is missing.
 */
import { startRegistry } from "@mlops/testing/registries";
import { startPredict } from "@mlops/testing/predict_process";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { until, untilReady } from "@mlops/testing/until";
import { runTraining } from "@mlops/testing/training_process";
import { freePort } from "@mlops/processes/free_port";
import { referenceTest } from "@mlops/testing/reference";
import { deepEqual, equal } from "node:assert/strict";
import { metricsIn, readPanels, readRules } from "./testing/expressions.ts";
import { startPrometheus } from "./testing/prometheus_process.ts";

referenceTest(
  "Prometheus finds every series of the dashboards and rules in the service under load",
  ["prometheus"],
  async () => {
    await using registry = await startRegistry();
    equal((await runTraining(registry.url)).code, 0);
    // Nobody listens there: the log queues, and tells so.
    const database = `postgresql://predictor:none@127.0.0.1:${freePort()}/predictions`;
    await using service = startPredict(registry.url, { env: { DATABASE_URL: database } });
    await untilReady(service.url);
    await using prometheus = await startPrometheus(new URL(service.url).host);
    const panels = [...await readPanels("service"), ...await readPanels("models")];
    const asked = panels.flatMap(({ expressions }) => expressions).map(withVariables);
    const rules = await readRules();
    const named = new Set([...asked, ...rules.map(({ expr }) => expr)].flatMap(metricsIn));
    named.delete("ALERTS"); // none fires here

    let nAnswered = 0;
    const missing = new Set([...asked, ...named]);
    await until("every series", async () => {
      nAnswered += await predictSome(service.url);
      for (const expression of missing) {
        if ((await prometheus.query(expression)).length > 0) missing.delete(expression);
      }
      return missing.size === 0;
    }).catch(() => {});
    deepEqual([...missing], []);

    const counted = 'predict_requests_total{job="predict",route="/predict",status="200"}';
    await until("the count of all answers", async () => {
      const [sample] = await prometheus.query(counted);
      return Number(sample?.value[1]) === nAnswered;
    });
    const [version] = await prometheus.query('predict_model_info{job="predict",role="champion"}');
    equal(version?.metric["version"], "1");
  },
);

/** Sets the variables of a dashboard as a person who looks at all of it would. */
function withVariables(expression: string): string {
  return expression.replaceAll("$job", "predict|classic").replaceAll("$__rate_interval", "1m");
}

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

// deno-lint-ignore-file no-console -- figures for whoever runs it
/**
 * The page's view of the traffic in a real browser, on a cluster: a prediction brings a pod of the Knative
 * Service, and it goes again while somebody looks.
 *
 * Run with the test cluster up, the stack deployed and KUBECONFIG set: `deno task e2e:traffic-page`
 *
 * @module
 */
import { launchChromium } from "@mlops/testing/chromium";
import { referenceTest } from "@mlops/testing/reference";
import { REFERENCE_TASK } from "@mlops/tasks";
import { equal } from "node:assert/strict";
import { cluster } from "./stack.ts";

/** The window of 30 s, the delay, a pod that ends, and the silence after which it counts as gone. */
const LIMIT_MS = 240_000;

const SHOTS = new URL("../../ui/dist-screenshots/", import.meta.url);

async function podsOfPredict(): Promise<number> {
  const selector = "--selector=serving.knative.dev/service=predict";
  return (await cluster.objects("pods", [selector])).length;
}

referenceTest("the traffic page shows a pod that comes, and none", ["chromium"], async () => {
  await using way = await cluster.forward("ui-service", 8501);
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
    await tab.goto(`${way.url}/traffic`);
    const now = tab.locator(".time-chart", { hasText: "Pods of the Knative Service" })
      .locator(".time-chart-now");
    await now.waitFor();
    const answer = await fetch(`${way.url}/api/predict`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(REFERENCE_TASK.sample.row),
    });
    equal(answer.status, 200, await answer.text());
    await now.filter({ hasText: /^[1-9]/ }).waitFor({ timeout: LIMIT_MS });
    const begin = performance.now();
    await now.filter({ hasText: /^0$/ }).waitFor({ timeout: LIMIT_MS });
    console.log(`none shown after ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
    equal(await podsOfPredict(), 0);
    await tab.getByText("live", { exact: true }).waitFor();
    await Deno.mkdir(SHOTS, { recursive: true });
    const path = new URL("traffic-on-a-cluster.png", SHOTS).pathname;
    await tab.screenshot({ path, fullPage: true });
  } finally {
    await browser.close();
  }
});

/**
 * The traffic page over a Knative Service that goes to no pod while somebody looks.
 *
 * @module
 */
import { deepEqual, equal } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { untilAnswers } from "@mlops/processes/until_answers";
import { launchChromium, PAGE_LIMIT_MS } from "@mlops/testing/chromium";
import { referenceTest } from "@mlops/testing/reference";
import { builtPage, end, startPage } from "./stack.ts";

const SHOTS = new URL("../dist-screenshots/", import.meta.url);

/** Age of the last heartbeat of the Knative Service's pod, in ms: it counts as there a little longer. */
const AGO_MS = 7_000;

function beats(instance: string, lastMs: number) {
  const samples = Array.from({ length: 60 }, (_, second) => ({
    time: lastMs - second * 1_000,
    started: lastMs - 90_000,
    "in_flight": 0,
    requests: 12,
    errors: 0,
    p50: null,
    p95: null,
    "model_version": "1",
    "cold_start": 84,
  }));
  return { instance, samples };
}

referenceTest("the traffic page shows no pod, and wakes none", ["chromium"], async () => {
  const directory = await Deno.makeTempDir({ prefix: "traffic-" });
  const dist = await builtPage(directory);
  // The pod goes once the page has shown it, however long the browser took to start.
  let goneMs: number | undefined;
  const wakened: string[] = [];
  const silent = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  await using service = Deno.serve(silent, ({ url }) => {
    wakened.push(url);
    return new Response(null, { status: 503 });
  });
  await using deployment = Deno.serve(silent, ({ url }) =>
    Response.json(
      new URL(url).pathname === "/model" ? { name: "penguins-species-model", task: "penguins" } : {
        source: "database",
        instances: [
          beats("ml-api-5d8f7c9b4-wwcqz", Date.now()),
          beats("predict-00001-deployment-5d8f7c9b4-xk2lp", goneMs ?? Date.now() - AGO_MS),
        ],
      },
    ));
  const uiPort = freePort();
  const apiUrl = `http://127.0.0.1:${service.addr.port}`;
  const page = startPage(dist, { uiPort, apiUrl, trackingUri: apiUrl }, {
    HEARTBEATS_URL: `http://127.0.0.1:${deployment.addr.port}`,
  });
  const browser = await launchChromium();
  try {
    await untilAnswers(`http://127.0.0.1:${uiPort}/healthz`, page.status);
    const tab = await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
    tab.setDefaultTimeout(PAGE_LIMIT_MS);
    await tab.goto(`http://127.0.0.1:${uiPort}/traffic`);
    const pods = tab.locator(".time-chart", { hasText: "Pods of the Knative Service" })
      .locator(".time-chart-now");
    await pods.getByText("1", { exact: true }).waitFor();
    // What is served, which is not what the page's server was started with.
    await tab.locator(".brand-name", { hasText: "penguins-species-model" }).waitFor();
    equal(await tab.title(), "Traffic · penguins-species-model");
    goneMs = Date.now() - AGO_MS;
    await pods.getByText("0", { exact: true }).waitFor();
    await tab.getByText("stopped").waitFor();
    await Deno.mkdir(SHOTS, { recursive: true });
    await tab.screenshot({ path: new URL("traffic-zero.png", SHOTS).pathname, fullPage: true });
    deepEqual(wakened, []);
  } finally {
    await browser.close();
    await end(page);
    await Deno.remove(directory, { recursive: true });
  }
});

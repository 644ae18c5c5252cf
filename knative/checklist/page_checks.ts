import type { Task } from "@mlops/task";
import { existsSync } from "@std/fs";
import { isDeepStrictEqual } from "node:util";
import { type Browser, chromium, type Page, type Request } from "playwright-core";
import { type Check, fail, type Section } from "./check.ts";
import type { Cluster, Forward } from "./cluster.ts";
import { ASKER } from "./prediction.ts";
import { imageIsPinned, podsRun } from "./workload.ts";

/** What the workshop's sidebar says when all is well. */
const CONNECTED = "API connectée — modèle chargé";

/** Browsers that will do, the first that is there. */
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Longest wait for one thing on the page, in ms; a start from zero pods is part of it. */
const PATIENCE_MS = 30_000;

/** How Chromium tells that an interface of the machine came or went. */
const NETWORK_CHANGED = "net::ERR_NETWORK_CHANGED";

/** Times that the page is opened at most. */
const OPEN_TRIES = 5;

/**
 * Lists the checks of the workshop's fifth exercise; the page is opened in a real Chromium.
 *
 * @param cluster The cluster.
 * @param task What the deployed stack is about.
 * @returns The section.
 */
export function pageChecks(cluster: Cluster, task: Task): Section {
  const onPage = (look: (page: Page, way: Forward) => Promise<string>) => () =>
    withPage(cluster, look);
  const remedy =
    `kubectl port-forward service/ui-service 8501:8501 -n ${cluster.namespace}, then open http://localhost:8501`;
  const checks: Check[] = [
    imageIsPinned(cluster, "ui"),
    podsRun(cluster, "ui", { atLeast: 2 }),
    { title: "Page opens in a browser", remedy, run: onPage((page) => page.title()) },
    { title: `Indicator is green: "${CONNECTED}"`, remedy, run: onPage(indicator) },
    {
      title: "Page predicts what the API predicts",
      remedy,
      run: onPage((page, way) => predicts(page, way, task)),
    },
  ];
  return { title: "Exercise 5: the page", checks };
}

async function withPage(
  cluster: Cluster,
  look: (page: Page, way: Forward) => Promise<string>,
): Promise<string> {
  await using way = await cluster.forward("ui-service", 8501);
  const browser: Browser = await chromium.launch({
    executablePath: browserPath(),
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({
      locale: "fr-FR",
      extraHTTPHeaders: await cluster.credentialsOf(ASKER),
    });
    page.setDefaultTimeout(PATIENCE_MS);
    await open(page, way.url);
    return await look(page, way);
  } finally {
    await browser.close();
  }
}

/**
 * Opens a page, anew where the network of this machine changed meanwhile, as a node's does with
 * each pod that comes or goes: Chromium gives up all that it is loading then, the page's programs too.
 */
async function open(page: Page, url: string): Promise<void> {
  for (let tries = 1; tries <= OPEN_TRIES; tries++) {
    let isBrokenOff = false;
    const note = (request: Request) => {
      isBrokenOff ||= request.failure()?.errorText === NETWORK_CHANGED;
    };
    page.on("requestfailed", note);
    await page.goto(url).catch((error) => {
      if (!isBrokenOff) throw error;
    });
    page.off("requestfailed", note);
    if (!isBrokenOff) return;
  }
  fail(`this machine's network changed each of ${OPEN_TRIES} times that the page was opened`);
}

function browserPath(): string {
  return BROWSERS.find(existsSync) ??
    fail(`no browser to open it with: none of ${BROWSERS} existsSync`);
}

/** The sign's colour as the screen shows it: painted on a canvas, whatever notation the page uses. */
const PAINTED = `(() => {
  const sign = document.querySelector(".status-ready .status-sign");
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = getComputedStyle(sign).backgroundColor;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
})()`;

/** Waits until the page is in touch with its service; says what stands there where it is not. */
async function untilConnected(page: Page): Promise<void> {
  await page.locator(".status.status-ready").getByText(CONNECTED).waitFor().catch(async () => {
    const said = await page.locator(".status").first().innerText().catch(() => "nothing");
    fail(`it says "${plain(said)}" after ${PATIENCE_MS / 1_000} s`);
  });
}

async function indicator(page: Page): Promise<string> {
  await untilConnected(page);
  const [red = 0, green = 0, blue = 0] = await page.evaluate<number[]>(PAINTED);
  const color = `rgb(${red}, ${green}, ${blue})`;
  if (green <= red || green <= blue) fail(`it is ${color}`);
  return color;
}

async function predicts(page: Page, way: Forward, { verdict }: Task): Promise<string> {
  await untilConnected(page);
  const [answered] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/api/predict")),
    page.getByRole("button", { name: "Prédire", exact: true }).click(),
  ]);
  const request = answered.request().postData() ?? fail("it asked without a patient");
  const answer = await askAgain(way, request, answered.request().headers());
  if (verdict === null) {
    const own: unknown = await answered.json();
    if (!isDeepStrictEqual(own, answer)) fail(`it got ${JSON.stringify(own)}`);
    return plain(await page.locator(".verdict span:not(.verdict-empty)").last().innerText());
  }
  const shown = await page.locator(".result-probability dd").filter({ hasText: "%" }).innerText();
  const format = new Intl.NumberFormat("fr", { style: "percent", minimumFractionDigits: 1 });
  const expected = format.format(Number(answer["probability"]));
  if (plain(shown) !== plain(expected)) fail(`it shows ${shown}, the API says ${expected}`);
  return plain(shown);
}

async function askAgain(
  way: Forward,
  body: string,
  { authorization }: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  const credentials = authorization === undefined ? {} : { authorization };
  const headers = { ...credentials, "Content-Type": "application/json" };
  return await (await fetch(`${way.url}/api/predict`, { method: "POST", headers, body })).json();
}

/** Without the several spaces of French typography. */
function plain(text: string): string {
  return text.replaceAll(/\s/gu, " ").trim();
}

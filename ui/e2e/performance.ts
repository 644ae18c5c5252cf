/**
 * Measures how soon the page is there on a slow phone: Chromium with its processor slowed down four
 * times and a line of 1.6 Mbit/s with 150 ms. Prints first contentful paint, total blocking time
 * and layout shift of each page, median of five visits with nothing in the cache.
 *
 * Usage: deno task ui:performance
 *
 * @module
 */
import { median } from "@mlops/statistics";
import type { Browser } from "playwright-core";
import { launchChromium } from "@mlops/testing/chromium";
import { startTestStack } from "./stack.ts";
import { tellUsage } from "@mlops/processes/tell_usage";

tellUsage(
  `Measures how soon the page is there on a slow phone: first paint, blocking time, layout shift.

Usage: deno task ui:performance`,
);

const VISITS = 5;
const CPU_SLOWDOWN = 4;
const LATENCY_MS = 150;
const BYTES_PER_SECOND = 1.6e6 / 8;

/** The page is watched for so long after its first paint, in ms. */
const WATCH_MS = 5000;

/** A task keeps the reader waiting with what it takes beyond this, in ms. */
const LONG_TASK_MS = 50;

/** What must hold on the front page. */
const LIMITS = { firstPaintMs: 1500, blockingMs: 100, shift: 0.02 };

/** What one visit showed. */
interface Visit {
  readonly firstPaintMs: number;
  readonly blockingMs: number;
  readonly shift: number;
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BYTES_PER_SECOND,
    uploadThroughput: BYTES_PER_SECOND,
  });
  await page.goto(url, { waitUntil: "load" });
  const result = await page.evaluate(
    async ({ watchMs, longTaskMs }) => {
      const collect = (type: string) =>
        new Promise<PerformanceEntry[]>((resolve) => {
          const entries: PerformanceEntry[] = [];
          const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
          observer.observe({ type, buffered: true });
          setTimeout(() => resolve(entries), watchMs);
        });
      const [paints, tasks, shifts] = await Promise.all(
        ["paint", "longtask", "layout-shift"].map(collect),
      );
      const paint = paints?.find(({ name }) => name === "first-contentful-paint")?.startTime ?? NaN;
      return {
        firstPaintMs: paint,
        blockingMs: (tasks ?? []).filter(({ startTime }) => startTime >= paint)
          .reduce((sum, { duration }) => sum + Math.max(0, duration - longTaskMs), 0),
        shift: (shifts ?? []).reduce((sum, entry) => sum + Number(Reflect.get(entry, "value")), 0),
      };
    },
    { watchMs: WATCH_MS, longTaskMs: LONG_TASK_MS },
  );
  await context.close();
  return result;
}

await using stack = await startTestStack();
const browser = await launchChromium();
const lines = ["page       first paint   blocking   shift"];
let isFast = true;
for (const path of ["/", "/models", "/traffic", "/quality", "/audit"]) {
  const visits: Visit[] = [];
  for (let i = 0; i < VISITS; i++) visits.push(await visit(browser, stack.uiUrl + path));
  const firstPaintMs = median(visits.map((visit) => visit.firstPaintMs));
  const blockingMs = median(visits.map((visit) => visit.blockingMs));
  const shift = median(visits.map((visit) => visit.shift));
  if (path === "/") {
    isFast = firstPaintMs <= LIMITS.firstPaintMs && blockingMs <= LIMITS.blockingMs &&
      shift <= LIMITS.shift;
  }
  lines.push(
    path.padEnd(10) + `${firstPaintMs.toFixed(0)} ms`.padStart(12) +
      `${blockingMs.toFixed(0)} ms`.padStart(11) + shift.toFixed(4).padStart(8),
  );
}
await browser.close();
lines.push(
  `front page: ${isFast ? "within" : "NOT within"} ${LIMITS.firstPaintMs} ms, ` +
    `${LIMITS.blockingMs} ms and ${LIMITS.shift}`,
);
// deno-lint-ignore no-console -- a command prints its result
console.log(lines.join("\n"));

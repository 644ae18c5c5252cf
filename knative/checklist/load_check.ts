import { REFERENCE_TASK } from "@mlops/tasks";
import { type Check, fail } from "./check.ts";
import type { Cluster } from "./cluster.ts";
import { countWhile } from "./count_while.ts";
import { eventually } from "./eventually.ts";

/** How long the load lasts, in seconds: several rounds of the HPA, which looks every 15 s. */
const LOAD_SECONDS = 90;

/** Requests in flight. */
const CONCURRENCY = 16;

/** The HPA waits 300 s before it takes pods away, and then a round or two. */
const SHRINK_SECONDS = 420;

/** Pods that the HPA keeps. */
const LEAST_PODS = 2;

/** Time between two looks, in ms. */
const LOOK_MS = 2_000;

/** Runs in the page's pod, which may talk to the prediction service and has Deno. */
const LOAD = `
const body = '${JSON.stringify(REFERENCE_TASK.sample.row)}';
const headers = { "Content-Type": "application/json" };
const end = Date.now() + ${LOAD_SECONDS}_000;
let answered = 0;
let failed = 0;
async function ask() {
  while (Date.now() < end) {
    try {
      const answer = await fetch("http://ml-api-service:8000/predict", { method: "POST", body, headers });
      await answer.body?.cancel();
      answer.ok ? answered++ : failed++;
    } catch {
      failed++;
    }
  }
}
await Promise.all(Array.from({ length: ${CONCURRENCY} }, ask));
console.log(answered + " " + failed);
`;

/** Longest time of the check, as it is told beforehand, in minutes. */
export const LONGEST_MINUTES = Math.ceil((LOAD_SECONDS + SHRINK_SECONDS) / 60);

/** Time between two lines about how far it has come, in ms. */
const LINE_MS = 30_000;

/**
 * Checks that the classic Deployment grows beyond its minimum under load and comes back.
 *
 * @param tell Takes a line about how far it has come, every half minute.
 * @returns The check.
 */
export function scalesUnderLoad(cluster: Cluster, tell: (line: string) => void): Check {
  return {
    title: `HPA adds pods under ${LOAD_SECONDS} s of load and takes them away again`,
    remedy: `kubectl describe hpa ml-api-hpa -n ${cluster.namespace}`,
    async run() {
      const begin = Date.now();
      const say = everySoOften(tell);
      const { outcome, before, most, grewAfterMs } = await countWhile(
        () => cluster.exec("ui", ["deno", "eval", "--no-config", LOAD]),
        async () => {
          const now = await replicas(cluster);
          say(() => `under load for ${secondsSince(begin)} of ${LOAD_SECONDS} s: ${now} pods`);
          return now;
        },
        LOOK_MS,
      );
      const [answered, failed] = outcome.trim().split(" ");
      if (most <= LEAST_PODS) fail(`there were never more than ${most} under ${answered} requests`);
      const after = await untilBack(cluster, say);
      const grew = grewAfterMs === undefined ? "" : ` after ${Math.round(grewAfterMs / 1_000)} s`;
      return `${before} to ${most} pods${grew} for ${answered} requests, ${failed} of them failed; ` +
        `back to ${after}`;
    },
  };
}

type Say = (line: () => string) => void;

function everySoOften(tell: (line: string) => void): Say {
  let next = Date.now() + LINE_MS;
  return (line) => {
    if (Date.now() < next) return;
    next += LINE_MS;
    tell(line());
  };
}

function secondsSince(begin: number): number {
  return Math.round((Date.now() - begin) / 1_000);
}

async function untilBack(cluster: Cluster, say: Say): Promise<number> {
  const begin = Date.now();
  return await eventually(SHRINK_SECONDS * 1_000, async () => {
    const now = await replicas(cluster);
    if (now <= LEAST_PODS) return now;
    say(() =>
      `${now} pods stay for ${secondsSince(begin)} s; the HPA takes them away after 300 s and more`
    );
    return fail(`there are still ${now} after ${SHRINK_SECONDS} s`);
  }, LOOK_MS);
}

async function replicas(cluster: Cluster): Promise<number> {
  const { status } = await cluster.object("deployments", "ml-api");
  return Number(status.replicas ?? 0);
}

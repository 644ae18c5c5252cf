/**
 * Runs k6 on this machine against the ingress, with the load test's own requests and checks.
 *
 * @module
 */
import type { PublicAddress } from "./knative_service.ts";

/** What k6 measured. */
export interface LoadResult {
  /** Requests answered. */
  readonly requests: number;
  /** Requests that failed. */
  readonly failed: number;
  /** Checks that did not hold: an answer that is no 200, or not the reference model's. */
  readonly wrong: number;
  /** The failed requests by status; 0 is none at all. */
  readonly failures: readonly string[];
  /** 95th percentile of the time to answer, in ms. */
  readonly p95Ms: number;
}

const SCRIPT = new URL("./closed_load.js", import.meta.url).pathname;

/**
 * Sends requests in a closed loop.
 *
 * @param address Where to.
 * @param options `clients` ask at the same time for `seconds`.
 * @returns What k6 measured.
 * @throws {Error} If there is no k6.
 */
export async function runLoad(
  address: PublicAddress,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<LoadResult> {
  const folder = await Deno.makeTempDir({ prefix: "e2e-load-" });
  try {
    await new Deno.Command(k6Program(), {
      args: ["run", "--quiet", "--no-usage-report", SCRIPT],
      env: {
        BASE_URL: address.url,
        HOST: address.host,
        CLIENTS: `${clients}`,
        SECONDS: `${seconds}`,
        RESULT: `${folder}/result.json`,
      },
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).output();
    return JSON.parse(await Deno.readTextFile(`${folder}/result.json`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function k6Program(): string {
  const candidates = [`${Deno.env.get("HOME")}/.cache/test-cluster/bin/k6`, "/usr/bin/k6"];
  const found = candidates.find((path) => exists(path));
  if (found === undefined) {
    throw new Error(
      `Cannot load the service as k6 must be installed: none of ${candidates} exists`,
    );
  }
  return found;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

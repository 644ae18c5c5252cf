/**
 * Runs the load test's closed loop on this machine against the ingress.
 *
 * @module
 */
import { findK6, startLocalK6 } from "../local_k6.ts";
import type { Summary } from "../summary.ts";
import type { PublicAddress } from "./knative_service.ts";

/**
 * Sends requests in a closed loop.
 *
 * @param address Where to.
 * @param options `clients` ask at the same time for `seconds`.
 * @returns What k6 measured.
 * @throws {Error} If there is no k6.
 */
export async function runClosedLoop(
  address: PublicAddress,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<Summary> {
  const program = await findK6(Deno.env.get("HOME") ?? "");
  if (program === undefined) {
    throw new Error("Cannot load the service as k6 must be installed: it is not");
  }
  const env = {
    BASE_URL: address.url,
    HOST: address.host,
    PROFILE: "closed",
    VUS: `${clients}`,
    DURATION_SECONDS: `${seconds}`,
  };
  return await startLocalK6(program, { env, signal: new AbortController().signal }).summary;
}

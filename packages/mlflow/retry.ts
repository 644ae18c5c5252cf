import { delay } from "@std/async";
import { MlflowError } from "./mlflow_error.ts";
import type { Exchange, MlflowRequest } from "./http_exchange.ts";

/** How often and how patiently a failed request is tried again. */
export interface RetryPolicy {
  /** Tries in all, the first included; 1 turns retries off. Default 4. */
  readonly maxAttempts?: number;
  /** Longest wait before the second try, in ms; doubles with each one. Default 100. */
  readonly baseDelayMs?: number;
  /** Upper bound of a wait, in ms; also of what `Retry-After` may ask for. Default 5000. */
  readonly maxDelayMs?: number;
  /** Draws the jitter in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
  /** Waits, in ms; rejects when the signal aborts. Default a timer. */
  readonly sleep?: (delayMs: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Wraps an exchange so that what may be retried is retried, with exponential back-off and full
 * jitter (Brooker, "Exponential Backoff And Jitter", 2015).
 *
 * A request that is not idempotent (a create, an appended metric) is tried again only if the server
 * cannot have acted on it: the connection was never made, or the answer is 429.
 *
 * @param exchange What sends one request once.
 * @param policy How often and how patiently.
 * @returns An exchange with the same contract.
 */
export function withRetries(exchange: Exchange, policy: RetryPolicy = {}): Exchange {
  const maxAttempts = policy.maxAttempts ?? 4;
  const baseDelayMs = policy.baseDelayMs ?? 100;
  const maxDelayMs = policy.maxDelayMs ?? 5_000;
  const random = policy.random ?? Math.random;
  const sleep = policy.sleep ?? ((ms, signal) => delay(ms, signal && { signal }));
  return async (request, read) => {
    for (let attempt = 1;; attempt++) {
      try {
        return await exchange(request, read);
      } catch (error) {
        if (attempt >= maxAttempts || !mayRetry(request, error)) throw error;
        const asked = error instanceof MlflowError ? error.retryAfterMs : null;
        const delayMs = asked ?? random() * baseDelayMs * 2 ** (attempt - 1);
        await sleep(Math.min(delayMs, maxDelayMs), request.signal);
      }
    }
  };
}

function mayRetry(request: MlflowRequest, error: unknown): boolean {
  if (!(error instanceof MlflowError) || !error.retryable) return false;
  return request.isIdempotent || error.status === 429 || isConnectFailure(error);
}

/** Deno tells a connection that was never made from a broken one only in the cause's message. */
function isConnectFailure(error: MlflowError): boolean {
  return error.code === "UNREACHABLE" && error.cause instanceof Error &&
    error.cause.message.includes("client error (Connect)");
}

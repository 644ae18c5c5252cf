import { delay } from "@std/async";
import type { Metrics } from "../metrics/metrics.ts";

/** A log that still has rows by then is stuck. */
const LIMIT_MS = 120_000;

/**
 * Waits until every row is stored or given up.
 *
 * @param service Whose metrics tell.
 * @throws {Error} If rows are left after two minutes.
 */
export async function untilLogged({ metrics }: { metrics: Metrics }): Promise<void> {
  const startedMs = performance.now();
  for (;;) {
    const [, queued] = metrics.text().match(/^predict_log_rows_queued (\d+)$/m) ?? [];
    if (queued === "0") return;
    if (performance.now() - startedMs > LIMIT_MS) {
      throw new Error(`Cannot wait for the log as it must become empty: ${queued} rows are queued`);
    }
    await delay(5);
  }
}

import { ConfigError, readSettings } from "@mlops/config";
import { readDatabaseUrl, recordAudit } from "@mlops/prediction_log";
import type { KeyEntry } from "@mlops/rights";

/**
 * Notes in the audit who made or revoked a key, where `DATABASE_URL` says where it is. Without it a service
 * that reads the file notes that the key came or went, and not by whom.
 *
 * @param entry The key, without what opens anything.
 * @param env Looks up an environment variable.
 * @returns A sentence on what could not be noted, or `null`: the key is what it is all the same.
 */
export async function recordKey(
  { name, rights, created, expires, revoked }: KeyEntry,
  env: (name: string) => string | undefined,
): Promise<string | null> {
  try {
    const database = readSettings(env, readDatabaseUrl);
    if (database === null) return null;
    await recordAudit(database, "keys", {
      happenedMs: Date.now(),
      who: `user:${env("USER") || "unknown"}`,
      action: revoked === undefined ? "key_made" : "key_revoked",
      subject: `key:${name}`,
      origin: "deno task keys",
      reason: null,
      detail: { state: revoked ?? created, rights, expires: expires ?? null },
    });
    return null;
  } catch (error) {
    const reason = error instanceof ConfigError
      ? error.faults.join("; ")
      : error instanceof Error
      ? error.message
      : `${error}`;
    return `The audit does not have it: ${reason}`;
  }
}

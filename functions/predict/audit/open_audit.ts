import { SEEN_SENTENCES } from "@mlops/answers/audit_sentences";
import { delay } from "@std/async";
import { type MlflowClient, moverTag } from "@mlops/mlflow";
import { CHAMPION } from "@mlops/task";
import type { KeyEntry } from "@mlops/rights";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";
import { LogDatabase } from "../log/log_database.ts";
import type { FollowerNotes } from "../model/model_follower.ts";
import { AliasWatch, type Claim } from "./alias_watch.ts";
import { AuditTrail } from "./audit_trail.ts";

/** The audit as the service uses it. */
export interface OpenAudit {
  /** What was changed by whom. */
  readonly trail: AuditTrail;
  /** Keeps what following the registry brings to light. */
  readonly notes: FollowerNotes;
  /** Takes all API keys, at the start and whenever they change: those that came and went are noted. */
  readonly sawKeys: (keys: readonly KeyEntry[]) => void;
}

/** Keys of which it is noted that they came and went, the newest. */
const MAX_KEYS = 500;

/**
 * Opens the audit: in the predictions' database where there is one, whether or not predictions are
 * logged, else in memory.
 *
 * @param config Where the database is.
 * @param within The service's log, and the client of the registry.
 * @returns The audit.
 */
export function openAudit(
  { databaseUrl }: Pick<Config, "databaseUrl">,
  { logger, client }: { logger: Logger; client: MlflowClient },
): OpenAudit {
  const trail = new AuditTrail({
    database: databaseUrl === null ? null : new LogDatabase(databaseUrl, { maxConnections: 1 }),
    logger,
    timeOfDay: Date.now,
    sleep: (ms, signal) => delay(ms, { signal }),
  });
  const watch = new AliasWatch({
    trail,
    findClaim: (name, version, alias) => findClaim(client, { name, version, alias }),
    timeOfDay: Date.now,
  });
  return {
    trail,
    notes: {
      sawAliases: (name, aliases) => watch.saw(name, aliases),
      refusedVersion: ({ name, version, role, reason, detail }) =>
        trail.noteSeen({
          who: "unknown",
          action: "version_refused",
          subject: `models:/${name}/${version}`,
          origin: "registry",
          reason: detail,
          detail: { state: reason, role },
        }),
    },
    sawKeys(keys) {
      const newest = keys.toSorted((a, b) => b.created.localeCompare(a.created)).slice(0, MAX_KEYS);
      for (const { name, rights, created, expires, revoked } of newest) {
        trail.noteSeen({
          who: "unknown",
          action: revoked === undefined ? "key_made" : "key_revoked",
          subject: `key:${name}`,
          origin: "API_KEYS_FILE",
          reason: SEEN_SENTENCES.key,
          detail: { state: revoked ?? created, rights, expires: expires ?? null },
        });
      }
    },
  };
}

/**
 * Who moved an alias: a tracking server that knows who asks, or the gate before one, writes it into the
 * version; a training program writes into its run which aliases it will move, and why.
 */
async function findClaim(
  client: MlflowClient,
  { name, version, alias }: { name: string; version: string; alias: string },
): Promise<Claim | null> {
  const { runId, tags: { [moverTag(alias)]: mover = null } } = await client.registry
    .getModelVersion(name, version);
  if (mover !== null) {
    return { who: mover, by: "registry", reason: null };
  }
  if (runId === "") return null;
  const { tags } = await client.runs.getRun(runId);
  const moved = (tags["aliases_moved"] ?? "").split(",").map((word) => word.trim());
  if (!moved.includes(alias)) return null;
  const approver = alias === CHAMPION ? tags["approved_by"] : undefined;
  return {
    who: approver ?? tags["mlflow.user"] ?? "unknown",
    by: "run",
    reason: tags["promotion"] ?? null,
  };
}

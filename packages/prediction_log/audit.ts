import type postgres from "postgres";
import { type Database, type DatabaseOptions, openDatabase } from "./database.ts";

/** Something that was changed, or refused. */
export interface AuditEntry {
  /** When, in ms since 1970, by the clock of whoever noticed. */
  readonly happenedMs: number;
  /** Name of the identity, `anonymous`, or `unknown`. */
  readonly who: string;
  /** What was done, e.g. `alias_moved`. */
  readonly action: string;
  /** What it was done to, e.g. `models:/NAME@ALIAS`. */
  readonly subject: string;
  /** From where: an address or a program; `null`: not known. */
  readonly origin: string | null;
  /** Why, as a sentence; `null`: not told. */
  readonly reason: string | null;
  /** The particulars; `state` is what holds for the subject from then on. */
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** An entry as the audit keeps it. */
export interface KeptEntry extends AuditEntry {
  /** Its number; later entries have larger ones. */
  readonly id: number;
}

/** Which entries are wanted. */
export interface AuditQuery {
  /** Most of them. */
  readonly limit: number;
  /** Only those with a smaller number; `null`: from the newest on. */
  readonly before: number | null;
  /** Only those of this action; `null`: of all. */
  readonly action: string | null;
}

/** Actions that tell what an alias leads to, a key is, or a version was found to be. */
const STATE_OF: Readonly<Record<string, readonly string[]>> = {
  "alias_moved": ["alias_moved", "alias_seen"],
  "alias_seen": ["alias_moved", "alias_seen"],
  "key_made": ["key_made", "key_revoked"],
  "key_revoked": ["key_made", "key_revoked"],
};

const MAX_LENGTHS = { who: 200, action: 40, subject: 400, origin: 200, reason: 1_000 } as const;

/** Particulars beyond this are left out. */
const MAX_DETAIL_LENGTH = 4_000;

/** Number of the advisory lock of whoever compares with the newest entry: "aud" in ASCII. */
const LOCK = 0x617564;

/**
 * Actions whose newest entry tells the state of a subject, so that what was seen twice is noted once.
 *
 * @returns The actions beside which the entry is compared.
 */
export function actionsOfState(action: string): readonly string[] {
  return STATE_OF[action] ?? [action];
}

/**
 * Makes an entry that the database takes and that forges no line of a log: texts are cut, and control
 * characters become spaces.
 *
 * @returns The entry, cleaned.
 */
export function cleanEntry(entry: AuditEntry): AuditEntry {
  const { who, action, subject, origin, reason } = MAX_LENGTHS;
  return {
    happenedMs: entry.happenedMs,
    who: clean(entry.who, who),
    action: clean(entry.action, action),
    subject: clean(entry.subject, subject),
    origin: entry.origin === null ? null : clean(entry.origin, origin),
    reason: entry.reason === null ? null : clean(entry.reason, reason),
    detail: cleanDetail(entry.detail),
  };
}

function clean(text: string, maxLength: number): string {
  const line = text.slice(0, maxLength).toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ");
  return text.length > maxLength ? `${line.slice(0, -1)}…` : line;
}

function cleanDetail(detail: AuditEntry["detail"]): AuditEntry["detail"] {
  if (detail === null) return null;
  const text = JSON.stringify(
    detail,
    (_, value) => typeof value === "string" ? clean(value, 1_000) : value,
  );
  return text.length > MAX_DETAIL_LENGTH ? { cut: `${text.length} characters` } : JSON.parse(text);
}

/**
 * Adds entries, each as often as it is given.
 *
 * @param sql The connection.
 * @param entries Cleaned entries.
 */
export async function insertEntries(
  sql: Database | postgres.ReservedSql,
  entries: readonly AuditEntry[],
): Promise<void> {
  await sql`
    insert into audit (happened_at, who, action, subject, origin, reason, detail)
    select to_timestamp(e."happenedMs" / 1000.0), e.who, e.action, e.subject, e.origin, e.reason, e.detail
      from jsonb_to_recordset(${
    JSON.stringify(entries)
  }::text::jsonb) as e("happenedMs" double precision,
             who text, action text, subject text, origin text, reason text, detail jsonb)`;
}

/**
 * Adds an entry of what was seen, unless the newest one of its subject tells the same state: whatever the
 * number of instances that see it, and whenever they begin to look; or unless that one is of later, as what
 * a slower instance has to tell then is over.
 *
 * @param transaction A connection within a transaction.
 * @param entry A cleaned entry; `detail.state` is compared.
 * @returns Whether it was new.
 */
export async function insertIfNew(
  transaction: postgres.ReservedSql,
  entry: AuditEntry,
): Promise<boolean> {
  await transaction`select pg_advisory_xact_lock(${LOCK})`;
  const actions = JSON.stringify(actionsOfState(entry.action));
  const [newest] = await transaction<{ state: string | null; isLater: boolean }[]>`
    select detail->>'state' as state,
           happened_at > to_timestamp(${entry.happenedMs}::double precision / 1000.0) as "isLater"
      from audit
     where subject = ${entry.subject}
       and action in (select jsonb_array_elements_text(${actions}::text::jsonb))
     order by id desc limit 1`;
  const state = entry.detail?.["state"] ?? null;
  if (newest !== undefined && (newest.state === state || newest.isLater)) return false;
  await insertEntries(transaction, [entry]);
  return true;
}

/**
 * Reads entries, the newest first.
 *
 * @param sql The connection.
 * @param query Which ones.
 * @returns The entries.
 */
export async function readEntries(sql: Database, query: AuditQuery): Promise<KeptEntry[]> {
  const { limit, before, action } = query;
  const rows = await sql<KeptEntry[]>`
    select id::double precision, (extract(epoch from happened_at) * 1000)::double precision as "happenedMs",
           who, action, subject, origin, reason, detail
      from audit
     where (${before}::bigint is null or id < ${before}::bigint)
       and (${action}::text is null or action = ${action}::text)
     order by id desc limit ${limit}`;
  return [...rows];
}

/**
 * Adds one entry to the audit: for programs that do one thing and end.
 *
 * @param url Address of the database; the role `predictor` may add entries.
 * @param applicationName Name of the program.
 * @param entry The entry.
 */
export async function recordAudit(
  url: URL,
  applicationName: DatabaseOptions["applicationName"],
  entry: AuditEntry,
): Promise<void> {
  const database = await openDatabase(url, {
    applicationName,
    maxConnections: 1,
    statementTimeoutMs: 10_000,
  });
  try {
    await insertEntries(database, [cleanEntry(entry)]);
  } finally {
    await database.end({ timeout: 1 });
  }
}

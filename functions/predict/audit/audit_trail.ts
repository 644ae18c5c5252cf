import type { AuditAnswer } from "@mlops/answers";
import {
  type AuditEntry,
  type AuditQuery,
  cleanEntry,
  insertEntries,
  insertIfNew,
  inTransaction,
  readEntries,
} from "@mlops/prediction_log";
import { RefusalNotes, type RefusedRequest } from "@mlops/rights";
import type { Logger } from "../logger.ts";
import { Problem } from "../http/problem.ts";
import type { LogDatabase } from "../log/log_database.ts";
import { MemoryAudit } from "./memory_audit.ts";

/** What the audit needs. */
export interface AuditParts {
  /** Where it is kept, over one connection, as transactions need it; `null`: in memory. */
  readonly database: LogDatabase | null;
  /** The service's log: every entry is a line of it, too. */
  readonly logger: Logger;
  /** The present, in ms since 1970. */
  readonly timeOfDay: () => number;
  /** Waits, in ms, before what the database did not take is tried again; rejects when the signal aborts. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** What somebody did; the time is added here. */
export type Deed = Omit<AuditEntry, "happenedMs">;

/** An entry on its way to the database. */
interface Waiting {
  readonly entry: AuditEntry;
  /** Whether it is left out where the newest one tells the same. */
  readonly isSeen: boolean;
}

/** Entries that wait for a database that is away; those beyond are in the log alone. */
const MAX_WAITING = 1_000;

const RETRY_MS = 2_000;

/** Keeps what was changed by whom, and what was refused. */
export class AuditTrail {
  readonly #parts: AuditParts;
  readonly #memory = new MemoryAudit();
  readonly #refusals: RefusalNotes;
  readonly #waiting: Waiting[] = [];
  readonly #giveUp = new AbortController();
  #writing: Promise<void> | null = null;

  /**
   * Begins empty; the database is asked with the first entry.
   *
   * @param parts What it needs.
   */
  constructor(parts: AuditParts) {
    this.#parts = parts;
    this.#refusals = new RefusalNotes(
      (refused, times) => this.note(deedOf(refused, times)),
      parts.timeOfDay,
    );
  }

  /** Notes what somebody did; it returns at once and never throws. */
  note(deed: Deed): void {
    this.#take({ ...deed, happenedMs: this.#parts.timeOfDay() }, false);
  }

  /**
   * Notes what was seen to be, such as the version that an alias leads to: once, whatever the number of
   * instances that see it. `detail.state` is compared with that of the subject's newest entry.
   */
  noteSeen(deed: Deed): void {
    this.#take({ ...deed, happenedMs: this.#parts.timeOfDay() }, true);
  }

  /** Notes a refused request; many of a kind become two entries a minute. */
  refused(request: RefusedRequest): void {
    this.#refusals.add(request);
  }

  /**
   * Reads entries, the newest first.
   *
   * @param query Which ones.
   * @returns The entries, and where those before them begin.
   * @throws {Problem} 503 if the database does not answer.
   */
  async read(query: AuditQuery): Promise<AuditAnswer> {
    const { database } = this.#parts;
    // One more tells whether there are others before them.
    const wanted = { ...query, limit: query.limit + 1 };
    const found = database === null
      ? this.#memory.read(wanted)
      : await database.ask((sql) => readEntries(sql, wanted));
    const entries = found.slice(0, query.limit);
    return {
      source: database === null ? "memory" : "database",
      entries: entries.map(({ id, happenedMs, who, action, subject, origin, reason, detail }) => ({
        id,
        at: new Date(happenedMs).toISOString(),
        who,
        action,
        subject,
        origin,
        reason,
        detail,
      })),
      next: found.length > entries.length ? entries.at(-1)?.id ?? null : null,
    };
  }

  /** Settles when nothing is on its way to the database. */
  async settled(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  /**
   * Writes what is left, as far as the database takes it in time.
   *
   * @param deadlineMs How long it may take, in ms.
   */
  async close(deadlineMs: number): Promise<void> {
    this.#refusals.flush();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, deadlineMs);
    // A frozen database would not answer for longer than there is.
    await Promise.race([this.settled(), late]);
    clearTimeout(timer);
    this.#giveUp.abort();
    for (const { entry } of this.#waiting.splice(0)) {
      this.#parts.logger.error("audit entry is in this log alone", fieldsOf(entry));
    }
    await this.#parts.database?.close();
  }

  #take(given: AuditEntry, isSeen: boolean): void {
    const { database, logger } = this.#parts;
    const entry = cleanEntry(given);
    if (database === null) {
      if (isSeen && !this.#memory.addIfNew(entry)) return;
      if (!isSeen) this.#memory.add(entry);
      logger.info("audit", fieldsOf(entry));
      return;
    }
    if (!isSeen) logger.info("audit", fieldsOf(entry));
    if (this.#waiting.length >= MAX_WAITING) {
      logger.error("audit entry is in this log alone", fieldsOf(entry));
      return;
    }
    this.#waiting.push({ entry, isSeen });
    this.#writing ??= this.#write(database);
  }

  async #write(database: LogDatabase): Promise<void> {
    const { logger, sleep } = this.#parts;
    const { signal } = this.#giveUp;
    let isFailing = false;
    for (let next; (next = this.#waiting[0]) !== undefined;) {
      const { entry, isSeen } = next;
      try {
        const isNew = await database.ask((sql) =>
          inTransaction(sql, async (transaction) => {
            if (isSeen) return await insertIfNew(transaction, entry);
            await insertEntries(transaction, [entry]);
            return true;
          })
        );
        if (isSeen && isNew) logger.info("audit", fieldsOf(entry));
        this.#waiting.shift();
        isFailing = false;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        // Whatever it refuses for what it holds would be refused again, and hold up all others.
        if (!(error instanceof Problem)) this.#waiting.shift();
        if (!isFailing) logger.warn("audit cannot be written", { reason });
        isFailing = true;
        if (signal.aborted) break;
        await sleep(RETRY_MS, signal).catch(() => {});
      }
    }
    // In the same moment as nothing waits: what is noted a moment later would wait for nobody.
    this.#writing = null;
  }
}

function deedOf({ who, address, route, status, reason }: RefusedRequest, times: number): Deed {
  return {
    who,
    action: "request_refused",
    subject: route,
    origin: address,
    reason,
    detail: { status, times },
  };
}

function fieldsOf({ who, action, subject, origin, reason, detail }: AuditEntry) {
  return {
    who,
    action,
    subject,
    origin,
    reason,
    detail: detail === null ? null : JSON.stringify(detail),
  };
}

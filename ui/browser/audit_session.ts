import { AUDIT, type AuditAnswer } from "@mlops/answers/audit";
import { parseAnswer } from "@mlops/answers/parse";
import { batch, type Signal, signal } from "@preact/signals";
import { IdlePoller, type Page } from "./idle_poller.ts";
import { RequestFailure, requestJson } from "./request_failure.ts";

/** Something that was changed, or refused. */
export type AuditEntry = AuditAnswer["entries"][number];

/** Changes are rare: a look every few seconds, ever slower, and then sleep. */
const DELAYS_MS = [...Array(6).fill(5000), ...Array(6).fill(15_000)];

/** Entries of one look. */
const PAGE_ENTRIES = 50;

/** What was changed by whom, as far back as the reader has asked. */
export class AuditSession {
  /** The entries, the newest first, or `null` before the first answer. */
  readonly entries: Signal<readonly AuditEntry[] | null> = signal(null);
  /** Where older entries begin, or `null`: there are none. */
  readonly next: Signal<number | null> = signal(null);
  /** Whether there is no database, so that this is what one instance saw. */
  readonly isInMemory: Signal<boolean> = signal(false);
  /** Why there is nothing new, or `null`. */
  readonly failure: Signal<RequestFailure | null> = signal(null);
  /** Whether the page has stopped asking. */
  readonly isAsleep: Signal<boolean> = signal(false);
  readonly #poller: IdlePoller<AuditAnswer>;

  /**
   * Prepares the session; {@linkcode start} makes it ask.
   *
   * @param page The page that it lives in.
   */
  constructor(page: Page) {
    this.#poller = new IdlePoller({
      ask: (signal) => ask("", signal),
      onAnswer: (answer) => this.#show(answer),
      onFailure: (error) => this.#fail(error),
      onAsleep: (isAsleep) => this.isAsleep.value = isAsleep,
      delaysMs: DELAYS_MS,
      page,
    });
  }

  /** Looks from now on while somebody looks. */
  start(): void {
    this.#poller.start();
  }

  /** Looks again after a sleep. */
  wake(): void {
    this.#poller.wake();
  }

  /** Reads the entries before the last one. */
  async readOlder(): Promise<void> {
    const before = this.next.value;
    if (before === null) return;
    try {
      const { entries, next } = await ask(`&before=${before}`);
      batch(() => {
        this.failure.value = null;
        this.entries.value = [...this.entries.value ?? [], ...entries];
        this.next.value = next;
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): boolean {
    if (!(error instanceof RequestFailure)) throw error;
    this.failure.value = error;
    return false;
  }

  #show({ entries, next, source }: AuditAnswer): boolean {
    const before = this.entries.value ?? [];
    const oldest = entries.at(-1)?.id ?? Infinity;
    const older = before.filter(({ id }) => id < oldest);
    // Entries that nobody has read may lie between a page of new ones and those from before.
    const isWhole = next === null || before.some(({ id }) => id >= oldest);
    batch(() => {
      this.failure.value = null;
      this.isInMemory.value = source === "memory";
      this.entries.value = isWhole ? [...entries, ...older] : entries;
      if (!isWhole || older.length === 0) this.next.value = next;
    });
    return entries[0]?.id !== before[0]?.id;
  }
}

function ask(query: string, signal?: AbortSignal): Promise<AuditAnswer> {
  return requestJson(
    `/api/audit?limit=${PAGE_ENTRIES}${query}`,
    signal === undefined ? {} : { signal },
    (content) => parseAnswer(AUDIT, content),
  );
}

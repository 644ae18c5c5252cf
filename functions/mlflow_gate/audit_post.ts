import { delay } from "@std/async";

/** What the gate let through or refused, as the prediction service's audit takes it. */
export interface ToldDeed {
  /** Who did it, e.g. `key:train`. */
  readonly who: string;
  /** `alias_moved`, `registry_changed` or `request_refused`. */
  readonly action: "alias_moved" | "registry_changed" | "request_refused";
  /** What it was done to. */
  readonly subject: string;
  /** Address that it came from; `null`: not known. */
  readonly from: string | null;
  /** Why, as a sentence; `null`: not told. */
  readonly reason: string | null;
  /** The particulars. */
  readonly detail: Readonly<Record<string, string | number | null>> | null;
}

/** What the post needs. */
export interface AuditPostParts {
  /** The service's route, `…/audit`. */
  readonly url: URL;
  /** A key of the service with the right to promote, which speaks for others. */
  readonly key: string;
  /** Sends, past any proxy. */
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
  /** Told of what could not be posted, with the deed if it is lost. */
  readonly trouble: (message: string, lost?: ToldDeed) => void;
  /** Waits, in ms; rejects when the signal aborts. */
  readonly sleep?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** Deeds that wait for a service that is away; those beyond are in the gate's log alone. */
const MAX_WAITING = 1_000;

/** A Knative Service that starts from zero answers within seconds. */
const ANSWER_MS = 30_000;

const RETRY_MS = 2_000;

const MAX_NAME = 128;

/** A name as the header takes it, whatever a token says. */
function plain(who: string): string {
  return who.slice(0, MAX_NAME).toWellFormed().replaceAll(/\p{Cc}/gu, " ");
}

/**
 * Posts to the audit of the prediction service what the gate let through and refused, in order, and again
 * until the service takes it: nobody who asks MLflow waits for it.
 */
export class AuditPost {
  readonly #parts: AuditPostParts;
  readonly #waiting: ToldDeed[] = [];
  readonly #giveUp = new AbortController();
  #posting: Promise<void> | null = null;

  /**
   * Begins with nothing to post.
   *
   * @param parts What it needs.
   */
  constructor(parts: AuditPostParts) {
    this.#parts = parts;
  }

  /** Takes a deed; it returns at once and never throws. */
  add(deed: ToldDeed): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#parts.trouble(`More than ${MAX_WAITING} entries wait for the audit`, deed);
      return;
    }
    this.#waiting.push(deed);
    this.#posting ??= this.#postAll();
  }

  /** Settles when nothing waits. */
  async settled(): Promise<void> {
    while (this.#posting !== null) await this.#posting;
  }

  /**
   * Posts what is left, as far as the service takes it in time.
   *
   * @param deadlineMs How long it may take, in ms.
   */
  async close(deadlineMs: number): Promise<void> {
    const late = setTimeout(() => this.#giveUp.abort(), deadlineMs);
    await this.settled();
    clearTimeout(late);
    for (const deed of this.#waiting.splice(0)) this.#parts.trouble("The gate ends", deed);
  }

  async #postAll(): Promise<void> {
    const { trouble, sleep = (ms, signal) => delay(ms, { signal }) } = this.#parts;
    const { signal } = this.#giveUp;
    let isFailing = false;
    for (let next; (next = this.#waiting[0]) !== undefined;) {
      const fault = await this.#post(next);
      if (fault === null || fault.isFinal) {
        this.#waiting.shift();
        if (fault !== null) trouble(fault.reason, next);
        isFailing = false;
        continue;
      }
      if (!isFailing) trouble(fault.reason);
      isFailing = true;
      if (signal.aborted) break;
      await sleep(RETRY_MS, signal).catch(() => {});
    }
    // In the same moment as nothing waits: what is added a moment later would wait for nobody.
    this.#posting = null;
  }

  /** Posts one; a refusal for what it says is final, and would hold up all others. */
  async #post({ who, ...deed }: ToldDeed): Promise<{ reason: string; isFinal: boolean } | null> {
    const { url, key, fetch } = this.#parts;
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "authorization": `Bearer ${key}`,
          "x-on-behalf-of": encodeURIComponent(plain(who)),
        },
        body: JSON.stringify(deed),
        signal: AbortSignal.any([this.#giveUp.signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      await answer.body?.cancel();
      if (answer.ok) return null;
      const reason = `The audit's service answers ${answer.status}`;
      return { reason, isFinal: [400, 413, 415, 422].includes(answer.status) };
    } catch (error) {
      return { reason: `The audit's service cannot be asked: ${error}`, isFinal: false };
    }
  }
}

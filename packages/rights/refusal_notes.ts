/** A request that was refused. */
export interface RefusedRequest {
  /** Who asked, as far as it is known. */
  readonly who: string;
  /** Address of the connection, or `null`. */
  readonly address: string | null;
  /** Method and path of its route. */
  readonly route: string;
  /** Status of the answer. */
  readonly status: number;
  /** Why, as a sentence. */
  readonly reason: string;
}

/** Refusals of one kind within a window. */
interface Noted {
  readonly refused: RefusedRequest;
  nMore: number;
}

const WINDOW_MS = 60_000;

/** Kinds that are told apart within a window; who tries under ever other names is noted as one. */
const MAX_KINDS = 20;

/** Takes a refusal that is worth an entry: how often one of its kind was refused. */
export type NoteRefusal = (refused: RefusedRequest, times: number) => void;

/**
 * Notes refused requests without letting whoever sends them fill the audit: the first of a kind at once,
 * and how many more came once a minute is over.
 */
export class RefusalNotes {
  readonly #note: NoteRefusal;
  readonly #timeOfDay: () => number;
  readonly #kinds = new Map<string, Noted>();
  #windowEndMs = 0;

  /**
   * Begins without a refusal.
   *
   * @param note Takes what is worth an entry.
   * @param timeOfDay The present, in ms since 1970.
   */
  constructor(note: NoteRefusal, timeOfDay: () => number) {
    this.#note = note;
    this.#timeOfDay = timeOfDay;
  }

  /** Notes a refused request. */
  add(refused: RefusedRequest): void {
    const nowMs = this.#timeOfDay();
    if (nowMs >= this.#windowEndMs) {
      this.flush();
      this.#windowEndMs = nowMs + WINDOW_MS;
    }
    const { who, address, route, status } = refused;
    const key = JSON.stringify([who, address, route, status]);
    const known = this.#kinds.get(key) ??
      (this.#kinds.size < MAX_KINDS ? undefined : this.#others(refused));
    if (known !== undefined) {
      known.nMore++;
      return;
    }
    this.#kinds.set(key, { refused, nMore: 0 });
    this.#note(refused, 1);
  }

  /** Tells of those that were only counted. */
  flush(): void {
    for (const { refused, nMore } of this.#kinds.values()) {
      if (nMore > 0) this.#note(refused, nMore);
    }
    this.#kinds.clear();
  }

  #others({ status }: RefusedRequest): Noted {
    const known = this.#kinds.get("others");
    if (known !== undefined) return known;
    const reason =
      `More than ${MAX_KINDS} kinds of requests were refused within a minute; these are the others`;
    const refused = { who: "unknown", address: null, route: "several", status, reason };
    const others = { refused, nMore: 0 };
    this.#kinds.set("others", others);
    return others;
  }
}

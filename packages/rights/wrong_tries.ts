/** How many wrong tries are taken. */
export interface TryLimits {
  /** At once from one address. */
  readonly burst: number;
  /** And then one each so many seconds. */
  readonly secondsEach: number;
  /** Addresses that are remembered; beyond them those that tried longest ago are forgotten. */
  readonly maxAddresses: number;
}

const LIMITS: TryLimits = { burst: 10, secondsEach: 6, maxAddresses: 10_000 };

/** Counts wrong tries by address, as a bucket of tokens each. */
export class WrongTries {
  readonly #limits: TryLimits;
  /** When the bucket of an address will be full again, in ms; in the order of the last tries. */
  readonly #fullAtMs = new Map<string, number>();

  /**
   * Begins without a try.
   *
   * @param limits How many are taken; by default ten at once, then ten a minute.
   */
  constructor(limits: Partial<TryLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * Tells how long an address has to wait.
   *
   * @param nowMs The present, in ms.
   * @returns Seconds until its next try is taken, 0 for none.
   */
  waitSeconds(address: string, nowMs: number): number {
    const { burst, secondsEach } = this.#limits;
    const fullAtMs = this.#fullAtMs.get(groupOf(address)) ?? nowMs;
    // So long the bucket may still be filling where one try is left in it.
    const waitMs = fullAtMs - nowMs - (burst - 1) * secondsEach * 1000;
    return Math.max(0, Math.ceil(waitMs / 1000));
  }

  /**
   * Notes a wrong try.
   *
   * @param nowMs The present, in ms.
   */
  note(address: string, nowMs: number): void {
    const group = groupOf(address);
    const { burst, secondsEach, maxAddresses } = this.#limits;
    const fullAtMs = Math.max(this.#fullAtMs.get(group) ?? 0, nowMs) + secondsEach * 1000;
    this.#fullAtMs.delete(group);
    this.#fullAtMs.set(group, Math.min(fullAtMs, nowMs + burst * secondsEach * 1000));
    if (this.#fullAtMs.size <= maxAddresses) return;
    for (const oldest of this.#fullAtMs.keys()) {
      this.#fullAtMs.delete(oldest);
      break;
    }
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#fullAtMs.size;
  }
}

/** Whoever has one address of IPv6 has 2^64 of them: they count as one. */
function groupOf(address: string): string {
  if (!address.includes(":") || /^::ffff:\d+\./i.test(address)) return address;
  const [head = "", tail] = address.toLowerCase().split("%", 1)[0]!.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return [...first, ...new Array<string>(zeros).fill("0"), ...last].slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, "")).join(":");
}

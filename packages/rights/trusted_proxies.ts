import type { Settings } from "@mlops/config";

/** An address as bytes: 4 of IPv4, 16 of IPv6. */
type Bytes = readonly number[];

/** Addresses that share their first bits. */
interface Network {
  readonly bytes: Bytes;
  readonly nBits: number;
}

/** Hops of a request that are looked at; more are nobody's business. */
const MAX_HOPS = 32;

/** Proxies that are believed where a request comes from: else all who come through one share its address. */
export class TrustedProxies {
  readonly #networks: readonly Network[];

  /**
   * Takes the networks of the proxies.
   *
   * @param networks Addresses, or networks as `10.244.0.0/16`.
   * @throws {RangeError} If one is neither.
   */
  constructor(networks: readonly string[]) {
    this.#networks = networks.map(parseNetwork);
  }

  /**
   * Lets a handler see the client's address in the place of that of the proxy before the server.
   *
   * @param handler Takes a request, and what the server tells of its connection.
   * @returns The handler for `Deno.serve`; the same one, where no proxy is trusted.
   */
  before<Answer>(
    handler: (request: Request, connection: unknown) => Answer,
  ): (request: Request, connection?: unknown) => Answer {
    if (this.#networks.length === 0) return handler;
    return (request, connection) => handler(request, this.#seen(request, connection));
  }

  /**
   * Finds out where a request comes from: the last of its hops that is no trusted proxy. What stands before
   * it in `X-Forwarded-For` anyone may have written.
   *
   * @param nearest Address of the connection.
   * @param forwardedFor `X-Forwarded-For`, to which each proxy adds whom it hears; `null`: none.
   * @returns The address; where all hops are trusted, the first of them.
   */
  clientOf(nearest: string, forwardedFor: string | null): string {
    if (!this.#trusts(nearest)) return nearest;
    const hops = (forwardedFor ?? "").split(",").slice(-MAX_HOPS).map((hop) => hop.trim());
    let client = nearest;
    for (const hop of hops.reverse()) {
      const bytes = bytesOf(hop);
      // Whatever is no address was not written by a proxy of ours.
      if (bytes === null) break;
      client = hop;
      if (!this.#trusts(hop)) break;
    }
    return client;
  }

  #seen(request: Request, connection: unknown): unknown {
    const { remoteAddr } = (connection ?? {}) as { remoteAddr?: { hostname?: string } };
    if (remoteAddr?.hostname === undefined) return connection;
    const hostname = this.clientOf(remoteAddr.hostname, request.headers.get("x-forwarded-for"));
    return { remoteAddr: { ...remoteAddr, hostname } };
  }

  #trusts(address: string): boolean {
    const bytes = bytesOf(address);
    return bytes !== null && this.#networks.some((network) => isWithin(bytes, network));
  }
}

/**
 * Reads which proxies are trusted.
 *
 * @param settings Where `TRUSTED_PROXIES` is looked up; what is no network is refused there.
 * @returns The proxies; none by default.
 */
export function readTrustedProxies(settings: Settings<"TRUSTED_PROXIES">): TrustedProxies {
  const networks = settings.text("TRUSTED_PROXIES", "").split(",").map((word) => word.trim())
    .filter((word) => word !== "");
  try {
    return new TrustedProxies(networks);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    settings.refuse(`TRUSTED_PROXIES must be networks between commas: ${error.message}`);
    return new TrustedProxies([]);
  }
}

function parseNetwork(text: string): Network {
  const [address = "", bits, ...more] = text.split("/");
  const bytes = bytesOf(address);
  const nBits = bits === undefined ? 8 * (bytes?.length ?? 0) : Number(bits);
  const isOne = bytes !== null && more.length === 0 && /^\d{0,3}$/.test(bits ?? "") &&
    bits !== "" &&
    nBits <= 8 * bytes.length;
  if (!isOne) throw new RangeError(`"${text}" is none`);
  return { bytes, nBits };
}

function isWithin(bytes: Bytes, network: Network): boolean {
  if (bytes.length !== network.bytes.length) return false;
  return bytes.every((byte, index) => {
    const nBits = Math.min(8, Math.max(0, network.nBits - 8 * index));
    const mask = (0xff00 >> nBits) & 0xff;
    return (byte & mask) === (network.bytes[index]! & mask);
  });
}

/** Reads an address; one of IPv4 that is written as one of IPv6 is of IPv4. */
function bytesOf(address: string): Bytes | null {
  const mapped = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address);
  if (mapped !== null) {
    const bytes = mapped.slice(1).map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : null;
  }
  const [plain = ""] = address.replace(/^\[(.*)\]$/, "$1").split("%", 1);
  if (!/^[0-9a-f:]{2,39}$/i.test(plain) || !plain.includes(":")) return null;
  const halves = plain.split("::");
  if (halves.length > 2) return null;
  const [first = [], last = []] = halves.map((half) => half === "" ? [] : half.split(":"));
  const nZeros = 8 - first.length - last.length;
  if (halves.length === 2 ? nZeros < 1 : nZeros !== 0) return null;
  const groups = [...first, ...new Array<string>(nZeros).fill("0"), ...last];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

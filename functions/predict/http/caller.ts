import { describeIdentity, type Right } from "@mlops/rights";
import type { Exchange } from "./exchange.ts";

/** Name of whoever asks where nobody has to say who they are. */
export const ANONYMOUS = "anonymous";

/** Who asks, as records have it. */
export interface Caller {
  /** Name for records: of an identity, e.g. `key:lab`, or {@linkcode ANONYMOUS}. */
  readonly name: string;
  /** Address of the connection: the client's, or that of the proxy before it; `null` where there is none. */
  readonly address: string | null;
  /** Tells whether they may do something; everyone may where no rights are asked for. */
  readonly may: (right: Right) => boolean;
}

/**
 * Tells who asks.
 *
 * @param exchange The request.
 * @returns Its caller.
 */
export function callerOf({ identity, address }: Exchange): Caller {
  return {
    name: identity.by === "open" ? ANONYMOUS : describeIdentity(identity),
    address: address === "" ? null : address,
    may: (right) => identity.rights.has(right),
  };
}

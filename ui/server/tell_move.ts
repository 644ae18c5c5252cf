import type { ApiForwarder } from "./api_forwarder.ts";
import type { Person } from "./sign_in/session.ts";

/** An alias that somebody moved on the page. */
export interface Move {
  /** Name of the registered model. */
  readonly model: string;
  /** The alias. */
  readonly alias: string;
  /** The version that it points to now. */
  readonly version: string;
  /** The version before, or `null`. */
  readonly previous: string | null;
}

/** Tells of a move by whoever has signed in, or `null`; rejects if it was not heard. */
export type TellMove = (move: Move, person: Person | null) => Promise<void>;

/**
 * Makes what tells the prediction service, which keeps the audit, who moved an alias: the registry keeps
 * no record of it. The service takes it from whoever has the right to promote.
 *
 * @param forward The way to the service.
 * @returns What tells it.
 */
export function createTellMove(forward: ApiForwarder): TellMove {
  return async ({ previous, ...move }, person) => {
    const body = JSON.stringify({ ...move, ...previous !== null && { previous }, from: "page" });
    const headers = { "content-type": "application/json" };
    const request = new Request("http://page/api/audit", { method: "POST", headers, body });
    const response = await forward(request, "/audit", person);
    await response.body?.cancel();
    if (response.ok) return;
    throw new Error(
      `Cannot note who moved @${move.alias} of "${move.model}" as the service answers ${response.status}`,
    );
  };
}

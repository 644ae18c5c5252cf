import { AccessRefused, addressOf, type Gate, type Right } from "@mlops/rights";
import { problemResponse } from "../problem.ts";
import type { Person } from "./session.ts";

/** Lets people in by API keys, which a browser asks for as a password: where there is no issuer to sign in at. */
export class KeyAdmission {
  readonly #gate: Gate;

  /**
   * Takes what knows the keys.
   *
   * @param gate Decides by them; it should challenge with `Basic`, which browsers know.
   */
  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /**
   * Decides whether somebody may do something.
   *
   * @param request The request.
   * @param rights What it takes; any of them will do.
   * @param connection What the server tells of the connection.
   * @returns Who it is, or the answer that refuses them.
   */
  async admit(
    request: Request,
    rights: readonly Right[],
    connection: unknown,
  ): Promise<Person | Response> {
    try {
      const client = { address: addressOf(connection) };
      const identity = await this.#gate.admit(request, rights, client);
      return { ...identity, displayName: identity.name };
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error;
      const { status, message, headers } = error;
      return problemResponse({ status, title: "Not allowed", detail: message }, headers);
    }
  }
}

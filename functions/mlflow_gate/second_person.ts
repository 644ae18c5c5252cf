import { AccessRefused, describeIdentity, type Identity } from "@mlops/rights";
import type { OwnCalls } from "./own_calls.ts";
import type { RegistryChange } from "./registry_change.ts";

/** Lets nobody point certain aliases to what they made themselves. */
export class SecondPerson {
  readonly #aliases: ReadonlySet<string>;
  readonly #calls: Pick<OwnCalls, "makerOf" | "versionOf">;

  /**
   * Takes the aliases.
   *
   * @param aliases Those that take a second person; none: nothing is refused.
   * @param calls Asks MLflow.
   */
  constructor(aliases: readonly string[], calls: Pick<OwnCalls, "makerOf" | "versionOf">) {
    this.#aliases = new Set(aliases);
    this.#calls = calls;
  }

  /**
   * Refuses whoever made a version to point such an alias to it. The first version that an alias leads to
   * takes the place of nothing, and may be pointed to by whoever made it.
   *
   * @param change What is asked for.
   * @param identity Who asks.
   * @throws {AccessRefused} If they made the version.
   */
  async require(change: RegistryChange, identity: Identity): Promise<void> {
    const { action, alias, model: name, version } = change;
    const who = describeIdentity(identity);
    if (action !== "write registered-models/alias" || alias === undefined) return;
    if (!this.#aliases.has(alias) || name === undefined || version === undefined) return;
    if (await this.#calls.makerOf({ name, version }) !== who) return;
    if (await this.#calls.versionOf(name, alias) === null) return;
    throw new AccessRefused(
      403,
      `@${alias} takes a second person: ${who} made version ${version}; somebody else with ` +
        "the right promote points the alias to it, on the page or by deno task approve",
      { identity },
    );
  }
}

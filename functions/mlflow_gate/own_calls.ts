import { makerTag, moverTag } from "@mlops/mlflow/alias_mover";

/** How long MLflow may take for a call of the gate's own, in ms. */
const MAX_CALL_MS = 30_000;

/** A version of a registered model. */
export interface NamedVersion {
  /** Name of the model. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
}

/** What the gate itself asks of MLflow, beside what it passes on. */
export class OwnCalls {
  readonly #mlflowUrl: URL;
  readonly #fetch: typeof fetch;

  /**
   * Takes the way to MLflow.
   *
   * @param mlflowUrl Where it listens.
   * @param ask Asks it.
   */
  constructor(mlflowUrl: URL, ask: typeof fetch) {
    this.#mlflowUrl = mlflowUrl;
    this.#fetch = ask;
  }

  /** Notes in a version who pointed an alias to it; rejects if MLflow does not take it. */
  async noteMover(of: NamedVersion, alias: string, who: string): Promise<void> {
    await this.#setTag(of, moverTag(alias), who);
  }

  /**
   * Finds who made a version.
   *
   * @returns Who; `null` if nobody noted it. It rejects if MLflow does not tell.
   */
  async makerOf(of: NamedVersion): Promise<string | null> {
    const answer = await this.#ask("model-versions/get", { query: { ...of } });
    const { model_version: found } = await answer.json() as {
      "model_version"?: { tags?: { key: string; value: string }[] };
    };
    return found?.tags?.find(({ key }) => key === makerTag())?.value ?? null;
  }

  /**
   * Finds the version that an alias leads to.
   *
   * @returns Its number; `null` if there is no such alias. It rejects if MLflow does not tell.
   */
  async versionOf(name: string, alias: string): Promise<string | null> {
    const answer = await this.#ask("registered-models/get", { query: { name } });
    const { registered_model: found } = await answer.json() as {
      "registered_model"?: { aliases?: { alias: string; version: string }[] };
    };
    return found?.aliases?.find((known) => known.alias === alias)?.version ?? null;
  }

  async #setTag(of: NamedVersion, key: string, value: string): Promise<void> {
    const answer = await this.#ask("model-versions/set-tag", { body: { ...of, key, value } });
    await answer.body?.cancel();
  }

  async #ask(
    call: string,
    { query = {}, body }: { query?: Readonly<Record<string, string>>; body?: object },
  ): Promise<Response> {
    const target = new URL(this.#mlflowUrl);
    target.pathname = `/api/2.0/mlflow/${call}`;
    target.search = new URLSearchParams(query).toString();
    const answer = await this.#fetch(target, {
      signal: AbortSignal.timeout(MAX_CALL_MS),
      ...body !== undefined && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      },
    });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw new Error(`MLflow answers ${answer.status} to ${call}`);
  }
}

import { Agent, request } from "node:http";
import { findAddresses } from "../deploy/addresses.ts";
import { REFERENCE_TASK } from "@mlops/tasks";
import { kubectl, NAMESPACE } from "./stack.ts";

/** What clients got. */
export interface Answered {
  /** Answers of 200. */
  readonly good: number;
  /** Anything else, in words. */
  readonly failures: readonly string[];
}

/** Clients that ask the prediction service through the ingress, each again as soon as it has its answer. */
export class SteadyClients {
  #good = 0;
  readonly #failures: string[] = [];
  readonly #end = new AbortController();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #loops: Promise<void>[];

  private constructor(url: string, host: string, clients: number) {
    this.#loops = Array.from({ length: clients }, () => this.#ask(`${url}/predict`, host));
  }

  /**
   * Lets clients ask.
   *
   * @param clients How many.
   * @returns The clients.
   */
  static async start(clients: number): Promise<SteadyClients> {
    const nodes = await kubectl.objects("look at the nodes", ["nodes"]);
    const { ingress, host } = await findAddresses(kubectl, { namespace: NAMESPACE, nodes });
    if (ingress === undefined || host === undefined) throw new Error("There is no ingress to ask");
    return new SteadyClients(ingress, host, clients);
  }

  /**
   * Ends them.
   *
   * @returns What they got.
   */
  async end(): Promise<Answered> {
    this.#end.abort();
    await Promise.all(this.#loops);
    this.#agent.destroy();
    return { good: this.#good, failures: this.#failures };
  }

  async #ask(url: string, host: string): Promise<void> {
    const { row } = REFERENCE_TASK.sample;
    while (!this.#end.signal.aborted) {
      try {
        // Rows differ, as those of clients do: the probabilities of a day have many values.
        const body = JSON.stringify({ ...row, Glucose: 60 + Math.floor(Math.random() * 130) });
        const status = await this.#post(url, host, body);
        if (status === 200) this.#good++;
        else this.#failures.push(`status ${status}`);
      } catch (error) {
        this.#failures.push(String(error));
      }
    }
  }

  /** `fetch` would not send another host name than the address's. */
  #post(url: string, host: string, body: string): Promise<number> {
    const headers = { host, "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const sent = request(url, { method: "POST", headers, agent: this.#agent }, (answer) => {
        answer.on("end", () => resolve(answer.statusCode ?? 0));
        answer.on("error", reject);
        answer.resume();
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

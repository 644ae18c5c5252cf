import { delay } from "@std/async";
import { REFERENCE_TASK } from "@mlops/tasks";
import { deepEqual, ok } from "node:assert/strict";
import { Agent, request } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { findAddresses } from "../deploy/cluster/addresses.ts";
import { API, ENTRY, entryAuthority, PAGE } from "./outside_client.ts";
import { cluster, kubectl, NAMESPACE } from "./stack.ts";
import type { Tell } from "./steps.ts";

/** Time between an answer and the next request of a client in production, in ms. */
const PAUSE_MS = 20;

/** A way by which clients ask for predictions. */
export interface ClientWay {
  /** What it is, for a person. */
  readonly title: string;
  /** Where it is asked, with the route's path. */
  readonly url: string;
  /** The name by which it is asked. */
  readonly host: string;
  /** Headers beside it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Certificate of the authority that the server is held to, in PEM; `null`: without TLS. */
  readonly authority: string | null;
  /** Time between an answer and the next request, in ms. */
  readonly pauseMs: number;
}

/**
 * Finds the way through Knative's ingress, where the prediction service has an address outside.
 *
 * @returns The way, without a pause between requests.
 */
export async function ingressWay(): Promise<ClientWay> {
  const nodes = await kubectl.objects("look at the nodes", ["nodes"]);
  const { ingress, host } = await findAddresses(kubectl, { namespace: NAMESPACE, nodes });
  if (ingress === undefined || host === undefined) throw new Error("There is no ingress to ask");
  const [title, url] = ["through Knative's ingress", `${ingress}/predict`];
  return { title, url, host, headers: {}, authority: null, pauseMs: 0 };
}

/**
 * Finds the way to the classic Deployment by its node port, which the workshop has.
 *
 * @returns The way, without a pause between requests.
 */
export async function nodePortWay(): Promise<ClientWay> {
  const nodes = await kubectl.objects("look at the nodes", ["nodes"]);
  const { classic } = await findAddresses(kubectl, { namespace: NAMESPACE, nodes });
  if (classic === undefined) throw new Error("There is no node port to ask");
  const { host } = new URL(classic);
  const url = `${classic}/predict`;
  return { title: "classic by its node port", url, host, headers: {}, authority: null, pauseMs: 0 };
}

/**
 * Finds the ways that clients of production have, with the key that `client` has now.
 *
 * @returns Through the page, which asks the Knative Service, and to the classic Deployment.
 */
export async function productionWays(): Promise<ClientWay[]> {
  const [authority, headers] = await Promise.all([
    entryAuthority(),
    cluster.credentialsOf("client"),
  ]);
  const way = (title: string, address: string, path: string): ClientWay => ({
    title,
    url: `https://${ENTRY.hostname}:${ENTRY.port}${path}`,
    host: new URL(address).host,
    headers,
    authority,
    pauseMs: PAUSE_MS,
  });
  return [way("page and Knative", PAGE, "/api/predict"), way("classic", API, "/predict")];
}

/** What clients got. */
export interface Answered {
  /** Answers of 200. */
  readonly good: number;
  /** Anything else, in words. */
  readonly failures: readonly string[];
}

/** Clients that ask for predictions, each again once it has its answer. */
export class SteadyClients {
  #good = 0;
  readonly #failures: string[] = [];
  readonly #end = new AbortController();
  readonly #agents: readonly (Agent | TlsAgent)[];
  readonly #loops: Promise<void>[];

  /**
   * Lets clients ask.
   *
   * @param ways By which they ask.
   * @param clients How many there are for each way.
   */
  constructor(ways: readonly ClientWay[], clients: number) {
    const agents: (Agent | TlsAgent)[] = [];
    this.#agents = agents;
    this.#loops = ways.flatMap((way) => {
      const agent = new (way.authority === null ? Agent : TlsAgent)({ keepAlive: true });
      agents.push(agent);
      return Array.from({ length: clients }, () => this.#ask(way, agent));
    });
  }

  /**
   * Ends them.
   *
   * @returns What they got.
   */
  async end(): Promise<Answered> {
    this.#end.abort();
    await Promise.all(this.#loops);
    for (const agent of this.#agents) agent.destroy();
    return { good: this.#good, failures: this.#failures };
  }

  async #ask(way: ClientWay, agent: Agent | TlsAgent): Promise<void> {
    const { row } = REFERENCE_TASK.sample;
    while (!this.#end.signal.aborted) {
      const at = new Date().toISOString().slice(11, 19);
      try {
        // Rows differ, as those of clients do: the probabilities of a day have many values.
        const body = JSON.stringify({ ...row, Glucose: 60 + Math.floor(Math.random() * 130) });
        const { status, text } = await post(way, agent, body);
        if (status === 200) this.#good++;
        else this.#failures.push(`${way.title}, ${at}: ${status} ${text.slice(0, 200)}`);
      } catch (error) {
        this.#failures.push(`${way.title}, ${at}: ${error}`);
      }
      if (way.pauseMs > 0) await delay(way.pauseMs);
    }
  }
}

/** `fetch` would not send another host name than the address's. */
function post(
  { url, host, headers, authority }: ClientWay,
  agent: Agent | TlsAgent,
  body: string,
): Promise<{ status: number; text: string }> {
  const options = {
    method: "POST",
    headers: { ...headers, host, "content-type": "application/json" },
    agent,
  };
  return new Promise((resolve, reject) => {
    const sent = authority === null
      ? request(url, options)
      : tlsRequest(url, { ...options, ca: authority, servername: host });
    sent.on("response", (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => text += chunk);
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Kinds of failure that are shown. */
const SHOWN = 5;

/**
 * Does something under load, of which no request may fail.
 *
 * @param load The ways by which clients ask, how many of each, and who is told what they got.
 * @param drill What is done meanwhile.
 * @throws {Error} If a request failed, with what was answered.
 */
export async function underLoad(
  { ways, clients, tell }: { ways: readonly ClientWay[]; clients: number; tell: Tell },
  drill: () => Promise<void>,
): Promise<void> {
  const steady = new SteadyClients(ways, clients);
  let answered: Answered;
  try {
    await drill();
  } finally {
    answered = await steady.end();
    tell(`${answered.good} requests of clients answered, ${answered.failures.length} failed`);
    for (const failure of answered.failures.slice(0, SHOWN)) tell(failure);
  }
  deepEqual(answered.failures.slice(0, SHOWN), []);
  ok(answered.good > 100, `too few to say anything: ${answered.good}`);
}

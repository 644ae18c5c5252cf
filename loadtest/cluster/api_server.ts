/**
 * The cluster's API server over one `kubectl proxy`, so that a look once a second costs a request on a
 * kept connection and not a new process.
 *
 * @module
 */

import { sendSignal } from "@mlops/processes/send_signal";
import { readAnswer } from "../read_answer.ts";

/** Answers to GET requests, by their path. */
export interface ApiReader {
  /**
   * Reads an answer.
   *
   * @param path Path with its query, from `/api` or `/apis` on.
   * @returns The JSON, or `undefined` if the server has no such thing or cannot reach it.
   */
  get<T>(path: string): Promise<T | undefined>;
  /**
   * Reads an answer that is no JSON.
   *
   * @param path Path with its query.
   * @returns The text, or `undefined` if the server has no such thing or cannot reach it.
   */
  text(path: string): Promise<string | undefined>;
}

/** A way to the API server; ends with the block that declares it. */
export class ApiServer implements ApiReader, AsyncDisposable {
  readonly #url: string;
  readonly #close: () => Promise<void>;

  private constructor(url: string, close: () => Promise<void>) {
    this.#url = url;
    this.#close = close;
  }

  /**
   * Opens the way on a free port of the loopback address.
   *
   * @returns The way, or `undefined` if kubectl or its cluster is not there.
   */
  static async open(): Promise<ApiServer | undefined> {
    const child = startProxy();
    if (child === undefined) return undefined;
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    const url = /127\.0\.0\.1:\d+/.exec(new TextDecoder().decode(value))?.[0];
    const close = async () => {
      // A proxy that found no cluster has ended by itself.
      if (url !== undefined) sendSignal(child, "SIGTERM");
      await Promise.all([child.status, drain(reader)]);
    };
    const server = new ApiServer(`http://${url}`, close);
    if (url !== undefined && await server.get("/version") !== undefined) return server;
    await close();
    return undefined;
  }

  /** @inheritdoc */
  async get<T>(path: string): Promise<T | undefined> {
    const text = await this.text(path);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** @inheritdoc */
  text(path: string): Promise<string | undefined> {
    return readAnswer(this.#url + path);
  }

  /** Ends the proxy. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}

function startProxy(): Deno.ChildProcess | undefined {
  try {
    return new Deno.Command("kubectl", {
      args: ["proxy", "--port=0", "--address=127.0.0.1"],
      stdin: "null",
      // A Ctrl-C on the terminal is for this program, which needs the proxy until it has cleaned up.
      detached: true,
      stdout: "piped",
      // What it says of single requests is of no use, and it ends if nobody reads it.
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

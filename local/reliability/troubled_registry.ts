import { createTrackingServer } from "@mlops/mlflow/server";
import { freePort } from "@mlops/processes/free_port";
import { until } from "@mlops/testing/until";

/** How the registry behaves. */
export type Trouble = "none" | "down" | "hangs" | "status 500" | "nonsense" | "drips";

/** One request that the registry was asked. */
export interface Look {
  /** When it came, in ms on the clock of `performance.now()`. */
  readonly atMs: number;
  /** How long the asker waited, in ms; `null` while it still waits. */
  tookMs: number | null;
}

/** A tracking server that can be down, hang or answer nonsense, and come back on the same port. */
export class TroubledRegistry implements AsyncDisposable {
  readonly #root: string;
  readonly #port = freePort();
  readonly #handle: (request: Request) => Promise<Response>;
  #server: Deno.HttpServer | null = null;
  #silent: SilentServer | null = null;
  #trouble: Trouble = "none";
  /** What it was asked since the list was last emptied. */
  looks: Look[] = [];

  private constructor(root: string) {
    this.#root = root;
    this.#handle = createTrackingServer({ root }).fetch;
  }

  /** Prepares one with an empty registry; it is down. */
  static async create(): Promise<TroubledRegistry> {
    return new TroubledRegistry(await Deno.makeTempDir({ prefix: "troubled-" }));
  }

  /** Its address, without a final slash. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /**
   * Behaves otherwise from now on.
   *
   * @param trouble How.
   */
  async behave(trouble: Trouble): Promise<void> {
    await this.#stop();
    this.#trouble = trouble;
    if (trouble === "down") return;
    await untilFree(this.#port);
    if (trouble === "hangs") {
      this.#silent = new SilentServer(this.#port, this.looks);
      return;
    }
    const options = { hostname: "127.0.0.1", port: this.#port, onListen: () => {} };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
  }

  /** Ends it and removes its data. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
    await Deno.remove(this.#root, { recursive: true });
  }

  async #stop(): Promise<void> {
    const [server, silent] = [this.#server, this.#silent];
    [this.#server, this.#silent] = [null, null];
    silent?.close();
    await server?.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const look: Look = { atMs: performance.now(), tookMs: null };
    this.looks.push(look);
    const end = () => look.tookMs ??= performance.now() - look.atMs;
    try {
      if (this.#trouble === "status 500") return new Response("<h1>Oops</h1>", { status: 500 });
      if (this.#trouble === "nonsense") return new Response(NONSENSE, JSON_TYPE);
      if (this.#trouble === "drips") return new Response(spaces(end));
      return await this.#handle(request);
    } finally {
      if (this.#trouble !== "drips") end();
    }
  }
}

/** A listener that was closed while it waited keeps its port for a moment. */
async function untilFree(port: number): Promise<void> {
  await until(`port ${port} free`, () => {
    try {
      using _listener = Deno.listen({ hostname: "127.0.0.1", port });
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.AddrInUse) return false;
      throw error;
    }
  });
}

const NONSENSE = '{"registered_model": {"aliases": 7}, "model_version": []';
const JSON_TYPE = { headers: { "content-type": "application/json" } };

/** Takes connections and requests, and never says a word. */
class SilentServer {
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();

  constructor(port: number, looks: Look[]) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port });
    this.#accept(looks);
  }

  close(): void {
    this.#listener.close();
    const connections = [...this.#connections];
    this.#connections.clear();
    for (const connection of connections) connection.close();
  }

  async #accept(looks: Look[]): Promise<void> {
    for await (const connection of this.#listener) this.#watch(connection, looks);
  }

  async #watch(connection: Deno.TcpConn, looks: Look[]): Promise<void> {
    const look: Look = { atMs: performance.now(), tookMs: null };
    looks.push(look);
    this.#connections.add(connection);
    const buffer = new Uint8Array(4096);
    while (await connection.read(buffer).catch(() => null) !== null);
    look.tookMs = performance.now() - look.atMs;
    if (this.#connections.delete(connection)) connection.close();
  }
}

/** A body of spaces that never ends; `gone` is called when nobody reads it any more. */
function spaces(gone: () => void): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      timer = setInterval(() => controller.enqueue(new TextEncoder().encode(" ")), 50);
    },
    cancel() {
      clearInterval(timer);
      gone();
    },
  });
}

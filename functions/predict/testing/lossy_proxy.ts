/** Stands before a Postgres and loses its answers to commits, as a network that breaks would. */
export class LossyProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #listener: Deno.TcpListener;
  readonly #connections: Promise<void>[] = [];
  readonly #accepting: Promise<void>;
  /** Answers to commits that are still to be lost. */
  nToLose: number;
  /** Answers to commits that were lost. */
  nLost = 0;

  /**
   * Listens on a free port.
   *
   * @param target Address of the database.
   * @param nToLose Answers to commits that are to be lost.
   */
  constructor(target: URL, nToLose: number) {
    this.#target = target;
    this.nToLose = nToLose;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accepting = this.#accept();
  }

  /** Address of the database through the proxy. */
  get url(): URL {
    const url = new URL(this.#target);
    url.port = `${(this.#listener.addr as Deno.NetAddr).port}`;
    return url;
  }

  /** Ends it and its connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#connections);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) this.#connections.push(this.#carry(client));
  }

  async #carry(client: Deno.TcpConn): Promise<void> {
    const { hostname, port } = this.#target;
    using server = await Deno.connect({ hostname, port: Number(port) });
    let isLosing = false;
    const toServer = async () => {
      for (let bytes; (bytes = await read(client)) !== null;) {
        if (this.nToLose > 0 && /commit/i.test(new TextDecoder().decode(bytes))) {
          this.nToLose--;
          isLosing = true;
        }
        await server.write(bytes);
      }
    };
    const toClient = async () => {
      for (let bytes; (bytes = await read(server)) !== null;) {
        if (isLosing) {
          this.nLost++;
          return;
        }
        await client.write(bytes);
      }
    };
    await Promise.race([toServer(), toClient()]).catch(() => {});
    client.close();
  }
}

async function read(connection: Deno.TcpConn): Promise<Uint8Array<ArrayBuffer> | null> {
  const buffer = new Uint8Array(65_536);
  const size = await connection.read(buffer).catch(() => null);
  return size === null ? null : buffer.subarray(0, size);
}

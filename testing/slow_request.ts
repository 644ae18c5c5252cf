import { delay } from "@std/async";

/** Ends a body in chunks. */
const LAST_CHUNK = "\r\n0\r\n\r\n";

/** A request over a socket of its own whose parts the caller sends when it wants. */
export class SlowRequest implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #encoder = new TextEncoder();

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /**
   * Connects; nothing is sent yet.
   *
   * @param url Address of the service.
   * @returns The request.
   */
  static async connect(url: string): Promise<SlowRequest> {
    const { hostname, port } = new URL(url);
    return new SlowRequest(await Deno.connect({ hostname, port: Number(port) }));
  }

  /**
   * Sends bytes as they are.
   *
   * @param text What to send.
   */
  async send(text: string): Promise<void> {
    const bytes = this.#encoder.encode(text);
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#connection.write(bytes.subarray(sent));
    }
  }

  /**
   * Sends a text bit by bit, evenly over a time.
   *
   * @param text What to send.
   * @param durationMs How long it takes.
   * @param parts Number of bits.
   */
  async drip(text: string, durationMs: number, parts = 10): Promise<void> {
    const size = Math.ceil(text.length / parts);
    for (let part = 0; part < parts; part++) {
      await delay(durationMs / parts);
      await this.send(text.slice(part * size, (part + 1) * size));
    }
  }

  /**
   * Reads until the answer is whole by its `Content-Length` or its last chunk, or the connection ends.
   *
   * @param pauseMs Wait before each read, for a slow reader.
   * @returns Status (0 if there was no answer), the body, and whether it was whole.
   */
  async answer(pauseMs = 0): Promise<{ status: number; body: string; isWhole: boolean }> {
    const decoder = new TextDecoder("latin1");
    const buffer = new Uint8Array(64 * 1024);
    const chunks: string[] = [];
    let head = "";
    let size = 0;
    let bodyStart = -1;
    let wanted = Infinity;
    let isChunked = false;
    let tail = "";
    while (size - bodyStart < wanted || bodyStart < 0) {
      if (pauseMs > 0) await delay(pauseMs);
      const count = await this.#connection.read(buffer).catch(() => null);
      if (count === null) break;
      const text = decoder.decode(buffer.subarray(0, count));
      chunks.push(text);
      size += count;
      tail = (tail + text).slice(-LAST_CHUNK.length);
      if (isChunked && tail === LAST_CHUNK) break;
      if (bodyStart >= 0) continue;
      head += text;
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) continue;
      bodyStart = end + 4;
      wanted = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? Infinity);
      isChunked = /^transfer-encoding: *chunked/im.test(head);
      if (isChunked && tail === LAST_CHUNK) break;
    }
    const whole = chunks.join("");
    return {
      status: Number(/^HTTP\/1\.1 (\d+)/.exec(whole)?.[1] ?? 0),
      body: bodyStart < 0 ? "" : whole.slice(bodyStart),
      isWhole: isChunked ? tail === LAST_CHUNK : size - bodyStart === wanted,
    };
  }

  /** Closes the connection. */
  [Symbol.dispose](): void {
    this.#connection.close();
  }
}

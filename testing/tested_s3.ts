import { freePort } from "@mlops/processes/free_port";
import { sendSignal } from "@mlops/processes/send_signal";

const MOTO = new URL("../.ci/moto", import.meta.url).pathname;

/** A server of S3's protocol that nobody here wrote, moto, with an empty bucket `backups`. */
export class TestedS3 implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  /** Its address. */
  readonly url: URL;
  /** Name of the key that may use the bucket. */
  readonly accessKeyId: string;
  /** The key itself. */
  readonly secretAccessKey: string;

  private constructor(child: Deno.ChildProcess, port: number, key: { id: string; secret: string }) {
    this.#child = child;
    this.url = new URL(`http://127.0.0.1:${port}`);
    this.accessKeyId = key.id;
    this.secretAccessKey = key.secret;
  }

  /**
   * Starts one on a free port, installing it the first time.
   *
   * @returns The server.
   */
  static async start(): Promise<TestedS3> {
    const port = freePort();
    const child = new Deno.Command(MOTO, {
      args: [`${port}`],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    const decoder = new TextDecoder();
    let said = "";
    while (!said.includes("\n")) {
      const { done, value } = await reader.read();
      if (done) throw new Error("Cannot start moto: see .ci/moto");
      said += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
    return new TestedS3(child, port, JSON.parse(said));
  }

  /** Its variables, as all clients of S3 read them. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_S3: this.url.href,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: this.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.secretAccessKey,
    };
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    sendSignal(this.#child, "SIGTERM");
    await this.#child.status;
  }
}

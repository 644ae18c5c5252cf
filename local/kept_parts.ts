import { keepRunning, type KeptProcess, type ProcessCommand } from "@mlops/processes";
import type { StackConfig } from "./config.ts";
import { noteProcess } from "./leftovers.ts";
import { withoutPassword } from "./outside_server.ts";
import type { Report } from "./report.ts";
import { writeStatus } from "./status_file.ts";

/** The parts of a stack that run as processes of this machine, and the file that tells of them. */
export class KeptParts {
  readonly #config: StackConfig;
  readonly #report: Report;
  readonly #startedAt = new Date().toISOString();
  /** Address of the stack's own database, without its password; `null` if it has none. */
  databaseUrl: string | null = null;
  readonly #parts: { readonly part: KeptProcess; readonly where: string }[] = [];
  // One after the other, as they write the same file.
  #written: Promise<void> = Promise.resolve();

  /**
   * Keeps none yet.
   *
   * @param config Ports and folders of the stack.
   * @param report Told of each part that is up.
   */
  constructor(config: StackConfig, report: Report) {
    this.#config = config;
    this.#report = report;
  }

  /**
   * Starts a part, and starts it again whenever it ends by itself.
   *
   * @param command How it is run.
   * @param where Where it answers, for people.
   * @throws {ProcessError} If it does not come up.
   */
  async start(command: ProcessCommand, where: string): Promise<void> {
    const began = performance.now();
    const part = await keepRunning(command, {
      say: (line) => this.#report.say(line),
      onStart: ({ pid }) => noteProcess(`${this.#config.directory}/processes`, pid),
      onChange: () => this.#noteStatus(),
    });
    this.#parts.push({ part, where });
    this.#noteStatus();
    this.#report.done(command.name, where, performance.now() - began);
  }

  /** Ends all parts, those that use others first. */
  async stop(): Promise<void> {
    for (const { part } of this.#parts.toReversed()) await part.stop();
  }

  /** Settles when the file tells of all that was started. */
  async untilWritten(): Promise<void> {
    await this.#written;
  }

  #noteStatus(): void {
    const { directory, apiPort, mlflowPort, trackingUri } = this.#config;
    const status = {
      pid: Deno.pid,
      startedAt: this.#startedAt,
      apiUrl: `http://127.0.0.1:${apiPort}`,
      trackingUri: withoutPassword(trackingUri ?? `http://127.0.0.1:${mlflowPort}`),
      databaseUrl: this.databaseUrl,
      parts: this.#parts.map(({ part: { name, pid, state, restarts, lastEnd }, where }) => ({
        name,
        where,
        pid,
        state,
        restarts,
        lastEnd,
      })),
    };
    this.#written = this.#written.then(() => writeStatus(directory, status)).catch((error) => {
      this.#report.say(`Cannot tell deno task status what runs: ${error.message}`);
    });
  }
}

import { sendSignal } from "@mlops/processes/send_signal";
import { type Frame, FrameReader, writeFrame } from "./frames.ts";

/** How a process is started. */
export interface ProcessCommand {
  /** The program, which the service may run and no other. */
  readonly program: string;
  /** Its arguments. */
  readonly args: readonly string[];
}

/** Thrown where a process broke its bounds and was ended, or ended by itself. */
export class BrokenProcessError extends Error {
  /**
   * Says which bound.
   *
   * @param message As "must …: …".
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BrokenProcessError";
  }
}

/** Most answers are a word, or a sentence. */
const HEAD_BYTES = 64 * 1024;

/** What a question may take. */
export interface AskLimits {
  /** Time until the answer is there, in ms. */
  readonly timeMs: number;
  /** Size of its parts together, in bytes. */
  readonly answerBytes: number;
  /** Size of its head, in bytes; default 64 KiB. */
  readonly headBytes?: number;
  /** What is done, for the message: "score a batch". */
  readonly what: string;
}

/**
 * A process that answers one question at a time, and that is ended if it does not.
 *
 * A process, as a worker's thread cannot be ended: in Deno 2.9.6 neither `Worker.terminate()` nor that of
 * `node:worker_threads` stops a loop, of JavaScript or of WebAssembly; it went on taking its processor,
 * and its memory was not given back.
 */
export class ScorerClient {
  readonly #process: Deno.ChildProcess;
  readonly #sink: WritableStreamDefaultWriter<Uint8Array>;
  readonly #frames: FrameReader;
  #hasEnded = false;

  /**
   * Starts the process.
   *
   * @param command How.
   */
  constructor({ program, args }: ProcessCommand) {
    this.#process = new Deno.Command(program, {
      args: [...args],
      // Neither the service's secrets nor its settings.
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#sink = this.#process.stdin.getWriter();
    this.#frames = new FrameReader(this.#process.stdout);
    void this.#process.status.then(() => this.#hasEnded = true);
  }

  /** Whether the process has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Asks a question; one at a time.
   *
   * @param frame The question.
   * @param limits What it may take.
   * @returns The answer, unchecked.
   * @throws {BrokenProcessError} If it takes more, or the process ends; it is ended then.
   */
  async ask(frame: Frame<object>, limits: AskLimits): Promise<Frame> {
    const { timeMs, answerBytes, headBytes = HEAD_BYTES, what } = limits;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      sendSignal(this.#process, "SIGKILL");
    }, timeMs);
    try {
      const sent = writeFrame(this.#sink, frame);
      const [answer] = await Promise.all([
        this.#frames.read({ headBytes, partBytes: answerBytes }),
        sent,
      ]);
      if (answer !== null) return answer;
      throw new Error("it ended");
    } catch (cause) {
      sendSignal(this.#process, "SIGKILL");
      const { code, signal } = await this.#process.status;
      throw new BrokenProcessError(
        isLate
          ? `must ${what} within ${timeMs} ms: did not`
          : `must ${what} within its memory: its process ended with ${signal ?? `code ${code}`}`,
        { cause },
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process. */
  async end(): Promise<void> {
    sendSignal(this.#process, "SIGKILL");
    await this.#process.status;
    await this.#sink.abort().catch(() => {});
    await this.#frames.cancel().catch(() => {});
  }
}

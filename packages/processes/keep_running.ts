import { delay } from "@std/async";
import { ProcessError } from "./process_error.ts";
import {
  howItEnded,
  type ProcessCommand,
  type RunningProcess,
  startProcess,
} from "./start_process.ts";

/** What is going on with a process that is kept running. */
export type KeptState = "up" | "waiting" | "starting" | "stopped";

/** A process that is started again whenever it ends by itself. */
export interface KeptProcess {
  /** Name for people. */
  readonly name: string;
  /** Id of the process that runs or ran last. */
  readonly pid: number;
  /** What is going on with it. */
  readonly state: KeptState;
  /** How often it was started again. */
  readonly restarts: number;
  /** How it ended last, as the end of a sentence, or `null` if it never did. */
  readonly lastEnd: string | null;
  /** Ends it for good and waits until it is gone; what waits to be started again is not. */
  stop(): Promise<void>;
}

/** Who is told, and how long is waited. */
export interface KeepOptions {
  /** Told of each end and of each start after one, in a line. */
  readonly say: (line: string) => void;
  /** Told of each process as soon as it is ready, the first one too. */
  readonly onStart?: (running: RunningProcess) => Promise<void>;
  /** Told whenever what is going on has changed. */
  readonly onChange?: () => void;
  /** First pause before another start, in ms; each one after it is twice as long. */
  readonly firstPauseMs?: number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** What ran for so long is well again: the next end begins with the first pause. */
const WELL_AGAIN_MS = 60_000;

/**
 * Starts a process, waits until it is ready, and starts it again after a pause whenever it ends by itself:
 * after 1 s, then 2 s, and so on to 30 s.
 *
 * @param command What to start.
 * @param options Who is told.
 * @returns The process, ready.
 * @throws {ProcessError} If it does not get ready the first time.
 */
export async function keepRunning(
  command: ProcessCommand,
  options: KeepOptions,
): Promise<KeptProcess> {
  const keeper = new Keeper(command, options);
  await keeper.start();
  return keeper;
}

class Keeper implements KeptProcess {
  readonly name: string;
  state: KeptState = "starting";
  restarts = 0;
  lastEnd: string | null = null;
  readonly #command: ProcessCommand;
  readonly #options: KeepOptions;
  readonly #stopping = new AbortController();
  #running: RunningProcess | null = null;
  #loop: Promise<void> = Promise.resolve();

  constructor(command: ProcessCommand, options: KeepOptions) {
    this.name = command.name;
    this.#command = command;
    this.#options = options;
  }

  get pid(): number {
    return this.#running?.pid ?? 0;
  }

  async start(): Promise<void> {
    const running = await this.#startOnce();
    this.#loop = this.#keep(running);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop();
    await this.#loop;
    this.#become("stopped");
  }

  async #startOnce(): Promise<RunningProcess> {
    this.#become("starting");
    const running = await startProcess(this.#command, this.#stopping.signal);
    this.#running = running;
    await this.#options.onStart?.(running);
    this.#become("up");
    return running;
  }

  async #keep(first: RunningProcess): Promise<void> {
    const { signal } = this.#stopping;
    const firstPause = this.#options.firstPauseMs ?? FIRST_PAUSE_MS;
    let pauseMs = firstPause;
    let running: RunningProcess | null = first;
    let began = performance.now();
    while (true) {
      if (running !== null) {
        const status = await running.exited;
        if (signal.aborted) return;
        this.lastEnd = howItEnded(status);
        if (performance.now() - began >= WELL_AGAIN_MS) pauseMs = firstPause;
      }
      this.#become("waiting");
      this.#options.say(
        `${this.name} has ended: ${this.lastEnd}. It is started again in ${
          Math.round(pauseMs / 1000)
        } s; what it printed is in ${this.#command.logFile}`,
      );
      await delay(pauseMs, { signal }).catch(() => {});
      if (signal.aborted) return;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      running = await this.#startAgain();
      if (signal.aborted) return;
      began = performance.now();
    }
  }

  /** Starts it once more; `null` if it does not get ready, which counts as another end. */
  async #startAgain(): Promise<RunningProcess | null> {
    this.restarts++;
    try {
      const running = await this.#startOnce();
      this.#options.say(`${this.name} is up again`);
      return running;
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      this.lastEnd = error.reason;
      return null;
    }
  }

  #become(state: KeptState): void {
    this.state = state;
    this.#options.onChange?.();
  }
}

import { delay } from "@std/async";

/**
 * Reads how much memory a process has in use.
 *
 * @param pid Its process id.
 * @returns Its resident set, in MiB.
 */
export async function residentMib(pid: number): Promise<number> {
  // Deno lets nobody read below /proc without all permissions, so that another program does.
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).output();
  return Number(/VmRSS:\s+(\d+)/.exec(new TextDecoder().decode(stdout))?.[1]) / 1024;
}

/** Time between two looks, in ms. */
const LOOK_MS = 100;

/** Looks at the memory of a process until it is told to stop. */
export class MemoryWatch {
  #mostMib = 0;
  #isOver = false;
  readonly #watching: Promise<void>;

  /**
   * Begins.
   *
   * @param pid Process id.
   */
  constructor(pid: number) {
    this.#watching = this.#look(pid);
  }

  /**
   * Ends.
   *
   * @returns The most memory that was seen, in MiB.
   */
  async stop(): Promise<number> {
    this.#isOver = true;
    await this.#watching;
    return this.#mostMib;
  }

  async #look(pid: number): Promise<void> {
    while (!this.#isOver) {
      this.#mostMib = Math.max(this.#mostMib, await residentMib(pid));
      await delay(LOOK_MS);
    }
  }
}

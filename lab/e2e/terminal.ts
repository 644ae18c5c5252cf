/**
 * A learner's terminals: lines for the shell, from the repository's folder.
 *
 * @module
 */
import { deadline } from "@std/async";
import { sendSignal } from "@mlops/processes/send_signal";

const ROOT = new URL("../../", import.meta.url).pathname;

/** How a line ended. */
export interface Ended {
  /** Its exit code. */
  readonly code: number;
  /** All that it printed. */
  readonly said: string;
}

/** A line that goes on, in a terminal of its own; it ends with the block that declares it. */
export interface Running extends AsyncDisposable {
  /**
   * Waits for what it prints.
   *
   * @param pattern What; its first line if not given.
   * @throws {Error} If it ends before, or does not print it in time.
   */
  until(pattern?: RegExp): Promise<void>;
}

/** How long words are waited for, in ms. */
const LIMIT_MS = 300_000;

/**
 * Types a line and waits for its end.
 *
 * @param line For bash; nobody is there to answer what it asks.
 * @param env What the terminal's environment has beside this process'.
 */
export async function typeLine(
  line: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", line],
    cwd: ROOT,
    env,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, said: `${decoder.decode(stdout)}${decoder.decode(stderr)}`.trimEnd() };
}

/**
 * Types a line that goes on.
 *
 * @param line For bash.
 * @param env What the terminal's environment has beside this process'.
 */
export function inTerminal(line: string, env: Readonly<Record<string, string>> = {}): Running {
  const child = new Deno.Command("bash", {
    args: ["-c", `exec env ${line}`],
    cwd: ROOT,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let said = "";
  let look = () => {};
  let isOver = false;
  const all = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      look();
    }
    isOver = true;
    look();
  })();
  return {
    async until(pattern = /\n/) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      look = () => {
        if (pattern.test(said)) resolve();
        else if (isOver) reject(new Error(`"${line}" ended:\n${said}`));
      };
      look();
      await deadline(promise, LIMIT_MS).catch((error) => {
        if (error.name !== "TimeoutError") throw error;
        throw new Error(`"${line}" did not print ${pattern}:\n${said.slice(-2_000)}`);
      });
    },
    async [Symbol.asyncDispose]() {
      sendSignal(child, "SIGTERM");
      await Promise.all([child.status, all]);
    },
  };
}

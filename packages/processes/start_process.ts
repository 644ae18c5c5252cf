import { delay } from "@std/async";
import type { Command } from "./platform.ts";
import { ProcessError } from "./process_error.ts";
import { sendSignal } from "./send_signal.ts";

/** How to start one part of the stack as a process of its own. */
export interface ProcessCommand {
  /** Name for people, for example "PostgreSQL". */
  readonly name: string;
  /** The program. */
  readonly program: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** Its whole environment; nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** File that takes what it prints. */
  readonly logFile: string;
  /** Signal that ends it cleanly. */
  readonly stopSignal: "SIGTERM" | "SIGINT";
  /**
   * Program that ends it cleanly where signals cannot, on Windows; without one it is ended there as by
   * SIGKILL.
   */
  readonly stopProgram?: Command;
  /** Asks the process whether it is ready; a rejection counts as no. */
  readonly isReady: () => Promise<boolean>;
}

/** A started part. */
export interface RunningProcess {
  /** Name for people. */
  readonly name: string;
  /** Process id. */
  readonly pid: number;
  /** Settles when the process ends, however it ends. */
  readonly exited: Promise<Deno.CommandStatus>;
  /** Ends the process with its own signal and waits until it is gone. */
  stop(): Promise<void>;
}

/** A part that is not ready by then is stuck; the first start of PostgreSQL takes about 2 s. */
const READY_TIMEOUT_MS = 60_000;

/** A part that ignores its stop signal for so long is killed. */
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts a part and waits until it is ready.
 *
 * The process gets a session of its own, so that Ctrl-C in the terminal reaches the stack alone,
 * which then ends the parts in the right order.
 *
 * @param command What to start.
 * @param signal Ends it while it is getting ready.
 * @returns The part, ready.
 * @throws {ProcessError} If it ends first or is not ready after a minute; it says what the part printed last.
 */
export async function startProcess(
  command: ProcessCommand,
  signal?: AbortSignal,
): Promise<RunningProcess> {
  const process = new Deno.Command(command.program, {
    args: [...command.args],
    env: { ...command.env },
    clearEnv: true,
    detached: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const log = await Deno.open(command.logFile, { create: true, write: true, truncate: true });
  const printed = collect(process, log);
  const exited = process.status.then(async (status) => {
    await printed;
    log.close();
    return status;
  });
  const part = {
    name: command.name,
    pid: process.pid,
    exited,
    stop: () => stop(process, command, exited),
  };
  const reason = await untilReady(command, exited, signal);
  if (reason !== null) {
    await part.stop();
    throw new ProcessError(
      command.name,
      reason,
      command.logFile,
      await Deno.readTextFile(command.logFile),
    );
  }
  return part;
}

/** Keeps what the process prints; it must be read even where it cannot be kept, or the process stops. */
async function collect(process: Deno.ChildProcess, log: Deno.FsFile): Promise<void> {
  const write = async (stream: ReadableStream<Uint8Array>) => {
    for await (const chunk of stream) await writeAll(log, chunk).catch(requireFullDisk);
  };
  await Promise.all([write(process.stdout), write(process.stderr)]);
}

async function writeAll(log: Deno.FsFile, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) done += await log.write(chunk.subarray(done));
}

/** Lines lost to a full disk are no reason to end the stack, which may go on when there is room again. */
function requireFullDisk(error: unknown): void {
  const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
  if (!isFull) throw error;
}

/**
 * Tells how a process ended.
 *
 * @param status What the system says of it.
 * @returns The end of a sentence.
 */
export function howItEnded(status: Deno.CommandStatus): string {
  return status.signal === null
    ? `it ended with exit code ${status.code}`
    : `it was ended by ${status.signal}`;
}

/** Returns why the part will not get ready, or `null` once it is. */
async function untilReady(
  command: ProcessCommand,
  exited: Promise<Deno.CommandStatus>,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  let status: Deno.CommandStatus | undefined;
  exited.then((value) => status = value);
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const isReady = await command.isReady().catch(() => false);
    // Looked at after the answer, which may come from somebody else, and while nobody wants it any more.
    if (status !== undefined) return howItEnded(status);
    if (signal?.aborted) return "it was stopped";
    if (isReady) return null;
    await delay(20);
  }
  return `it was not ready after ${READY_TIMEOUT_MS / 1000} s`;
}

async function stop(
  process: Deno.ChildProcess,
  command: ProcessCommand,
  exited: Promise<unknown>,
): Promise<void> {
  const send = (name: Deno.Signal) => sendSignal(process, name);
  if (Deno.build.os !== "windows") send(command.stopSignal);
  else if (command.stopProgram === undefined) send("SIGKILL");
  else {
    const [program, args] = command.stopProgram;
    await new Deno.Command(program, { args: [...args], stdin: "null" }).output();
  }
  const timer = setTimeout(() => send("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

/**
 * What runs, in a file that `deno task status` and `deno task stop` read: the folder of a stack is all that
 * they share with it.
 *
 * @module
 */
import type { KeptProcess } from "@mlops/processes";
import { fileURLToPath } from "node:url";

/** What a stack says of itself. */
export interface StackStatus {
  /** Id of its own process. */
  readonly pid: number;
  /** When it was started, ISO 8601. */
  readonly startedAt: string;
  /** Address of its prediction service. */
  readonly apiUrl: string;
  /** Address of the tracking server that it uses, without a password. */
  readonly trackingUri: string;
  /** Address of its own database, whose password is beside it; `null` where somebody else runs it. */
  readonly databaseUrl: string | null;
  /** Its parts, in the order of their start. */
  readonly parts: readonly PartStatus[];
}

/** What a stack says of one of its parts. */
export interface PartStatus
  extends Pick<KeptProcess, "name" | "pid" | "state" | "restarts" | "lastEnd"> {
  /** Its address, or what else tells where it is. */
  readonly where: string;
}

/**
 * Names the folder of the stack that is meant: `.stack/` of this repository, or `STACK_DIR`.
 *
 * @param env Looks a variable up.
 */
export function stackDirectory(env: (name: string) => string | undefined): string {
  return env("STACK_DIR") || fileURLToPath(new URL("../.stack", import.meta.url));
}

/**
 * Writes what runs.
 *
 * @param directory Folder of the stack.
 * @param status What runs.
 */
export async function writeStatus(directory: string, status: StackStatus): Promise<void> {
  // Replaced as a whole, so that nobody reads half of it.
  const unfinished = `${directory}/status.json.unfinished`;
  await Deno.writeTextFile(unfinished, `${JSON.stringify(status, null, 2)}\n`);
  await Deno.rename(unfinished, `${directory}/status.json`);
}

/**
 * Reads what runs.
 *
 * @param directory Folder of a stack.
 * @returns What the stack wrote last, or `null` if none runs from there.
 */
export async function readStatus(directory: string): Promise<StackStatus | null> {
  if (!await isInUse(directory)) return null;
  const text = await Deno.readTextFile(`${directory}/status.json`).catch(ifThere);
  return text === null ? null : JSON.parse(text);
}

/**
 * Tells whether a stack runs from a folder.
 *
 * @param directory The folder.
 */
export async function isInUse(directory: string): Promise<boolean> {
  const lock = await Deno.open(`${directory}/lock`, { write: true }).catch(ifThere);
  if (lock === null) return false;
  using file = lock;
  return !await file.tryLock(true);
}

/**
 * Asks the stack that runs from a folder to end; it looks for this several times a second. A file, as
 * Windows has no signal for it and a signal needs the permission to run anything.
 *
 * @param directory The folder.
 */
export async function askToStop(directory: string): Promise<void> {
  await Deno.writeTextFile(`${directory}/stop`, "");
}

/**
 * Takes back what {@linkcode askToStop} asked.
 *
 * @param directory The folder.
 * @returns Whether it was asked.
 */
export async function takeStopRequest(directory: string): Promise<boolean> {
  return await Deno.remove(`${directory}/stop`).catch(ifThere) !== null;
}

function ifThere(error: unknown): null {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
}

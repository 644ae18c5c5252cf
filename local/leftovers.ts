/**
 * Processes that a stack left running because it was killed itself. They are known by process id and
 * start time, so that a reused id is never taken for one of ours.
 *
 * @module
 */
import { delay } from "@std/async";
import { askStartTime, endProcess, readStartTime, thisPlatform } from "@mlops/processes";

const PLATFORM = thisPlatform();

/**
 * Notes a started process, so that the next start can end it if this one cannot.
 *
 * @param file File of the notes.
 * @param pid Process id.
 */
export async function noteProcess(file: string, pid: number): Promise<void> {
  await Deno.writeTextFile(file, `${pid} ${await startTime(pid)}\n`, {
    append: true,
    create: true,
  });
}

/**
 * Ends the noted processes that still run, in the reverse order of their start, and forgets them.
 *
 * @param file File of the notes; a missing one holds none.
 * @returns Number of processes that were ended.
 */
export async function endLeftovers(file: string): Promise<number> {
  let notes: string;
  try {
    notes = await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
  let count = 0;
  for (const line of notes.trim().split("\n").reverse()) {
    const [pid = "", started = ""] = line.split(" ");
    if (started === "" || await startTime(Number(pid)) !== started) continue;
    // By a program, as Deno.kill would need the permission to run anything.
    const [program, args] = endProcess(PLATFORM, Number(pid));
    await new Deno.Command(program, { args: [...args], stderr: "null" }).output();
    count++;
    while (await startTime(Number(pid)) === started) {
      await delay(20);
    }
  }
  await Deno.remove(file);
  return count;
}

/**
 * Tells when a process began.
 *
 * @param pid Process id.
 * @returns A text that no other process with this id has, or "" if there is no such process.
 */
export async function startTime(pid: number): Promise<string> {
  const [program, args] = askStartTime(PLATFORM, pid);
  const { success, stdout } = await new Deno.Command(program, {
    args: [...args],
    stderr: "null",
  }).output();
  return success ? readStartTime(PLATFORM, new TextDecoder().decode(stdout)) : "";
}

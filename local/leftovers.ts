/**
 * Processes that a stack left running because it was killed itself. They are known by process id and
 * start time, so that a reused id is never taken for one of ours.
 *
 * @module
 */

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
    // SIGINT ends PostgreSQL at once and the other parts as well.
    // Deno.kill would need the permission to run anything.
    await new Deno.Command("kill", { args: ["-INT", pid], stderr: "null" }).output();
    count++;
    while (await startTime(Number(pid)) === started) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  await Deno.remove(file);
  return count;
}

/** Start time in clock ticks since boot (proc(5), field 22), or "" if there is no such process. */
async function startTime(pid: number): Promise<string> {
  // Deno itself reads nothing below /proc unless it is allowed everything.
  const { success, stdout } = await new Deno.Command("cat", {
    args: [`/proc/${pid}/stat`],
    stderr: "null",
  }).output();
  if (!success) return "";
  const text = new TextDecoder().decode(stdout);
  // The second field is the program's name in parentheses, which may hold blanks.
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

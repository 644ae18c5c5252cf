import { fault } from "../engine/words.ts";

/** How long a learner's program may take. */
const LIMIT_MS = 30_000;

/**
 * Runs a program of the learner's in a process of its own, with the rights that it is given and no others.
 *
 * @param path The program.
 * @param options Arguments of `deno run`, the environment; a text that runs in the program's place, which
 *   imports it.
 * @returns Its standard output.
 * @throws {LabFault} If it fails, with what it said in a line.
 */
export async function runLearnersProgram(
  path: string,
  { args = [], env = {}, input }: {
    args?: readonly string[];
    env?: Readonly<Record<string, string>>;
    input?: string;
  },
): Promise<string> {
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-lock",
      ...args,
      ...input === undefined ? [path] : ["--ext=ts", "-"],
    ],
    env: { ...env, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input ?? ""));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const said = /(?:error: )?(?:Uncaught \(in promise\) )?(\w*Error: .*)/.exec(
    decoder.decode(stderr),
  );
  const why = said?.[1] ?? decoder.decode(stderr).trim().split("\n")[0] ?? "";
  const name = path.slice(path.lastIndexOf("/") + 1);
  return fault(`${name} : ${why}`, `${name}: ${why}`);
}

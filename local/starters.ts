/**
 * The programs that started the stack on somebody's behalf: `deno task`, `npx` and the like. They do not end
 * what they started when they are killed, so that the stack has to look.
 *
 * @module
 */
import { type Ancestor, askParents, readParents, thisPlatform } from "@mlops/processes";

const PLATFORM = thisPlatform();

/** Programs that start others on somebody's behalf; npm's call themselves by what they run. */
const STARTER = /^(deno|node|sh|npm|npx)\b/;

/**
 * Finds the programs that started this one, from its parent up to the first that is no starter: a shell, a
 * service manager, whose end means nothing.
 *
 * @returns Their process ids; none on Windows, where nobody is told who is gone.
 */
export async function findStarters(): Promise<number[]> {
  const found: number[] = [];
  if (PLATFORM.os === "windows") return found;
  for (let pid = Deno.ppid; pid > 1;) {
    const [ancestor] = await ask([pid]);
    if (ancestor === undefined || !STARTER.test(ancestor.name)) break;
    found.push(pid);
    pid = ancestor.parent;
  }
  return found;
}

/**
 * Tells whether the programs that started this one are all still there.
 *
 * @param starters What {@linkcode findStarters} found.
 */
export async function areThere(starters: readonly number[]): Promise<boolean> {
  if (starters.length === 0) return true;
  if (Deno.ppid !== starters[0]) return false;
  const parents = new Map((await ask(starters)).map(({ pid, parent }) => [pid, parent]));
  // Another process may have got the id of one that is gone, but not the same child.
  return starters.every((pid, index) =>
    parents.has(pid) && (index + 1 === starters.length || parents.get(pid) === starters[index + 1])
  );
}

async function ask(pids: readonly number[]): Promise<Ancestor[]> {
  const [program, args] = askParents(PLATFORM, pids);
  const { stdout } = await new Deno.Command(program, { args: [...args], stderr: "null" }).output();
  return readParents(PLATFORM, new TextDecoder().decode(stdout));
}

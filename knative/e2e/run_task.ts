import { ok } from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Registry that images go to. */
export const REGISTRY = Deno.env.get("E2E_REGISTRY") ?? "localhost:5001";

/** What a task of the repository did. */
export interface Ran {
  /** Its exit code. */
  readonly code: number;
  /** What it printed, on both ways. */
  readonly printed: string;
  /** How long it took. */
  readonly seconds: number;
}

/**
 * Runs a task of the repository, as a person does, and tells how it ended.
 *
 * @param args Its name and its arguments.
 * @param env Variables beside those of the test.
 * @param options `cwd` is another checkout of the repository.
 * @returns What it did.
 */
export async function tryTask(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { cwd = ROOT }: { readonly cwd?: string } = {},
): Promise<Ran> {
  const begin = performance.now();
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args: ["task", "--quiet", ...args],
    cwd,
    env,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout) + decoder.decode(stderr);
  return { code, printed, seconds: (performance.now() - begin) / 1_000 };
}

/**
 * Runs a task of the repository, which must succeed.
 *
 * @param args Its name and its arguments.
 * @param env Variables beside those of the test.
 * @param options `cwd` is another checkout of the repository.
 * @returns What it did.
 */
export async function runTask(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: { readonly cwd?: string } = {},
): Promise<Ran> {
  const ran = await tryTask(args, env, options);
  ok(ran.code === 0, `deno task ${args.join(" ")}:\n${ran.printed}`);
  return ran;
}

/**
 * Deploys an overlay, which must succeed.
 *
 * @param overlay Name of its folder.
 * @param args Further options.
 * @returns What the deployment did.
 */
export function deploy(overlay: string, ...args: readonly string[]): Promise<Ran> {
  return runTask(["deploy", `--overlay=${overlay}`, `--registry=${REGISTRY}`, ...args]);
}

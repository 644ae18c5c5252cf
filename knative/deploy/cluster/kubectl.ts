import { ApplyError } from "../apply_error.ts";
import type { CommandResult, RunAttached, RunCommand } from "../command.ts";
import type { KubernetesObject } from "./kubernetes_object.ts";
import { NoClusterError, notInstalled, whyUnreachable } from "./no_cluster_error.ts";

/** How kubectl is called. */
export interface KubectlOptions {
  /** Runs programs to their end. */
  readonly run: RunCommand;
  /** Runs programs on the terminal. */
  readonly attach: RunAttached;
  /** Program and first arguments: `["kubectl"]`. */
  readonly program: readonly [string, ...string[]];
  /** Context of the kubeconfig; its current one if not given. */
  readonly context?: string;
}

/** Programs that are kubectl, the preferred one first. */
export type KubectlPrograms = readonly (readonly [string, ...string[]])[];

/** Calls kubectl, always for the same cluster. */
export class Kubectl {
  readonly #options: KubectlOptions;

  /**
   * Prepares; nothing is called yet.
   *
   * @param options How kubectl is called.
   */
  constructor(options: KubectlOptions) {
    this.#options = options;
  }

  /**
   * Calls kubectl and takes every outcome.
   *
   * @param args Its arguments.
   * @param input Text for its standard input, if any.
   * @returns What it left.
   * @throws {NoClusterError} If there is no kubectl.
   */
  async call(args: readonly string[], input?: string): Promise<CommandResult> {
    const [program, rest] = this.#command(args);
    const { run } = this.#options;
    const result = await run(program, rest, input === undefined ? {} : { input });
    if (result === undefined) throw notInstalled(program);
    return result;
  }

  /**
   * Calls kubectl and wants it to succeed.
   *
   * @param action What it is for, to follow "Cannot".
   * @param args Its arguments.
   * @param input Text for its standard input, if any.
   * @returns Its standard output.
   * @throws {NoClusterError} If no cluster answers it.
   * @throws {ApplyError} If it fails otherwise, with what it said.
   */
  async text(action: string, args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.call(args, input);
    if (code === 0) return stdout;
    const unreachable = whyUnreachable(stderr);
    if (unreachable !== null) {
      const message = `Cannot ${action} as a cluster must answer: ${unreachable}`;
      throw new NoClusterError(message, unreachable);
    }
    throw new ApplyError(`Cannot ${action} as the cluster must accept it: ${plain(stderr)}`);
  }

  /**
   * Reads objects.
   *
   * @param action What it is for, to follow "Cannot".
   * @param args Arguments that follow `get`.
   * @param input Text for its standard input, if any.
   * @returns The objects; none where the cluster does not know the kind.
   */
  async objects(
    action: string,
    args: readonly string[],
    input?: string,
  ): Promise<KubernetesObject[]> {
    const all = ["get", ...args, "--output=json", "--ignore-not-found"];
    return readObjects(await this.text(action, all, input));
  }

  /**
   * Calls kubectl on the terminal.
   *
   * @param args Its arguments.
   * @returns Its exit code.
   */
  async attached(args: readonly string[]): Promise<number> {
    const [program, rest] = this.#command(args);
    return await this.#options.attach(program, rest);
  }

  #command(args: readonly string[]): [string, string[]] {
    const { program: [program, ...first], context } = this.#options;
    const chosen = context === undefined ? [] : [`--context=${context}`];
    return [program, [...first, ...chosen, ...args]];
  }
}

/**
 * Names what is kubectl on this machine.
 *
 * @param home The caller's home, where the test cluster keeps its own.
 * @returns The programs to try.
 */
export function usualKubectls(home: string | undefined): KubectlPrograms {
  return [["kubectl"], [`${home}/.cache/test-cluster/bin/hyperkube`, "kubectl"]];
}

/**
 * Finds kubectl.
 *
 * @param run Runs programs.
 * @param programs Programs to try, in this order.
 * @returns The first that is there, or `undefined`.
 */
export async function findKubectl(
  run: RunCommand,
  programs: KubectlPrograms,
): Promise<readonly [string, ...string[]] | undefined> {
  for (const candidate of programs) {
    const [program, ...first] = candidate;
    const result = await run(program, [...first, "version", "--client", "--output=json"]);
    if (result?.code === 0) return candidate;
  }
  return undefined;
}

/**
 * Reads kubectl's JSON: one object, a List, or nothing.
 *
 * @param json Its standard output.
 * @returns The objects.
 */
export function readObjects(json: string): KubernetesObject[] {
  if (json.trim() === "") return [];
  const answer: KubernetesObject & { readonly items?: KubernetesObject[] } = JSON.parse(json);
  return answer.kind.endsWith("List") && answer.items !== undefined ? answer.items : [answer];
}

/** What kubectl says, without its warnings and the log of its library: `E1130 16:38:11.02 …`. */
function plain(stderr: string): string {
  const lines = stderr.trim().split("\n")
    .filter((line) => !/^(W(arning|ARNING)?[: ]|[EIW]\d{4} )/.test(line));
  return lines.join("\n") || "kubectl gave no reason";
}

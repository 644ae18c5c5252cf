/**
 * A cluster made of plain objects, for the tests of the checks.
 *
 * @module
 */
import type { RunCommand } from "../../deploy/command.ts";
import { Kubectl } from "../../deploy/cluster/kubectl.ts";
import { Cluster } from "../cluster.ts";

/** What the cluster holds and how its programs answer. */
export interface FakeParts {
  /** Answers of `kubectl get RESOURCE`, by resource; a function gives them anew for each. */
  readonly objects?: Readonly<Record<string, readonly unknown[] | (() => readonly unknown[])>>;
  /** The cluster's patience, in ms. */
  readonly patienceMs?: number;
  /** What a program in a pod prints, by its name. */
  readonly programs?: Readonly<Record<string, string>>;
  /** What a program in a pod prints, by kubectl's arguments; in the place of `programs`. */
  readonly exec?: (args: readonly string[]) => string | undefined;
  /** What other calls of kubectl print, by their first argument. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Answers of every Service. */
  readonly answer?: (request: Request) => Response | Promise<Response>;
}

/**
 * Makes a cluster.
 *
 * @param parts What it holds.
 * @returns The cluster.
 */
export function fakeCluster(
  { objects = {}, patienceMs = 0, programs = {}, exec, texts = {}, answer = notFound }: FakeParts,
): Cluster {
  const run: RunCommand = (_program, args) => {
    const [verb = "", resource = "", name = ""] = args;
    const command = args[args.indexOf("--") + 1] ?? "";
    if (verb === "exec" && exec !== undefined) return Promise.resolve(result(exec(args)));
    if (verb === "exec") return Promise.resolve(result(programs[command]));
    if (verb !== "get") return Promise.resolve(result(texts[verb]));
    const found = objects[resource] ?? [];
    const held = (typeof found === "function" ? found() : found) as {
      metadata: { name: string };
    }[];
    const items = name.startsWith("-") ? held : held.filter((it) => it.metadata.name === name);
    return Promise.resolve(result(JSON.stringify({ kind: "List", metadata: {}, items })));
  };
  const kubectl = new Kubectl({ run, attach: () => Promise.resolve(0), program: ["kubectl"] });
  return new Cluster(kubectl, {
    namespace: "mlops-workshop",
    patienceMs,
    forward() {
      const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
      return Promise.resolve({
        url: `http://127.0.0.1:${server.addr.port}`,
        [Symbol.asyncDispose]: () => server.shutdown(),
      });
    },
  });
}

function result(stdout: string | undefined): { code: number; stdout: string; stderr: string } {
  return stdout === undefined
    ? { code: 1, stdout: "", stderr: "it is not there" }
    : { code: 0, stdout, stderr: "" };
}

function notFound(): Response {
  return new Response("not found", { status: 404 });
}

import { sendSignal } from "@mlops/processes/send_signal";
import {
  NoClusterError,
  notInstalled,
  whyUnreachable,
} from "../deploy/cluster/no_cluster_error.ts";
import { spawned } from "../deploy/deno_command.ts";
import { fail } from "./check.ts";
import type { Forward, OpenForward } from "./cluster.ts";

/**
 * Opens ways to Services, and to pods (`pod/NAME`), with `kubectl port-forward`, each on a free port of the loopback address.
 *
 * @param options Program and first arguments of kubectl, context and namespace.
 * @returns What opens one.
 */
export function portForwards(
  { program: [program, ...first], context, namespace }: {
    program: readonly [string, ...string[]];
    context?: string | undefined;
    namespace: string;
  },
): OpenForward {
  return async (service, port): Promise<Forward> => {
    const chosen = context === undefined ? [] : [`--context=${context}`];
    const resource = service.includes("/") ? service : `service/${service}`;
    const target = [resource, `:${port}`, `--namespace=${namespace}`];
    const child = spawned(
      new Deno.Command(program, {
        args: [...first, ...chosen, "port-forward", "--address=127.0.0.1", ...target],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }),
    );
    if (child === undefined) throw notInstalled(program);
    const refusal = new Response(child.stderr).text();
    refusal.catch(() => {}); // It is waited for below.
    const reader = child.stdout.getReader();
    const local = await firstPort(reader);
    if (local === undefined) {
      await child.status;
      const said = (await refusal).trim();
      const unreachable = whyUnreachable(said);
      const way = `no way to ${service}:${port}: ${said}`;
      if (unreachable !== null) throw new NoClusterError(way, unreachable);
      fail(way);
    }
    // Read on, or kubectl blocks on its own messages.
    const rest = drain(reader);
    return {
      url: `http://127.0.0.1:${local}`,
      async [Symbol.asyncDispose]() {
        // kubectl ends by itself when its pod goes away.
        sendSignal(child, "SIGTERM");
        await Promise.all([child.status, refusal, rest]);
      },
    };
  };
}

async function firstPort(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<number | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return undefined;
    text += decoder.decode(value, { stream: true });
    const port = /127\.0\.0\.1:(\d+) ->/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
  }
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}

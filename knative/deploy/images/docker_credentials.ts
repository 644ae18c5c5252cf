import {
  type Credentials,
  type FindCredentials,
  helperCredentials,
  storedCredentials,
} from "@mlops/oci";
import { ApplyError } from "../apply_error.ts";
import type { RunCommand } from "../command.ts";

/**
 * Finds credentials where `docker login` left them.
 *
 * @param options `readConfig` gives the contents of `~/.docker/config.json`, or `undefined` if there
 * is none; `run` runs credential helpers.
 * @returns The function that registries are given.
 */
export function dockerCredentials(
  { readConfig, run }: { readConfig: () => Promise<string | undefined>; run: RunCommand },
): FindCredentials {
  return async (registry): Promise<Credentials | undefined> => {
    const text = await readConfig();
    const stored = text === undefined ? undefined : storedCredentials(text, registry);
    if (stored === undefined) return undefined;
    if (stored.kind === "login") return stored.credentials;
    const { program, server } = stored;
    const result = await run(program, ["get"], { input: server });
    if (result === undefined) {
      throw new ApplyError(
        `Cannot log in to "${registry}" as "${program}" must be installed and permitted: it is ` +
          "not. Docker's configuration names it; the task's --allow-run lists the permitted ones",
      );
    }
    // Helpers say on standard output that they know nothing of a server.
    if (result.code !== 0 && /credentials not found/i.test(result.stdout + result.stderr)) {
      return undefined;
    }
    if (result.code === 0) return helperCredentials(result.stdout);
    throw new ApplyError(
      `Cannot log in to "${registry}" as "${program}" must answer: it ended with ${result.code}`,
    );
  };
}

/**
 * Reads Docker's own configuration of the person who calls.
 *
 * @returns Its text, or `undefined` where there is none.
 */
export async function readDockerConfig(): Promise<string | undefined> {
  const folder = Deno.env.get("DOCKER_CONFIG") ?? `${Deno.env.get("HOME")}/.docker`;
  try {
    return await Deno.readTextFile(`${folder}/config.json`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

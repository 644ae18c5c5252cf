import { ConfigError } from "@mlops/config";
import { KeyFileError, openAuthenticator, type OpenedAuthenticator } from "@mlops/rights";
import type { Config } from "../config.ts";
import type { Logger } from "../logger.ts";

/**
 * Opens the API keys and the issuer that the configuration names.
 *
 * @param config Where they are.
 * @param logger Told what becomes of them while the service runs.
 * @returns What finds out who asks.
 * @throws {ConfigError} If the keys cannot be read: a service without them would refuse everyone.
 */
export async function openRights(
  { rights }: Pick<Config, "rights">,
  logger: Logger,
): Promise<OpenedAuthenticator> {
  try {
    return await openAuthenticator(rights, {
      readTextFile: (path) => Deno.readTextFile(path),
      fetch,
      now: Date.now,
      report: (event, detail) =>
        event === "keys"
          ? logger.info("API keys changed", { detail })
          : logger.warn("identities cannot be renewed", { reason: detail }),
    });
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error;
    throw new ConfigError([
      `API_KEYS_FILE must name a file of keys (deno task keys makes one): ${error.message}`,
    ]);
  }
}

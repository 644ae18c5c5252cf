import { ConfigError } from "@mlops/config";
import type { PublicKey } from "@mlops/signing";

/**
 * Reads the keys that versions must be signed with.
 *
 * @param text What `MODEL_REQUIRE_SIGNATURE` holds, or `null`.
 * @returns The keys; none if no signature is asked for.
 * @throws {ConfigError} If it holds anything but keys: never is a signature silently not asked for.
 */
export async function readTrustedKeys(text: string | null): Promise<PublicKey[]> {
  if (text === null) return [];
  // Loaded where it is needed: most starts ask for no signature.
  const { parsePublicKeys } = await import("@mlops/signing");
  try {
    return await parsePublicKeys(text);
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`MODEL_REQUIRE_SIGNATURE ${fault}`]);
  }
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/**
 * Computes what tells whether a table is the same as before, without holding it in memory.
 *
 * @param source Absolute path of its file, or its address.
 * @returns Lower-case hex SHA-256 of its bytes; `null` if they cannot be had, which the training tells
 * better.
 */
export async function tableDigest(source: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    if (/^https?:/i.test(source)) {
      const response = await fetch(source);
      if (!response.ok || response.body === null) {
        await response.body?.cancel();
        return null;
      }
      for await (const bytes of response.body) hash.update(bytes);
    } else {
      await pipeline(createReadStream(source), hash);
    }
  } catch {
    return null;
  }
  return hash.digest("hex");
}

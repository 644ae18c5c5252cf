import { openEnvelope, sealEnvelope } from "./envelope.ts";
import type { PrivateKey, PublicKey } from "./keys.ts";
import { SignatureError } from "./signature_error.ts";
import {
  formatStatement,
  parseStatement,
  STATEMENT_TYPE,
  type VersionStatement,
} from "./version_statement.ts";

/** A version and the files of it that are about to be used. */
export interface WantedVersion {
  /** Name of the registered model. */
  readonly name: string;
  /** The run that the registry names, or empty. */
  readonly runId: string;
  /** Lower-case hex SHA-256 of each file by its path in the model's folder. */
  readonly digests: ReadonlyMap<string, string>;
}

/** A version whose signature holds. */
export interface VerifiedVersion extends VersionStatement {
  /** The key that signed it. */
  readonly keyId: string;
}

/**
 * Signs a version.
 *
 * @param statement The model, its run and every file of its folder.
 * @param key What signs.
 * @returns The bytes of `SIGNATURE_FILE`.
 */
export async function signVersion(
  statement: VersionStatement,
  key: PrivateKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const payload = formatStatement(statement);
  return await sealEnvelope({ payloadType: STATEMENT_TYPE, payload }, key);
}

/**
 * Holds a version to its signature: that a trusted key made it, for a version of this model and of this
 * run, over exactly these bytes. The signature of another model, or of another run, is not taken,
 * though its files may be: a version that was signed for one purpose does not serve another.
 *
 * @param envelope The bytes of `SIGNATURE_FILE`.
 * @param wanted What the registry says, and the digests of the files as they arrived.
 * @param keys Keys that are trusted.
 * @returns What was signed.
 * @throws {SignatureError} If anything differs, saying what.
 */
export async function verifyVersion(
  envelope: Uint8Array<ArrayBuffer>,
  { name, runId, digests }: WantedVersion,
  keys: readonly PublicKey[],
): Promise<VerifiedVersion> {
  const content = await openEnvelope(envelope, keys);
  const statement = parseStatement(content);
  if (statement.name !== name) {
    throw other(`its signature must be for "${name}": is for "${statement.name}"`);
  }
  if (statement.runId !== runId) {
    throw other(`its signature must be for run "${runId}": is for "${statement.runId}"`);
  }
  const signed = new Map(statement.files.map(({ path, sha256 }) => [path, sha256]));
  for (const [path, sha256] of digests) {
    const wanted = signed.get(path);
    if (wanted === undefined) throw other(`its signature must cover "${path}": does not`);
    if (wanted !== sha256) {
      throw other(`"${path}" must have the SHA-256 that was signed, ${wanted}: has ${sha256}`);
    }
  }
  return { ...statement, keyId: content.keyId };
}

function other(message: string): SignatureError {
  return new SignatureError("other", message);
}

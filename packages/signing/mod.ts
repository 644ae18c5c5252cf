/**
 * Signed versions of models: a manifest over every file of a version, signed with a key that the
 * registry never sees, so that whoever may write the registry still cannot choose what is served.
 *
 * The manifest is an in-toto statement in a DSSE envelope, the signature Ed25519 (Web Crypto). Bytes
 * in, bytes out; where files and keys lie is the caller's business.
 *
 * @example Sign a version, and hold it to its signature
 * ```ts
 * import { makeKeyPair, parsePrivateKey, parsePublicKeys, signVersion, verifyVersion } from "@mlops/signing";
 * import { equal } from "node:assert/strict";
 *
 * const pair = await makeKeyPair();
 * const files = [{ path: "MLmodel", sizeBytes: 3, sha256: "9f".repeat(32) }];
 * const version = { name: "houses", runId: "", files, about: {} };
 * const envelope = await signVersion(version, await parsePrivateKey(pair.privateKey));
 *
 * const keys = await parsePublicKeys(pair.publicKey);
 * const digests = new Map([["MLmodel", "9f".repeat(32)]]);
 * const found = await verifyVersion(envelope, { name: "houses", runId: "", digests }, keys);
 * equal(found.keyId, keys[0]!.id);
 * ```
 *
 * @module
 */

export { SignatureError } from "./signature_error.ts";
export {
  type KeyPair,
  makeKeyPair,
  parsePrivateKey,
  parsePublicKeys,
  type PrivateKey,
  type PublicKey,
} from "./keys.ts";
export { type Content, openEnvelope, sealEnvelope } from "./envelope.ts";
export { parseStatement, type SignedFile, type VersionStatement } from "./version_statement.ts";
export { SIGNATURE_FILE } from "./signature_file.ts";
export {
  signVersion,
  type VerifiedVersion,
  verifyVersion,
  type WantedVersion,
} from "./sign_version.ts";

import type { PublicKey } from "@mlops/signing";
import type { ModelFiles, ModelReference } from "./model_registry.ts";
import { RefusedModelError } from "./refused_model_error.ts";

/** A version, and what is known of it. */
export interface SignedVersion {
  /** What the registry says. */
  readonly reference: ModelReference;
  /** Its files as they arrived. */
  readonly files: Pick<ModelFiles, "digests" | "signature">;
  /** Name and version, for the message. */
  readonly title: string;
}

/**
 * Holds a version to its signature, where one is asked for: every file that is used, `MLmodel` too, must
 * have the bytes that a trusted key signed, for this model and this run.
 *
 * @param keys Keys that are trusted; with none, no signature is asked for.
 * @throws {RefusedModelError} If it has none, or another one.
 */
export async function checkSignature(
  { reference, files, title }: SignedVersion,
  keys: readonly PublicKey[],
): Promise<void> {
  if (keys.length === 0) return;
  const { signature, digests } = files;
  if (signature === null) {
    throw new RefusedModelError(
      "signature_missing",
      `Cannot serve ${title} as MODEL_REQUIRE_SIGNATURE asks for a signature: there is none ` +
        "(look at the version, then sign it: deno task sign)",
    );
  }
  // Loaded where it is needed: most starts ask for no signature.
  const { SignatureError, verifyVersion } = await import("@mlops/signing");
  try {
    await verifyVersion(signature, { name: reference.name, runId: reference.runId, digests }, keys);
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause;
    throw new RefusedModelError(
      "signature_mismatch",
      `Cannot serve ${title} as ${cause.message} (if the version is right, sign it: deno task sign)`,
      { cause },
    );
  }
}

import type { PrivateKey, PublicKey } from "./keys.ts";
import { SignatureError } from "./signature_error.ts";

/** What lies in an envelope. */
export interface Content {
  /** Media type of the payload. */
  readonly payloadType: string;
  /** The bytes that were signed. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/**
 * Signs bytes and puts them into a DSSE envelope (Dead Simple Signing Envelope, v1.0).
 *
 * @param content The bytes, and what they are.
 * @param key What signs.
 * @returns The envelope, JSON as UTF-8.
 */
export async function sealEnvelope(
  { payloadType, payload }: Content,
  { id, key }: PrivateKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const signed = await crypto.subtle.sign("Ed25519", key, preAuthEncoding(payloadType, payload));
  const envelope = {
    payloadType,
    payload: payload.toBase64(),
    signatures: [{ keyid: id, sig: new Uint8Array(signed).toBase64() }],
  };
  return new TextEncoder().encode(`${JSON.stringify(envelope, null, 2)}\n`);
}

/**
 * Opens a DSSE envelope: nothing of the payload is looked at before one of the keys is found to have
 * signed it. The ids in the envelope are hints, as they are not signed; every key is tried.
 *
 * @param bytes The envelope.
 * @param keys Keys that are trusted.
 * @returns The content, and the key that signed it.
 * @throws {SignatureError} If it is damaged, or signed by none of the keys.
 */
export async function openEnvelope(
  bytes: Uint8Array<ArrayBuffer>,
  keys: readonly PublicKey[],
): Promise<Content & { readonly keyId: string }> {
  const { payloadType, payload, signatures } = parseEnvelope(bytes);
  const signed = preAuthEncoding(payloadType, payload);
  for (const { id, key } of keys) {
    for (const signature of signatures) {
      if (await crypto.subtle.verify("Ed25519", key, signature, signed)) {
        return { payloadType, payload, keyId: id };
      }
    }
  }
  throw new SignatureError(
    "untrusted",
    `its signature must be made with a key that is trusted (${
      keys.map(({ id }) => id.slice(0, 12)).join(", ")
    }): none of them made it`,
  );
}

/** More are not tried: each costs a check per trusted key. */
const MAX_SIGNATURES = 16;

function parseEnvelope(
  bytes: Uint8Array<ArrayBuffer>,
): Content & { signatures: Uint8Array<ArrayBuffer>[] } {
  try {
    const { payloadType, payload, signatures } = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof payloadType !== "string" || typeof payload !== "string") {
      throw new TypeError("payloadType and payload must be texts");
    }
    if (!Array.isArray(signatures) || signatures.length > MAX_SIGNATURES) {
      throw new TypeError(`signatures must be a list of at most ${MAX_SIGNATURES}`);
    }
    return {
      payloadType,
      payload: Uint8Array.fromBase64(payload),
      signatures: signatures.map(({ sig }) => Uint8Array.fromBase64(sig)),
    };
  } catch (cause) {
    const message = "its signature must be a DSSE envelope, JSON with payloadType, payload and " +
      "signatures: is not";
    throw new SignatureError("damaged", message, { cause });
  }
}

/** What is signed (PAE): both parts with their lengths, so that neither can be taken for the other. */
function preAuthEncoding(
  payloadType: string,
  payload: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const type = new TextEncoder().encode(payloadType);
  const head = new TextEncoder().encode(
    `DSSEv1 ${type.length} ${payloadType} ${payload.length} `,
  );
  const encoded = new Uint8Array(head.length + payload.length);
  encoded.set(head);
  encoded.set(payload, head.length);
  return encoded;
}

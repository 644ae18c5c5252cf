import { SignatureError } from "./signature_error.ts";

/** A file of a version. */
export interface SignedFile {
  /** Path in the model's folder, e.g. `MLmodel`. */
  readonly path: string;
  /** Its size in bytes. */
  readonly sizeBytes: number;
  /** Lower-case hex SHA-256 of its bytes. */
  readonly sha256: string;
}

/** What a signature says. */
export interface VersionStatement {
  /** Name of the registered model that it may be a version of. */
  readonly name: string;
  /** The run that made it, or empty. */
  readonly runId: string;
  /** Every file of its folder. */
  readonly files: readonly SignedFile[];
  /**
   * What people should see before they trust it, JSON-compatible: flavors, signature, features. For
   * reading only: it stands in `MLmodel`, too, whose digest is held.
   */
  readonly about: Readonly<Record<string, unknown>>;
}

/** Media type of in-toto statements. */
export const STATEMENT_TYPE = "application/vnd.in-toto+json";

const IN_TOTO = "https://in-toto.io/Statement/v1";
const PREDICATE = "tag:mlops.local,2026:model-version/v1";

/**
 * Writes an in-toto statement (v1): each file a subject, the rest the predicate.
 *
 * @param statement What it says.
 * @returns JSON as UTF-8, the same bytes for the same statement.
 */
export function formatStatement(
  { name, runId, files, about }: VersionStatement,
): Uint8Array<ArrayBuffer> {
  const sorted = [...files].sort((a, b) => a.path < b.path ? -1 : 1);
  return new TextEncoder().encode(JSON.stringify({
    _type: IN_TOTO,
    subject: sorted.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
    predicateType: PREDICATE,
    predicate: {
      model: name,
      "run_id": runId,
      sizes: Object.fromEntries(sorted.map(({ path, sizeBytes }) => [path, sizeBytes])),
      ...about,
    },
  }));
}

/**
 * Reads an in-toto statement about a version of a model.
 *
 * @param content The payload of an envelope and its media type.
 * @returns What it says.
 * @throws {SignatureError} If it is another kind of statement, or none.
 */
export function parseStatement(
  { payloadType, payload }: { payloadType: string; payload: Uint8Array },
): VersionStatement {
  try {
    if (payloadType !== STATEMENT_TYPE) throw new TypeError(`payloadType is "${payloadType}"`);
    const { _type, subject, predicateType, predicate } = JSON.parse(
      new TextDecoder().decode(payload),
    );
    if (_type !== IN_TOTO || predicateType !== PREDICATE) {
      throw new TypeError(`it is a "${predicateType}"`);
    }
    const { model, run_id: runId, sizes, ...about } = predicate;
    if (typeof model !== "string" || typeof runId !== "string") {
      throw new TypeError("model and run_id must be texts");
    }
    const files = (subject as { name: string; digest: { sha256: string } }[]).map((
      { name: path, digest: { sha256 } },
    ) => ({ path: requireText(path), sha256: requireText(sha256), sizeBytes: sizes[path] ?? 0 }));
    return { name: model, runId, files, about };
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : `${cause}`;
    const message =
      `its signature must hold a statement about a model's version (${PREDICATE}): ${found}`;
    throw new SignatureError("damaged", message, { cause });
  }
}

function requireText(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("each subject must have a name and a sha256");
  return value;
}

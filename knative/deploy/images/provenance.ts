/**
 * Says of an image what it was made from, by whom and how, signed: a SLSA provenance in an in-toto
 * statement in a DSSE envelope, attached where `cosign` and `oras` look for it.
 *
 * SLSA 1.0, https://slsa.dev/spec/v1.0/provenance
 *
 * @module
 */
import { type Content, content, type Descriptor } from "@mlops/oci";
import { type PrivateKey, sealEnvelope } from "@mlops/signing";

/** Media type of a DSSE envelope. */
export const ENVELOPE_MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json";

const STATEMENT_MEDIA_TYPE = "application/vnd.in-toto+json";

/** Where a delivery comes from. */
export interface Origin {
  /** Commit of the repository, a full hash. */
  readonly commit: string;
  /** Address of the repository, `https://github.com/OWNER/NAME`. */
  readonly repository: string;
  /** Signs; the registry never sees it. */
  readonly key: PrivateKey;
}

/**
 * Makes the signed provenance of an image.
 *
 * @param image Name and descriptor of its index.
 * @param origin Where it comes from.
 * @returns The document to attach.
 */
export async function signedProvenance(
  image: { name: string; descriptor: Descriptor },
  { commit, repository, key }: Origin,
): Promise<Content> {
  const { name, descriptor: { digest } } = image;
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name, digest: { sha256: digest.slice("sha256:".length) } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType:
          `${repository}/blob/${commit}/knative/deploy/README.md#how-a-folder-becomes-an-image`,
        externalParameters: { image: name },
        resolvedDependencies: [{
          uri: `git+${repository}@${commit}`,
          digest: { gitCommit: commit },
        }],
      },
      runDetails: { builder: { id: `${repository}/blob/${commit}/knative/deploy/main.ts` } },
    },
  };
  const payload = new TextEncoder().encode(JSON.stringify(statement));
  const envelope = await sealEnvelope({ payloadType: STATEMENT_MEDIA_TYPE, payload }, key);
  return content(ENVELOPE_MEDIA_TYPE, envelope);
}

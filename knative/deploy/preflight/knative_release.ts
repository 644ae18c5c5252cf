import { sha256Digest } from "@mlops/oci";
import { ApplyError } from "../apply_error.ts";
import { fetchBytes } from "../fetch_bytes.ts";

/** Version of Knative Serving, and of Kourier, that is installed where there is none. */
export const KNATIVE_VERSION = "1.23.0";

/** The oldest Kubernetes that its controllers start on: `DefaultKubernetesMinVersion` of its knative.dev/pkg. */
export const KNATIVE_MIN_KUBERNETES = [1, 34] as const;

/** A file of a release. */
export interface ReleaseFile {
  /** Where it is published. */
  readonly url: string;
  /** SHA-256 of its bytes, `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** What is applied, in this order; the definitions must be known before objects that use them. */
export const KNATIVE_FILES: readonly ReleaseFile[] = [
  {
    url: released("knative/serving", "serving-crds.yaml"),
    digest: "sha256:b172ff4901ed50f8e4e09ff8616e54d22e264df7086ce8cb74f513a04812fe74",
  },
  {
    url: released("knative/serving", "serving-core.yaml"),
    digest: "sha256:be3f16c9c0ac9276cc173ef04871aaeac78537f9edb116310caa02f016e9cbc2",
  },
  {
    url: released("knative-extensions/net-kourier", "kourier.yaml"),
    digest: "sha256:cded0c3c1d7669b1aa9f7484234b454ff3940a2b54a27d5ec4825c2d4003d01d",
  },
];

const TIMEOUT_MS = 60_000;

/** Gets a file of the release, proved to be the one that is pinned. */
export type FetchReleaseFile = (file: ReleaseFile) => Promise<string>;

/**
 * Gets a file of the release and holds it to its digest: what is applied has rights on the whole cluster.
 *
 * @param file Which.
 * @returns Its YAML.
 * @throws {ApplyError} If it cannot be had, or is another than the pinned one.
 */
export async function fetchReleaseFile({ url, digest }: ReleaseFile): Promise<string> {
  const cannot = (why: string, cause?: unknown) =>
    new ApplyError(`Cannot get Knative's release as ${url} must be readable: ${why}`, { cause });
  const bytes = await fetchBytes(url, cannot, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const found = sha256Digest(bytes);
  if (found !== digest) {
    throw new ApplyError(
      `Cannot use ${url} as it must be the file that was pinned, ${digest}: it is ${found}. ` +
        "A proxy may have answered in its place; nothing of it was applied",
    );
  }
  return new TextDecoder().decode(bytes);
}

function released(repository: string, file: string): string {
  return `https://github.com/${repository}/releases/download/knative-v${KNATIVE_VERSION}/${file}`;
}

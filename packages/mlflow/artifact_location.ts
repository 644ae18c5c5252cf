import { MlflowError } from "./mlflow_error.ts";

/** Where the server's artifact proxy is asked: the address of the folder, and its path there. */
export interface ArtifactLocation {
  /** Address of the proxy, without a final slash. */
  readonly proxyUrl: string;
  /** Path below it, `/` between segments, without one at either end; perhaps empty. */
  readonly path: string;
}

/**
 * Resolves an artifact URI and a path below it.
 *
 * @param uri `mlflow-artifacts:/PATH`, or `mlflow-artifacts://HOST:PORT/PATH` for another server.
 * @param options `path` below it, perhaps empty, and the tracking server's address.
 * @returns Where to ask for it.
 * @throws {MlflowError} `INVALID_ARTIFACT_LOCATION` if the bytes do not go through a server, or the
 * path leaves the location.
 */
export function resolveArtifact(
  uri: string,
  options: { path: string; trackingUri: string },
): ArtifactLocation {
  const match = /^mlflow-artifacts:(?:\/\/([^/?#]*))?\/?([^?#]*)$/.exec(uri);
  if (match === null) {
    throw invalid(
      `artifacts must lie at an "mlflow-artifacts:" location (start the server with --artifacts-destination): lie at "${uri}"`,
    );
  }
  const authority = match[1] ?? "";
  const segments = [...splitPath(match[2]!), ...splitPath(options.path)];
  const server = authority === ""
    ? options.trackingUri
    : `${new URL(options.trackingUri).protocol}//${authority}`;
  return {
    proxyUrl: `${server}/api/2.0/mlflow-artifacts/artifacts`,
    path: segments.join("/"),
  };
}

/**
 * Makes the address of one artifact.
 *
 * @param location Where it lies.
 * @returns The address, every segment encoded.
 */
export function artifactUrl(location: ArtifactLocation): string {
  return `${location.proxyUrl}/${location.path.split("/").map(encodeURIComponent).join("/")}`;
}

/**
 * Checks the name of a listed artifact, which a hostile server may have chosen.
 *
 * @param name Base name.
 * @returns Whether it stays in its folder on every file system.
 */
export function isSafeName(name: string): boolean {
  return !["", ".", ".."].includes(name) && !/[/\\\p{Cc}]|^[A-Za-z]:/u.test(name);
}

function splitPath(path: string): string[] {
  if (path === "") return [];
  const segments = path.replace(/\/$/, "").split("/");
  if (!segments.every(isSafeName)) {
    throw invalid(`an artifact path must stay below its location: is "${path}"`);
  }
  return segments;
}

function invalid(message: string): MlflowError {
  return new MlflowError(0, "INVALID_ARTIFACT_LOCATION", message);
}

import { ApplyError } from "../apply_error.ts";

/** No cluster answers, or there is no kubectl to ask one by. */
export class NoClusterError extends ApplyError {
  /** What kubectl said, in a line; `null`: it is not installed. */
  readonly reason: string | null;

  /**
   * Tells why.
   *
   * @param message "Cannot … as …: …".
   * @param reason What kubectl said, or `null`.
   */
  constructor(message: string, reason: string | null) {
    super(message);
    this.name = "NoClusterError";
    this.reason = reason;
  }
}

/**
 * Tells that there is no kubectl.
 *
 * @param program The one that was called.
 * @returns The error.
 */
export function notInstalled(program: string): NoClusterError {
  const message = `Cannot reach the cluster as "${program}" must be installed: it is not`;
  return new NoClusterError(message, null);
}

/** How kubectl begins where it reached nobody; what a program in a pod says begins otherwise. */
const UNREACHABLE = new RegExp(
  [
    "^The connection to the server \\S+ was refused",
    "^(?:error: )?Unable to connect to the server: .*",
    "^Error in configuration: .*",
    '^error: context ".*" does not exist',
    "^error: error loading config file .*",
    // Before it sends a manifest, it asks the cluster what it may look like.
    "(?<=^error: error validating .*failed to download openapi: ).*\\bdial tcp\\b[^;]*",
  ].join("|"),
  "m",
);

/**
 * Tells whether kubectl failed for want of a cluster.
 *
 * @param stderr What it said.
 * @returns Its reason in a line, or `null`: it failed otherwise.
 */
export function whyUnreachable(stderr: string): string | null {
  const [line] = UNREACHABLE.exec(stderr) ?? [];
  return line?.replace(/^error: /i, "") ?? null;
}

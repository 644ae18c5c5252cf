/** A table that cannot be had. */
export class DatasetFetchError extends Error {
  /**
   * Describes the failure.
   *
   * @param source Path or address, without credentials.
   * @param fault What must hold and what is.
   * @param options Carries the `cause`, if any.
   */
  constructor(source: string, fault: string, options?: ErrorOptions) {
    super(`Cannot fetch the data set "${source}" as ${fault}`, options);
    this.name = "DatasetFetchError";
  }
}

/**
 * Says why a file or an address cannot be read.
 *
 * @param error What came of the attempt.
 * @returns What must hold and what is, as half a sentence.
 */
export function accessFault(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "the file must exist: there is none";
  if (error instanceof Deno.errors.NotCapable) {
    return "the program must be permitted to read it: run it with --allow-read or --allow-net for it";
  }
  if (error instanceof Deno.errors.PermissionDenied) return "this user must be able to read it";
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `it must be reachable: ${cause instanceof Error ? cause.message : String(cause)}`;
}

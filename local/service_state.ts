/** A version that the prediction service does not serve, and why. */
export interface RefusedVersion {
  /** The part that it was to play: champion, challenger or shadow. */
  readonly role: string;
  /** What is wrong and what to do, as a sentence that names the version. */
  readonly detail: string;
}

/** What the prediction service says of itself. */
export interface ServiceState {
  /** Whether it has a model to answer with. */
  readonly isReady: boolean;
  /** Versions that it refused. */
  readonly refused: readonly RefusedVersion[];
}

/**
 * Asks the prediction service how it is.
 *
 * @param apiUrl Its address, without a final slash.
 * @throws {TypeError} If nothing answers there.
 */
export async function serviceState(apiUrl: string): Promise<ServiceState> {
  const response = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(5_000) });
  const body: unknown = await response.json().catch(() => null);
  const found = typeof body === "object" && body !== null && "refused" in body ? body.refused : [];
  return {
    isReady: response.ok,
    refused: (Array.isArray(found) ? found : []).map((one) => ({
      role: String(one?.role),
      detail: String(one?.detail),
    })),
  };
}

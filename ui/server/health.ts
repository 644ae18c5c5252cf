import type { ApiForwarder } from "./api_forwarder.ts";

/** How the page's server is, and how the prediction service is behind it. */
export interface Health {
  /** This server answers. */
  readonly status: "healthy";
  /** What the prediction service says of itself, or why it says nothing. */
  readonly service: string;
  /** Versions that the service refuses, each by the sentence of its `/readyz`. */
  readonly refused: readonly string[];
}

/**
 * Asks the prediction service how it is.
 *
 * @param forward The way to it.
 * @param request What asks here.
 * @returns The health of both.
 */
export async function readHealth(forward: ApiForwarder, request: Request): Promise<Health> {
  const answer = await forward(new Request(new URL("/health", request.url)), "/health");
  const told = await readObject(answer);
  const refused = Array.isArray(told["refused"]) ? told["refused"].map(String) : [];
  const service = answer.ok ? told["status"] : told["detail"];
  return { status: "healthy", service: `${service ?? `answers ${answer.status}`}`, refused };
}

async function readObject(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = await answer.json();
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

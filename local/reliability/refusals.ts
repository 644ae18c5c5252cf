/** A refused version as `/readyz` tells it. */
export interface Refusal {
  /** Its number. */
  readonly version: string;
  /** The part that it was to play: champion, challenger or shadow. */
  readonly role: string;
  /** Why, in a word or two for programs. */
  readonly reason: string;
  /** Why, in a sentence. */
  readonly detail: string;
}

/**
 * Asks a service which versions it refuses.
 *
 * @param url Its address, without a final slash.
 * @returns The refusals; none where it does not tell.
 */
export async function refusalsOf(url: string): Promise<readonly Refusal[]> {
  return (await (await fetch(`${url}/readyz`)).json()).refused ?? [];
}

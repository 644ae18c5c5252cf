/**
 * Who gets the challenger: the share of the requests that its version tag `traffic` names, by a hash of
 * the request's id. The same id always gets the same version, on every instance.
 *
 * @module
 */

/**
 * Decides whether a request is answered by the challenger.
 *
 * @param traffic The challenger's share of the requests, 0–1.
 * @returns Whether it is; else the champion answers.
 */
export function getsChallenger(requestId: string, traffic: number): boolean {
  return placeOf(requestId) < traffic;
}

/**
 * Reads the challenger's share of the requests.
 *
 * @param tags Tags of its version.
 * @returns The share, 0–1; 0 without the tag `traffic`, `null` if that is no number in [0, 1].
 */
export function readTraffic(tags: Readonly<Record<string, string>>): number | null {
  const text = tags["traffic"] ?? "0";
  const share = Number(text);
  return text.trim() !== "" && share >= 0 && share <= 1 ? share : null;
}

/**
 * Places a request id in [0, 1), evenly and always at the same place: FNV-1a over its characters, with
 * the finalizer of MurmurHash3, as neighbouring ids must not land side by side.
 *
 * @returns Its place.
 */
export function placeOf(requestId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < requestId.length; index++) {
    hash = Math.imul(hash ^ requestId.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ hash >>> 16, 0x85ebca6b);
  hash = Math.imul(hash ^ hash >>> 13, 0xc2b2ae35);
  return ((hash ^ hash >>> 16) >>> 0) / 2 ** 32;
}

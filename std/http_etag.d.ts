/**
 * Holds the header `If-None-Match` of a request to what would be sent, weakly (RFC 9110, section 13.1.2).
 *
 * @param value The header, `null` if there is none.
 * @param etag The entity tag, with its quotes.
 * @returns Whether the answer is to be sent; else the client has it.
 */
export function ifNoneMatch(value: string | null, etag: string | undefined): boolean;

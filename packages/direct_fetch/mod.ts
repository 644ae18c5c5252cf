/**
 * `fetch` for requests that carry a password or a token: over plain http no proxy of the environment
 * (`HTTP_PROXY`, `ALL_PROXY`) gets to read them.
 *
 * @module
 */
export { fetchWithCredentials } from "./fetch_with_credentials.ts";

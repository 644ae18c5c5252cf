/**
 * Closes the connections of refused requests, whatever their clients go on sending.
 *
 * @module
 */
export { type BegunBody, closeRefused, closing, mayStillSend } from "./closing.ts";
export { CUT_OFF } from "./cut_off.ts";

/**
 * What a stream fails with that must not go on. Deno 2.9.6 prints whatever an answer's stream fails with
 * to standard error, an `Error` with its message and its stack: names from a model or a request would
 * write lines of the log. This is a line of it.
 */
export const CUT_OFF: string = JSON.stringify({ level: "info", message: "an answer was cut off" });

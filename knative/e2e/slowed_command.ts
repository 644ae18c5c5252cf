/** How long every answer waits before it begins, in ms. */
export const WAIT_MS = 60;

/** Deno hands a request only to a handler that names it. */
const SLOW = `const { serve } = Deno;
Deno.serve = (options, handler) =>
  serve(options, async (request, info) => {
    await new Promise((resolve) => setTimeout(resolve, ${WAIT_MS}));
    return await handler(request, info);
  });`;

/**
 * Makes every answer of a program wait before it begins, which the program's own figures do not know.
 *
 * @param command `deno run`, its flags, and a program that serves by `Deno.serve(options, handler)`.
 * @returns The command of the slow one.
 */
export function slowedCommand([deno = "", run = "", ...rest]: readonly string[]): string[] {
  return [deno, run, `--preload=data:application/javascript,${encodeURIComponent(SLOW)}`, ...rest];
}

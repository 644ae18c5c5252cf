/**
 * Keeps a program that serves going when a promise is rejected that nobody handles, which is a defect
 * but no reason to leave everyone who is served well: Deno would end the process. Lint's
 * `promises/handled-at-once` finds most of them beforehand.
 *
 * @param report Tells and counts it; called with the reason as text, the stack trace if there is one.
 * @returns Stops doing so.
 */
export function surviveRejections(report: (reason: string) => void): () => void {
  const survive = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    const { reason } = event;
    report(reason instanceof Error ? reason.stack ?? reason.message : String(reason));
  };
  globalThis.addEventListener("unhandledrejection", survive);
  return () => globalThis.removeEventListener("unhandledrejection", survive);
}

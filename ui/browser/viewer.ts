import { type Signal, signal } from "@preact/signals";
import { RequestFailure, requestJson } from "./request_failure.ts";

/** Who looks at the page. */
export interface Viewer {
  /** Their name; `null` where nobody has to sign in. */
  readonly name: string | null;
  /** What they may do. */
  readonly rights: readonly string[];
}

/** Who looks at the page; `null` until the server has told. */
export const viewer: Signal<Viewer | null> = signal(null);

/**
 * Asks who looks at the page, and writes what they may do on the document, by which the style sheet hides
 * what they may not. The server decides all the same.
 */
export async function meetViewer(): Promise<void> {
  try {
    const met = await requestJson("/session", {}, (content) => content as Viewer);
    if (met.name !== null) document.documentElement.dataset["rights"] = met.rights.join(" ");
    viewer.value = met;
  } catch (error) {
    // Without a server the page is as it was.
    if (!(error instanceof RequestFailure)) throw error;
  }
}

/** Signs them out, here and at the issuer, and forgets what the browser kept of the service. */
export async function signOut(): Promise<void> {
  const { to } = await requestJson(
    "/sign-out",
    { json: {} },
    (content) => content as { to: string },
  );
  if ("caches" in globalThis) {
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  }
  location.assign(to);
}

import { findTask } from "@mlops/tasks";
import { type FunctionComponent, hydrate } from "preact";
import { createLocale, LocaleContext } from "../components/LocaleContext.tsx";
import { task } from "../browser/task_state.ts";
import type { Texts } from "../texts/texts.ts";

/**
 * Brings the islands of a page to life; what the build rendered stays where it is.
 *
 * @param islands The page's islands by name.
 * @param texts The texts of the page's language.
 */
export function hydrateIslands(
  islands: Readonly<Record<string, FunctionComponent>>,
  texts: Texts,
): void {
  // As the document was drawn, so that what hydrates finds what it draws.
  task.value = findTask(document.documentElement.dataset["task"] ?? null);
  const locale = createLocale(texts);
  for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
    const Content = islands[element.dataset["island"] ?? ""];
    if (Content === undefined) continue;
    // Each in a task of its own, so that a slow phone answers a touch in between.
    setTimeout(() => {
      hydrate(
        <LocaleContext.Provider value={locale}>
          <Content />
        </LocaleContext.Provider>,
        element,
      );
    });
  }
  keepCaseOnLanguageSwitch();
  registerServiceWorker();
}

/** The switch is a plain link; the case in the address goes with it. */
function keepCaseOnLanguageSwitch(): void {
  const link = document.querySelector<HTMLAnchorElement>("[data-language-switch]");
  link?.addEventListener("click", () => {
    const query = new URLSearchParams(location.search);
    query.set("lang", link.hreflang);
    link.search = `${query}`;
  });
}

/** Only where the browser has one: a node's address over http is no secure context. */
function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  addEventListener("load", () => {
    // The page works without it, so a refusal is nothing to tell anybody.
    navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  });
}

import { renderToString } from "preact-render-to-string";
import { createLocale, LocaleContext } from "../components/LocaleContext.tsx";
import { Page, type PageAssets } from "../components/Page.tsx";
import type { Route } from "../routes/pages.tsx";
import { DEFAULT_LANGUAGE, type Language } from "../texts/language.ts";
import type { Task } from "@mlops/task";
import { task as shownTask } from "../browser/task_state.ts";
import { TEXTS } from "../texts/texts_by_language.ts";

const NO_ASSETS: PageAssets = { style: "", font: "", script: null, modules: [] };

/**
 * Renders a page in one language, as it is shown before a script has run.
 *
 * @param route The page.
 * @param assets The files that it names.
 * @param task The task in whose words it speaks, or `null` for any table.
 * @returns A whole HTML document.
 */
export function renderPage(
  route: Route,
  language: Language,
  assets: PageAssets,
  task: Task | null,
): string {
  shownTask.value = task;
  return "<!doctype html>" + renderToString(
    <LocaleContext.Provider value={createLocale(TEXTS[language])}>
      <Page name={route.name} assets={assets}>
        <route.Content />
      </Page>
    </LocaleContext.Provider>,
  );
}

/**
 * Names the islands that a page holds.
 *
 * @param route The page.
 * @returns Names of components in `islands/`, in the page's order.
 */
export function islandNames(route: Route): string[] {
  const html = renderPage(route, DEFAULT_LANGUAGE, NO_ASSETS, null);
  return [...html.matchAll(/data-island="(\w+)"/g)].flatMap(([, name]) => name ?? []);
}

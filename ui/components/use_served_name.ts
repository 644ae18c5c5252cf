import { useEffect } from "preact/hooks";
import { meetServed, servedName } from "../browser/served_site.ts";
import { task } from "../browser/task_state.ts";
import { useLocale } from "./LocaleContext.tsx";

/**
 * Names the site by what is served: a known task by its own words, any other model by its name. The head,
 * the header and the footer are no islands: they are drawn before anybody knows.
 *
 * @returns The name; empty until it is known.
 */
export function useServedName(): string {
  const { t } = useLocale();
  const served = servedName.value;
  const name = task.value === null ? served : t.brand;
  useEffect(() => {
    if (served === "") return;
    document.title = `${document.title.split(" · ")[0]} · ${name}`;
    for (const brand of document.querySelectorAll(".brand-name")) brand.textContent = name;
    for (const foot of document.querySelectorAll(".site-footer p")) foot.textContent = t.footer;
  }, [served, name]);
  return name;
}

/** The same for a page that does not follow the served model: it asks once. */
export function useMetName(): void {
  useEffect(() => void meetServed(), []);
  useServedName();
}

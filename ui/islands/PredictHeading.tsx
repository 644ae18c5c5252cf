import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { watch } from "../browser/page_state.ts";
import { task } from "../browser/task_state.ts";
import { useLocale } from "../components/LocaleContext.tsx";

/**
 * Names what is predicted: a known task by its own words, any other model by its name.
 *
 * @returns The heading and the sentence below it.
 */
export function PredictHeading(): JSX.Element {
  const { t } = useLocale();
  const model = watch.model.value;
  const name = task.value === null ? model?.name ?? "" : t.brand;
  const target = task.value === null ? model?.target?.name ?? null : null;
  useEffect(() => {
    if (name === "") return;
    // The head, the header and the footer are no islands: they are the same for every page of the site.
    document.title = `${t.pages.predict.title} · ${name}`;
    for (const brand of document.querySelectorAll(".brand-name")) brand.textContent = name;
    for (const foot of document.querySelectorAll(".site-footer p")) foot.textContent = t.footer;
  }, [name]);
  return (
    <>
      <h1>{target === null ? t.predict.heading(name) : t.predict.target(target)}</h1>
      <p class="lead">{t.predict.lead(model?.features.length ?? 0)}</p>
    </>
  );
}

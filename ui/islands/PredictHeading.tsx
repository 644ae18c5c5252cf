import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { task, watch } from "../browser/page_state.ts";
import { useLocale } from "../components/LocaleContext.tsx";

/**
 * Names what is predicted: the reference task by its own words, any other model by its name.
 *
 * @returns The heading and the sentence below it.
 */
export function PredictHeading(): JSX.Element {
  const { t } = useLocale();
  const model = watch.model.value;
  const name = task.value !== null ? null : model?.name ?? null;
  useEffect(() => {
    if (name === null) return;
    // The head and the header are no islands: they are the same for every page of the site.
    document.title = `${t.pages.predict.title} · ${name}`;
    for (const brand of document.querySelectorAll(".brand-name")) brand.textContent = name;
    // The footer speaks of medical advice.
    document.querySelector(".site-footer p")?.setAttribute("hidden", "");
  }, [name]);
  return (
    <>
      <h1>{name === null ? t.predict.heading : t.generic.heading(name)}</h1>
      <p class="lead">
        {name === null ? t.predict.lead : t.generic.lead(`${model?.features.length ?? 0}`)}
      </p>
    </>
  );
}

import type { JSX } from "preact";
import { watch } from "../browser/page_state.ts";
import { task } from "../browser/task_state.ts";
import { useLocale } from "../components/LocaleContext.tsx";
import { useServedName } from "../components/use_served_name.ts";

/**
 * Names what is predicted: a known task by its own words, any other model by its name.
 *
 * @returns The heading and the sentence below it.
 */
export function PredictHeading(): JSX.Element {
  const { t } = useLocale();
  const model = watch.model.value;
  const name = useServedName();
  const target = task.value === null ? model?.target?.name ?? null : null;
  return (
    <>
      <h1>{target === null ? t.predict.heading(name) : t.predict.target(target)}</h1>
      <p class="lead">{t.predict.lead(model?.features.length ?? 0)}</p>
    </>
  );
}

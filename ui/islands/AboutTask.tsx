import type { JSX } from "preact";
import { task } from "../browser/page_state.ts";
import { useLocale } from "../components/LocaleContext.tsx";

/**
 * Says what answers: the reference task's forest, or whatever the registry names.
 *
 * @returns The sentence.
 */
export function AboutTask(): JSX.Element {
  const { t } = useLocale();
  return <p>{task.value !== null ? t.predict.about : t.generic.about}</p>;
}

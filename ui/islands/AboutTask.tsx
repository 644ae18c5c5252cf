import type { JSX } from "preact";
import { useLocale } from "../components/LocaleContext.tsx";

/**
 * Says what answers.
 *
 * @returns The sentence.
 */
export function AboutTask(): JSX.Element {
  const { t } = useLocale();
  return <p>{t.predict.about}</p>;
}

import type { JSX } from "preact";
import { useLocale } from "../components/LocaleContext.tsx";

/**
 * Draws the page for an address that has none.
 *
 * @returns The content.
 */
export function NotFoundRoute(): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="narrow">
      <h1>{t.pages.notFound.title}</h1>
      <p class="lead">{t.notFound.sentence}</p>
      <p>
        <a class="button" href="/">{t.notFound.back}</a>
      </p>
    </div>
  );
}

import type { JSX } from "preact";
import { Island } from "../components/Island.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { QualityBoard } from "../islands/QualityBoard.tsx";

/**
 * Draws the page around its one island.
 *
 * @returns The content.
 */
export function QualityRoute(): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="wide">
      <h1>{t.quality.heading}</h1>
      <p class="lead">{t.quality.lead}</p>
      <Island name="QualityBoard">
        <QualityBoard />
      </Island>
    </div>
  );
}

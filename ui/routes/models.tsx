import type { JSX } from "preact";
import { Island } from "../components/Island.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { ModelRegistry } from "../islands/ModelRegistry.tsx";

/**
 * Draws the page around its one island.
 *
 * @returns The content.
 */
export function ModelsRoute(): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="wide">
      <h1>{t.models.heading}</h1>
      <p class="lead">{t.models.lead}</p>
      <Island name="ModelRegistry">
        <ModelRegistry />
      </Island>
    </div>
  );
}

import type { JSX } from "preact";
import { Island } from "../components/Island.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { TrafficBoard } from "../islands/TrafficBoard.tsx";

/**
 * Draws the page around its one island.
 *
 * @returns The content.
 */
export function TrafficRoute(): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="wide">
      <h1>{t.traffic.heading}</h1>
      <p class="lead">{t.traffic.lead}</p>
      <Island name="TrafficBoard">
        <TrafficBoard />
      </Island>
    </div>
  );
}

import type { JSX } from "preact";
import { Island } from "../components/Island.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { AuditBoard } from "../islands/AuditBoard.tsx";

/**
 * Draws the page around its one island.
 *
 * @returns The content.
 */
export function AuditRoute(): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="wide">
      <h1>{t.audit.heading}</h1>
      <p class="lead">{t.audit.lead}</p>
      <Island name="AuditBoard">
        <AuditBoard />
      </Island>
    </div>
  );
}

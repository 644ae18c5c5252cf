import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { AuditSession } from "../browser/audit_session.ts";
import { browserPage } from "../browser/idle_poller.ts";
import { AuditTable } from "../components/AuditTable.tsx";
import { Icon } from "../components/Icon.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { useMetName } from "../components/use_served_name.ts";

/** What the island is drawn from. */
export interface AuditBoardProps {
  /** What it knows (default: nothing yet, and it asks from now on). */
  readonly session?: AuditSession;
}

/**
 * Shows what was changed by whom, and what was refused.
 *
 * @returns The table, or the sentence that says why there is none.
 */
export function AuditBoard({ session }: AuditBoardProps): JSX.Element {
  const { t } = useLocale();
  const [audit] = useState(() => session ?? new AuditSession(browserPage()));
  useEffect(() => audit.start(), []);
  useMetName();
  const entries = audit.entries.value;
  return (
    <div class="traffic">
      <AuditState audit={audit} />
      {audit.isInMemory.value && <p class="quiet">{t.audit.inMemory}</p>}
      {entries !== null && entries.length === 0 && <p class="card quiet">{t.audit.none}</p>}
      {entries !== null && entries.length > 0 && <AuditTable entries={entries} />}
      {audit.next.value !== null && (
        <p>
          <button type="button" class="button button-quiet" onClick={() => void audit.readOlder()}>
            {t.audit.older}
          </button>
        </p>
      )}
    </div>
  );
}

/** Statuses of who has no right to read it. */
const NOT_ALLOWED = [401, 403];

function AuditState({ audit }: { readonly audit: AuditSession }): JSX.Element {
  const { t } = useLocale();
  const failure = audit.failure.value;
  const isAsleep = audit.isAsleep.value;
  const isLoading = audit.entries.value === null;
  const [icon, sentence] = failure !== null
    ? [
      "alert",
      NOT_ALLOWED.includes(failure.status) ? t.audit.refused : t.traffic.unreachable,
    ] as const
    : isLoading
    ? ["dots", t.audit.loading] as const
    : isAsleep
    ? ["moon", t.traffic.asleep] as const
    : ["check", t.traffic.live] as const;
  return (
    <div class="traffic-state">
      <p role="status" class={failure !== null ? "failure" : "traffic-live"}>
        <Icon name={icon} />
        <span>{sentence}</span>
        {isAsleep && (
          <button type="button" class="link" onClick={() => audit.wake()}>{t.traffic.wake}</button>
        )}
      </p>
    </div>
  );
}

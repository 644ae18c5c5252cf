import type { JSX } from "preact";
import type { AuditEntry } from "../browser/audit_session.ts";
import type { Locale } from "./LocaleContext.tsx";
import { useLocale } from "./LocaleContext.tsx";

/** Who moved an alias, by somebody else's word. */
const SAID_BY = /^(.*) \(by its (run|registry)\)$/;

/** What the table is drawn from. */
export interface AuditTableProps {
  /** The entries, the newest first. */
  readonly entries: readonly AuditEntry[];
}

/**
 * Lists what was changed by whom.
 *
 * @param props The entries.
 * @returns The table, which scrolls sideways on a narrow screen.
 */
export function AuditTable({ entries }: AuditTableProps): JSX.Element {
  const locale = useLocale();
  const { t, format } = locale;
  const columns = ["when", "who", "action", "subject", "origin", "reason"] as const;
  return (
    <section class="card">
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t.audit.heading}>
        <table class="audit">
          <thead>
            <tr>{columns.map((name) => <th key={name} scope="col">{t.audit[name]}</th>)}</tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.id}>
                <td class="nowrap">
                  <time dateTime={entry.at}>{format.date(Date.parse(entry.at))}</time>
                </td>
                <td>{nameOf(entry.who, locale)}</td>
                <td>
                  <span class="tag">{t.audit.actions[entry.action] ?? entry.action}</span>{" "}
                  <span class="nowrap">{changeOf(entry, locale)}</span>
                </td>
                <td>
                  <code>{entry.subject}</code>
                </td>
                <td>{t.audit.origins[entry.origin ?? ""] ?? entry.origin}</td>
                <Reason reason={entry.reason ?? ""} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What a program wrote in English and the reader's language has no words for is marked as such. */
function Reason({ reason }: { readonly reason: string }): JSX.Element {
  const { t } = useLocale();
  const said = t.audit.sentence(reason);
  return <td class="sentence" lang={said === reason ? "en" : undefined}>{said}</td>;
}

function nameOf(who: string, { t }: Locale): string {
  const [, name, by] = SAID_BY.exec(who) ?? [];
  if (name !== undefined && by !== undefined) return t.audit.saidBy(name, by);
  return who === "anonymous" ? t.audit.anonymous : who === "unknown" ? t.audit.unknown : who;
}

/** What was there before and is now, or how often. */
function changeOf({ action, detail }: AuditEntry, { t, format }: Locale): string {
  const text = (name: string) => {
    const value = detail?.[name] ?? null;
    return value === null ? t.audit.nothing : `${value}`;
  };
  switch (action) {
    case "alias_moved":
    case "alias_seen":
      return t.audit.change(text("previous"), text("state"));
    case "outcome_replaced":
      return t.audit.change(text("before"), text("after"));
    case "request_refused": {
      const times = Number(detail?.["times"] ?? 1);
      return times > 1
        ? `${text("status")}, ${t.audit.times(format.number(times))}`
        : text("status");
    }
    default:
      return "";
  }
}

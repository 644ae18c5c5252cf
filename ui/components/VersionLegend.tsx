import type { JSX } from "preact";
import type { VersionQuality } from "../browser/quality_report.ts";
import { useLocale } from "./LocaleContext.tsx";

/** What a legend is drawn from. */
export interface VersionLegendProps {
  /** The versions. */
  readonly versions: readonly Pick<VersionQuality, "version">[];
  /** A figure of each. */
  readonly notes?: readonly string[];
}

/**
 * Tells which line is which version: the first is whole, the second dashed.
 *
 * @param props The versions, and what to say of each.
 * @returns The legend.
 */
export function VersionLegend(
  { versions, notes }: VersionLegendProps,
): JSX.Element {
  const { t } = useLocale();
  return (
    <p class="legend">
      {versions.map(({ version }, i) => (
        <span key={version} class={`legend-item legend-${i === 0 ? "main" : "second"}`}>
          {t.models.version} {version}
          {notes !== undefined && <strong>{` ${notes[i]}`}</strong>}
        </span>
      ))}
    </p>
  );
}

import type { JSX } from "preact";
import type { VersionQuality } from "../browser/quality_report.ts";
import { useLocale } from "./LocaleContext.tsx";

/**
 * Tells which line is which version: the first is whole, the second dashed.
 *
 * @param props The versions.
 * @returns The legend.
 */
export function VersionLegend(
  { versions }: { readonly versions: readonly Pick<VersionQuality, "version">[] },
): JSX.Element {
  const { t } = useLocale();
  return (
    <p class="legend">
      {versions.map(({ version }, i) => (
        <span key={version} class={`legend-item legend-${i === 0 ? "main" : "second"}`}>
          {t.models.version} {version}
        </span>
      ))}
    </p>
  );
}

import type { JSX } from "preact";
import type { ColumnDrift, DriftLevel, DriftReport } from "../browser/quality_report.ts";
import { task } from "../browser/task_state.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { useLocale } from "./LocaleContext.tsx";
import { WordShares } from "./WordShares.tsx";
import { TwoHistograms } from "./TwoHistograms.tsx";

const ICONS: Readonly<Record<DriftLevel, IconName>> = {
  stable: "check",
  moderate: "dots",
  major: "alert",
  unknown: "dots",
};

/**
 * Shows for each feature, and for the probability, how recent predictions lie beside the training.
 *
 * @param props The drift.
 * @returns A card.
 */
export function DriftCard({ drift }: { readonly drift: DriftReport }): JSX.Element {
  const { t, own, format } = useLocale();
  return (
    <section class="card">
      <h2>{t.quality.drift}</h2>
      <p class="quiet">{t.quality.driftOf(format.number(drift.rows), drift.version)}</p>
      <p class="legend">
        <span class="legend-training">{t.quality.training}</span>
        <span class="legend-item legend-recent">{t.quality.recent}</span>
      </p>
      <ul class="drifts">
        {drift.features.map((feature) => (
          <DriftItem
            key={feature.name}
            name={own?.columns[feature.name] ?? feature.label ?? feature.name}
            column={feature}
          />
        ))}
        {(task.value !== null || drift.probability.level !== "unknown") && (
          <DriftItem name={t.quality.probability} column={drift.probability} />
        )}
        {drift.prediction !== undefined && (
          <DriftItem name={t.quality.prediction} column={drift.prediction} />
        )}
      </ul>
      <p class="quiet">{t.quality.driftHelp}</p>
    </section>
  );
}

interface DriftItemProps {
  readonly name: string;
  readonly column: ColumnDrift;
}

function DriftItem({ name, column }: DriftItemProps): JSX.Element {
  const { t, format } = useLocale();
  const { level, psi, ks, histograms, bins, words } = column;
  const write = (value: number | null) => value === null ? t.service.none : format.number(value, 3);
  const edges = histograms?.edges ?? [];
  const endOf = (edge: number) => format.value(Math.round(edge * 100) / 100, 1);
  return (
    <li>
      <h3>{name}</h3>
      <p class={`drift-level drift-${level}`}>
        <Icon name={ICONS[level]} />
        {t.quality.levels[level]}
      </p>
      {words !== undefined && words !== null ? <WordShares words={words} /> : (
        <>
          <TwoHistograms
            training={histograms?.training ?? bins.map(({ expected }) => expected)}
            recent={histograms?.recent ?? bins.map(({ actual }) => actual)}
          />
          <p class="drift-ends" aria-hidden="true">
            <span>{edges.length === 0 ? t.quality.lowest : endOf(edges[0]!)}</span>
            <span>
              {edges.length === 0 ? t.quality.highest : endOf(edges.at(-1) ?? 0)}
            </span>
          </p>
        </>
      )}
      <p class="drift-figures">
        {t.quality.indices(write(psi), write(column.psi_by_chance))}
        {(words ?? null) === null && ` · ${t.quality.ks(write(ks))}`}
      </p>
    </li>
  );
}

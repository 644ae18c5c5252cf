import type { JSX } from "preact";
import type { ColumnDrift, DriftLevel, DriftReport } from "../browser/quality_report.ts";
import { task } from "../browser/task_state.ts";
import { DriftEnds } from "./DriftEnds.tsx";
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
  // Edges lie anywhere within a day.
  const dayOf = (days: number) => format.day(Math.round(days));
  const withUnit = (name = "") => {
    const unit = own?.units[name] ?? name;
    return unit === "" ? undefined : (_: number, text: string) => `${text}\u00a0${unit}`;
  };
  const hasProbability = task.value !== null || drift.probability.level !== "unknown";
  const shown = [
    ...drift.features,
    ...hasProbability ? [drift.probability] : [],
    ...drift.prediction === undefined ? [] : [drift.prediction],
  ];
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
            write={feature.date === true ? dayOf : withUnit(feature.unit)}
          />
        ))}
        {hasProbability && (
          <DriftItem
            name={t.quality.probability}
            column={drift.probability}
            write={format.percent}
          />
        )}
        {drift.prediction !== undefined && (
          <DriftItem name={t.quality.prediction} column={drift.prediction} />
        )}
      </ul>
      <p class="quiet">
        {t.quality.driftHelp}
        {shown.some(({ level }) => level === "unknown") && ` ${t.quality.unknownHelp}`}
      </p>
    </section>
  );
}

interface DriftItemProps {
  readonly name: string;
  readonly column: ColumnDrift;
  /** Writes a value of the column, of which `text` is the bare number. */
  readonly write?: ((value: number, text: string) => string) | undefined;
}

function DriftItem({ name, column, write }: DriftItemProps): JSX.Element {
  const { t, format } = useLocale();
  const { level, psi, ks, histograms, bins, words } = column;
  const figure = (value: number | null) =>
    value === null ? t.service.none : format.number(value, 3);
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
          <DriftEnds column={column} write={write ?? ((_, text) => text)} />
        </>
      )}
      <p class="drift-figures">
        {t.quality.indices(figure(psi), figure(column.psi_by_chance))}
        {(words ?? null) === null && ` · ${t.quality.ks(figure(ks))}`}
      </p>
    </li>
  );
}

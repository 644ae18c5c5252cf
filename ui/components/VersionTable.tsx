import { CHAMPION } from "@mlops/task";
import { Fragment, type JSX } from "preact";
import type { RegistrySession } from "../browser/registry_session.ts";
import type { VersionSummary } from "../registry_answer.ts";
import { metricText } from "./figure_texts.ts";
import { useLocale } from "./LocaleContext.tsx";

/** Metrics of each kind of task, in the order in which people ask for them. */
const METRICS: readonly (readonly string[])[] = [
  ["auc_roc", "accuracy", "f1_score", "precision", "recall"],
  ["accuracy", "balanced_accuracy", "f1_macro", "roc_auc_ovr_macro", "log_loss", "mcc"],
  ["r2", "rmse", "mae", "median_ae", "mape"],
];

/**
 * Chooses the metrics that versions are compared by: those of the kind of task that they have most of.
 *
 * @param versions The versions.
 * @returns Names of metrics.
 */
export function metricsOf(versions: readonly VersionSummary[]): readonly string[] {
  const nKnown = (names: readonly string[]) =>
    versions.reduce((sum, { metrics }) => sum + names.filter((name) => name in metrics).length, 0);
  return METRICS.reduce((best, names) => nKnown(names) > nKnown(best) ? names : best);
}

/** A metric's name that may go on below each of its underscores. */
function breakable(name: string): JSX.Element[] {
  return name.split("_").map((word, i) => (
    <Fragment key={word}>
      {i > 0 && (
        <>
          _<wbr />
        </>
      )}
      {word}
    </Fragment>
  ));
}

/** What a table is drawn from. */
export interface VersionTableProps {
  /** The registry as the page knows it. */
  readonly registry: RegistrySession;
  /** The versions, newest first. */
  readonly versions: readonly VersionSummary[];
  /** The version that the service answers with, or `null`. */
  readonly served: string | null;
  /** Takes the wish to promote a version. */
  readonly onPromote: (version: string) => void;
}

/**
 * Lists versions with their run, data, metrics and aliases.
 *
 * @param props The versions.
 * @returns The table, which scrolls sideways on a narrow screen.
 */
export function VersionTable(props: VersionTableProps): JSX.Element {
  const { t } = useLocale();
  const metrics = metricsOf(props.versions);
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={t.models.versions}>
      <table class="versions">
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{t.models.compare}</span>
            </th>
            <th scope="col">{t.models.version}</th>
            <th scope="col">{t.models.created}</th>
            {metrics.map((name) => <th key={name} scope="col" class="numeric">{breakable(name)}
            </th>)}
            <th scope="col">{t.models.dataset}</th>
            <th scope="col">{t.models.run}</th>
            {props.registry.canMoveAliases.value && (
              <th scope="col" class="version-promote">
                <span class="visually-hidden">{t.models.promote}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {props.versions.map((version) => (
            <VersionRow key={version.version} version={version} metrics={metrics} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function VersionRow(
  { registry, version, metrics, served, onPromote }: VersionTableProps & {
    readonly version: VersionSummary;
    readonly metrics: readonly string[];
  },
): JSX.Element {
  const { t, format } = useLocale();
  const canMove = registry.canMoveAliases.value;
  const isChampion = version.aliases.includes(CHAMPION);
  return (
    <tr class={isChampion ? "is-champion" : undefined}>
      <td>
        <input
          type="checkbox"
          aria-label={t.models.compareVersion(version.version)}
          checked={registry.picked.value.includes(version.version)}
          onChange={() => registry.pick(version.version)}
        />
      </td>
      <th scope="row">
        <div class="version-name">
          <span class="version-number">{version.version}</span>
          {version.aliases.map((alias) => <span key={alias} class="tag">{alias}</span>)}
          {version.version === served && <span class="tag tag-live">{t.models.serving}</span>}
        </div>
      </th>
      <td class="nowrap">
        {version.createdAt === null ? t.service.none : format.date(version.createdAt)}
      </td>
      {metrics.map((name) => <td key={name} class="numeric">{cellText(version.metrics[name])}</td>)}
      <td>
        {version.datasetName ?? t.service.none}
        {version.datasetDigest !== null && (
          <code title={version.datasetDigest}>{version.datasetDigest.slice(0, 8)}</code>
        )}
      </td>
      <td>
        {version.runUrl === null
          ? <span title={version.runId}>{version.runName || t.service.none}</span>
          : (
            <a href={version.runUrl} title={t.models.openRun} rel="noreferrer">
              {version.runName || version.runId.slice(0, 8)}
            </a>
          )}
      </td>
      {canMove && (
        <td class="version-promote">
          {!isChampion && (
            <button
              type="button"
              class="button button-quiet button-small"
              aria-label={t.models.promoteVersion(version.version)}
              onClick={() => onPromote(version.version)}
            >
              {t.models.promote}
            </button>
          )}
        </td>
      )}
    </tr>
  );

  function cellText(value: number | undefined): string {
    return value === undefined ? t.service.none : metricText(format, value);
  }
}

import type { JSX } from "preact";
import type { InstanceSeries, TimeLine } from "../browser/traffic_series.ts";
import { useLocale } from "./LocaleContext.tsx";

/**
 * Lists the instances of the last 15 minutes, each with its own line of requests.
 *
 * @param props The instances.
 * @returns A card with a table.
 */
export function InstanceTable(
  { instances }: { readonly instances: readonly InstanceSeries[] },
): JSX.Element {
  const { t } = useLocale();
  const highest = Math.max(
    1,
    ...instances.flatMap(({ requests }) => requests.map(([, r]) => r ?? 0)),
  );
  return (
    <section class="card" aria-labelledby="instances-heading">
      <h2 id="instances-heading">{t.traffic.perInstance}</h2>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t.traffic.perInstance}>
        <table class="instances">
          <thead>
            <tr>
              <th scope="col">{t.traffic.instance}</th>
              <th scope="col">{t.traffic.requests}</th>
              <th scope="col" class="numeric">{t.traffic.inFlight}</th>
              <th scope="col" class="numeric">{t.traffic.p50}</th>
              <th scope="col" class="numeric">{t.traffic.p95}</th>
              <th scope="col" class="numeric">{t.traffic.version}</th>
              <th scope="col" class="numeric">{t.traffic.coldStarts}</th>
              <th scope="col">{t.traffic.since}</th>
            </tr>
          </thead>
          <tbody>
            {instances.map((instance) => (
              <InstanceRow key={instance.instance} instance={instance} highest={highest} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface InstanceRowProps {
  readonly instance: InstanceSeries;
  readonly highest: number;
}

function InstanceRow({ instance, highest }: InstanceRowProps): JSX.Element {
  const { t, format } = useLocale();
  const { last, coldStartMs, isUp } = instance;
  const ms = (value: number | null) =>
    value === null
      ? t.service.none
      : `${format.number(value, value < 1 ? 2 : value < 10 ? 1 : 0)} ${t.traffic.ms}`;
  return (
    <tr class={isUp ? undefined : "is-stopped"}>
      <th scope="row">
        {instance.instance || t.traffic.thisInstance}
        {!isUp && <span class="tag">{t.traffic.stopped}</span>}
      </th>
      <td>
        <Sparkline line={instance.requests} highest={highest} />
      </td>
      <td class="numeric">{isUp ? format.number(last.inFlight) : t.service.none}</td>
      <td class="numeric">{ms(last.p50)}</td>
      <td class="numeric">{ms(last.p95)}</td>
      <td class="numeric">{instance.modelVersion || t.service.none}</td>
      <td class="numeric">
        {coldStartMs === null ? t.service.none : `${format.number(coldStartMs)} ${t.traffic.ms}`}
      </td>
      <td class="nowrap">
        {instance.started === null ? t.service.none : format.date(instance.started)}
      </td>
    </tr>
  );
}

interface SparklineProps {
  readonly line: TimeLine;
  readonly highest: number;
}

function Sparkline({ line, highest }: SparklineProps): JSX.Element {
  const first = line[0]?.[0] ?? -1;
  const points = line.flatMap(([seconds, value]) =>
    value === null
      ? []
      : [`${((1 - seconds / first) * 200).toFixed(1)},${(27 - value / highest * 24).toFixed(1)}`]
  );
  return (
    <svg class="sparkline" viewBox="0 0 200 28" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.join(" ")} />
    </svg>
  );
}

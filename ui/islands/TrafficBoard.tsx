import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browserPage } from "../browser/idle_poller.ts";
import { TrafficSession } from "../browser/traffic_session.ts";
import { type InstanceSeries, traceTraffic, WINDOW_MS } from "../browser/traffic_series.ts";
import { Icon } from "../components/Icon.tsx";
import { InstanceTable } from "../components/InstanceTable.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { useMetName } from "../components/use_served_name.ts";
import { TimeChart } from "../components/TimeChart.tsx";

/** What the island is drawn from. */
export interface TrafficBoardProps {
  /** What it knows (default: nothing yet, and it asks from now on). */
  readonly session?: TrafficSession;
}

/**
 * Shows what the service is doing and what it did in the last 15 minutes.
 *
 * @returns Charts over time and a line for each instance.
 */
export function TrafficBoard({ session }: TrafficBoardProps): JSX.Element {
  const { t } = useLocale();
  const [traffic] = useState(() => session ?? new TrafficSession(browserPage()));
  useEffect(() => traffic.start(), []);
  useMetName();
  const samples = traffic.traffic.value;
  return (
    <div class="traffic">
      <TrafficState traffic={traffic} />
      {samples === null
        ? traffic.failure.value === null && <p class="quiet placeholder">{t.traffic.loading}</p>
        : <Charts traffic={traffic} />}
    </div>
  );
}

interface SessionProps {
  readonly traffic: TrafficSession;
}

function TrafficState({ traffic }: SessionProps): JSX.Element {
  const { t } = useLocale();
  const hasFailed = traffic.failure.value !== null;
  const isAsleep = traffic.isAsleep.value;
  const isSingle = traffic.traffic.value !== null && !traffic.isWhole.value;
  return (
    <div class="traffic-state">
      <p role="status" class={hasFailed ? "failure" : "traffic-live"}>
        <Icon name={hasFailed ? "alert" : isAsleep ? "moon" : "check"} />
        <span>
          {hasFailed ? t.traffic.unreachable : isAsleep ? t.traffic.asleep : t.traffic.live}
        </span>
        {isAsleep && (
          <button type="button" class="link" onClick={() => traffic.wake()}>
            {t.traffic.wake}
          </button>
        )}
      </p>
      {isSingle && <p class="quiet">{t.traffic.single}</p>}
    </div>
  );
}

function Charts({ traffic }: SessionProps): JSX.Element {
  const { t, format } = useLocale();
  const series = traceTraffic(traffic.traffic.value ?? [], traffic.now.value);
  const ms = (value: number) =>
    `${format.number(value, value < 1 ? 2 : value < 10 ? 1 : 0)} ${t.traffic.ms}`;
  const rate = (value: number) => format.number(value, value < 10 ? 1 : 0);
  const count = (value: number) => format.number(value);
  return (
    <>
      <div class="traffic-grid">
        {series.pods === null
          ? (
            <TimeChart
              title={t.traffic.instances}
              lines={[series.instances]}
              write={count}
              isStep
            />
          )
          : (
            <TimeChart
              title={t.traffic.knativePods}
              lines={[series.pods.knative, series.pods.classic]}
              names={["Knative", "Deployment"]}
              write={count}
              isStep
            />
          )}
        <TimeChart title={t.traffic.requests} lines={[series.requests]} write={rate} />
        <TimeChart title={t.traffic.inFlight} lines={[series.inFlight]} write={count} />
        <TimeChart
          title={t.traffic.latency}
          lines={[series.p95, series.p50]}
          names={[t.traffic.p95, t.traffic.p50]}
          write={ms}
        />
        <TimeChart title={t.traffic.errors} lines={[series.errors]} write={rate} />
        <Fleet instances={series.perInstance} since={traffic.now.value - WINDOW_MS} />
      </div>
      <InstanceTable instances={series.perInstance} />
    </>
  );
}

interface FleetProps {
  readonly instances: readonly InstanceSeries[];
  readonly since: number;
}

/** Which versions answer, and which instances started in the time shown. */
function Fleet({ instances, since }: FleetProps): JSX.Element {
  const { t, format } = useLocale();
  const counts = new Map<string, number>();
  for (const { isUp, modelVersion } of instances) {
    if (isUp) counts.set(modelVersion, (counts.get(modelVersion) ?? 0) + 1);
  }
  const starts = instances.filter(({ started }) => started !== null && started >= since);
  const lastMs = starts.find(({ coldStartMs }) => coldStartMs !== null)?.coldStartMs ?? null;
  return (
    <section class="card time-chart fleet">
      <h2>{t.traffic.versions}</h2>
      <ul>
        {[...counts].sort().map(([version, count]) => (
          <li key={version}>
            <strong>{version === "" ? t.service.none : version}</strong>
            <span>× {count}</span>
          </li>
        ))}
      </ul>
      <h2>{t.traffic.coldStarts}</h2>
      <p>
        <strong>{starts.length}</strong>
        {lastMs !== null && <span>{t.traffic.lastStart(format.number(lastMs))}</span>}
      </p>
    </section>
  );
}

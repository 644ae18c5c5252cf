import type { LogDatabase } from "../log/log_database.ts";
import type { TrafficSample } from "./heartbeat.ts";

/** The samples of one instance, oldest first. */
export interface InstanceTraffic {
  /** Name of the instance. */
  readonly instance: string;
  /** Its samples. */
  readonly samples: readonly TrafficSample[];
}

/**
 * Reads the heartbeats of all instances.
 *
 * @param database The log's database.
 * @param sinceMs Those after this, in ms since 1970.
 * @returns The samples by instance.
 */
export async function readTraffic(
  database: LogDatabase,
  sinceMs: number,
): Promise<InstanceTraffic[]> {
  const rows = await database.ask((sql) =>
    sql<{ instance: string; samples: TrafficSample[] }[]>`
      select instance, json_agg(json_build_object(
               'time', round(extract(epoch from beat_at) * 1000),
               'started', round(extract(epoch from started_at) * 1000),
               'in_flight', in_flight, 'requests', requests, 'p50', p50_ms, 'p95', p95_ms,
               'errors', errors, 'model_version', model_version, 'cold_start', cold_start_ms)
               order by beat_at) as samples
        from heartbeats
       where beat_at > to_timestamp(${sinceMs}::double precision / 1000)
       group by instance order by instance`
  );
  return rows.map(({ instance, samples }) => ({ instance, samples }));
}

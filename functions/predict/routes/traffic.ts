import type { TrafficAnswer } from "@mlops/answers";
import type { LogDatabase } from "../log/log_database.ts";
import { Problem } from "../http/problem.ts";
import { jsonResponse, type Route } from "../http/route.ts";
import type { Heartbeat } from "../traffic/heartbeat.ts";
import { type InstanceTraffic, readTraffic } from "../traffic/read_traffic.ts";

/** How far back the answer goes. */
const WINDOW_MS = 15 * 60_000;

/** What the route needs. */
export interface TrafficParts {
  /** Samples of this instance. */
  readonly heartbeat: Heartbeat;
  /** Samples of all instances, or `null` where there is no database. */
  readonly database: LogDatabase | null;
  /** The present, in ms since 1970. */
  readonly timeOfDay: () => number;
}

/**
 * Makes `GET /traffic`: how every instance was in the last quarter of an hour, once a second; of this
 * instance alone (`source` says so) where the database is missing or does not answer. What the database
 * has missed of this instance, as while its disk stood still, is told from memory: the instance was up.
 * `since`, an ISO 8601 time, leaves out what is older.
 *
 * @param parts What the route needs.
 * @returns The route.
 */
export function trafficRoute({ heartbeat, database, timeOfDay }: TrafficParts): Route {
  return {
    method: "GET",
    path: "/traffic",
    async handle({ request }) {
      const since = new URL(request.url).searchParams.get("since");
      const sinceMs = Math.max(timeOfDay() - WINDOW_MS, readTime(since));
      const own = (): InstanceTraffic => ({
        instance: heartbeat.instance,
        samples: heartbeat.samples.filter(({ time }) => time > sinceMs),
      });
      const alone = (): TrafficAnswer => ({ source: "instance", instances: [own()] });
      if (database === null) return jsonResponse(JSON.stringify(alone()));
      const traffic = await readTraffic(database, sinceMs)
        .then((instances): TrafficAnswer => ({
          source: "database",
          instances: withOwn(instances, own()),
        }))
        .catch((error) => {
          if (!(error instanceof Problem)) throw error;
          return alone();
        });
      return jsonResponse(JSON.stringify(traffic));
    },
  };
}

/** Adds what the database has not of this instance. */
function withOwn(told: readonly InstanceTraffic[], own: InstanceTraffic): InstanceTraffic[] {
  const written = told.find(({ instance }) => instance === own.instance)?.samples ?? [];
  const times = new Set(written.map(({ time }) => time));
  const samples = [...written, ...own.samples.filter(({ time }) => !times.has(time))]
    .toSorted((a, b) => a.time - b.time);
  const others = told.filter(({ instance }) => instance !== own.instance);
  return (samples.length === 0 ? others : [...others, { ...own, samples }])
    .toSorted((a, b) => a.instance < b.instance ? -1 : 1);
}

function readTime(text: string | null): number {
  if (text === null) return -Infinity;
  // Date.parse alone would take "0.5" for a time.
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new Problem(422, 'The parameter "since" must be a time in ISO 8601');
}

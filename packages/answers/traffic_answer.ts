import { type Answer, listOf, nullable, number, object, oneOf, text } from "./schema.ts";

/** What one instance was like at one moment; times in ms since 1970 or in ms. */
export const TRAFFIC_SAMPLE = object({
  time: number,
  started: number,
  "in_flight": number,
  requests: number,
  errors: number,
  p50: nullable(number),
  p95: nullable(number),
  "model_version": nullable(text),
  "cold_start": nullable(number),
});

/** `GET /traffic`: samples of the last quarter of an hour, of all instances if a database has them. */
export const TRAFFIC = object({
  source: oneOf("instance", "database"),
  instances: listOf(object({ instance: text, samples: listOf(TRAFFIC_SAMPLE) })),
});

/** Answer of `GET /traffic`. */
export type TrafficAnswer = Answer<typeof TRAFFIC>;

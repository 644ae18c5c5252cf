import type { Answer } from "@mlops/answers";
import { parseAnswer } from "@mlops/answers/parse";
import { TRAFFIC, type TRAFFIC_SAMPLE } from "@mlops/answers/traffic";

/** What one instance of the service says about itself at one moment. */
export interface TrafficSample {
  /** When, in ms since 1970. */
  readonly time: number;
  /** When the instance started, in ms since 1970, or `null` if it does not say. */
  readonly started: number | null;
  /** Requests that it is answering. */
  readonly inFlight: number;
  /** Requests that it has answered since it started. */
  readonly requests: number;
  /** Those of them that it answered with a status of 500 or more. */
  readonly errors: number;
  /** Median time of an answer, in ms, or `null` without any. */
  readonly p50: number | null;
  /** Time that 95 % of the answers take at most, in ms, or `null` without any. */
  readonly p95: number | null;
  /** Version of the model that it serves, or empty. */
  readonly modelVersion: string;
  /** How long it took from the start of the process to the first answer, in ms, or `null`. */
  readonly coldStartMs: number | null;
}

/** The samples of one instance, oldest first. */
export interface InstanceTraffic {
  /** Its name, for example that of its pod; empty for the one that happens to answer. */
  readonly instance: string;
  /** Its samples. */
  readonly samples: readonly TrafficSample[];
}

/**
 * Reads the answer of `GET /traffic`: counters since each instance's start, times in ms.
 *
 * @param content The parsed JSON.
 * @returns The instances, and whether the numbers of all of them are in it.
 */
export function readTraffic(content: unknown): { instances: InstanceTraffic[]; isWhole: boolean } {
  const wire = parseAnswer(TRAFFIC, content);
  return {
    isWhole: wire.source === "database",
    instances: wire.instances.map(({ instance, samples }) => ({
      instance,
      samples: samples.map(readSample).sort((a, b) => a.time - b.time),
    })),
  };
}

function readSample(sample: Answer<typeof TRAFFIC_SAMPLE>): TrafficSample {
  const { time, started, requests, errors, p50, p95 } = sample;
  return {
    time,
    started,
    inFlight: sample.in_flight,
    requests,
    errors,
    p50,
    p95,
    modelVersion: sample.model_version ?? "",
    coldStartMs: sample.cold_start,
  };
}

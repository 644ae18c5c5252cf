import type { Capacity } from "./fit_capacity.ts";

/** What is written into the manifests. */
export interface ManifestNumbers {
  /** The measured capacity. */
  readonly capacity: Capacity;
  /** The CPU request that lets every pod be scheduled on the workshop's node, in thousandths of a core. */
  readonly workshopMillis: number;
  /** Day of the measurement, for example `2026-11-25`. */
  readonly day: string;
}

/**
 * Writes measured numbers into the Knative Service's manifest.
 *
 * @param yaml The manifest.
 * @returns The manifest with the numbers and comments that say where they come from.
 * @throws {RangeError} If the manifest has no place for one of them.
 */
export function writeKnativeNumbers(yaml: string, numbers: ManifestNumbers): string {
  const { capacity: { target, containerConcurrency, kneeConcurrency, maxThroughput }, day } =
    numbers;
  const withTarget = replaceLine(yaml, {
    key: "autoscaling.knative.dev/target",
    value: `"${target}"`,
    comment: [
      "Requests in flight per pod that the autoscaler aims at, of which it uses 70 %: the knee of",
      `one pod, measured ${day} (deno task capacity): ${number(maxThroughput)} requests a second,` +
      ` ${number(kneeConcurrency)} in flight.`,
    ],
  });
  const withLimit = replaceLine(withTarget, {
    key: "containerConcurrency",
    value: `${containerConcurrency}`,
    comment: [
      "Requests in flight that a pod is given at most; more wait in queue-proxy, where the autoscaler",
      "sees them. What a pod answers in 0.1 s, or takes at all,",
      `measured ${day} (deno task capacity).`,
    ],
  });
  return writeCpuRequest(withLimit, numbers);
}

/**
 * Writes the measured CPU request into a manifest.
 *
 * @param yaml The manifest, whose first `requests` are the service's.
 * @returns The manifest with the request and a comment that says where it comes from.
 * @throws {RangeError} If the manifest has no CPU request.
 */
export function writeCpuRequest(yaml: string, numbers: ManifestNumbers): string {
  const { capacity: { cpuRequestMillis }, day } = numbers;
  const comment = [
    "50 % of it, where the HPA adds a pod, are the load that Knative aims at, measured",
    `${day} (deno task capacity).`,
  ];
  const value = `${cpuRequestMillis}m`;
  return replaceLine(yaml, { key: "cpu", value, comment, after: "requests:" });
}

/**
 * Writes the CPU request into the workshop's patch of it.
 *
 * @param yaml The patch, as JSON 6902 in YAML.
 * @returns The patch with the request and a comment that says where it comes from.
 * @throws {RangeError} If the patch has no value.
 */
export function writeWorkshopRequest(yaml: string, numbers: ManifestNumbers): string {
  const { capacity: { cpuRequestMillis }, workshopMillis, day } = numbers;
  const comment = workshopMillis < cpuRequestMillis
    ? [
      `What lets every pod be scheduled, both autoscalers at their ceilings, measured ${day} (deno`,
      `task capacity); at ${cpuRequestMillis}m both would add pods at the same load.`,
    ]
    : [`As in the base: there is room for it, measured ${day} (deno task capacity).`];
  const value = `${Math.min(workshopMillis, cpuRequestMillis)}m`;
  return replaceLine(yaml, { key: "value", value, comment });
}

/**
 * Writes the concurrency target into the rules that dashboards and alerts compare with.
 *
 * @param yaml Prometheus' recording rules.
 * @returns The rules with the target.
 * @throws {RangeError} If there is no rule for it.
 */
export function writeTargetRule(yaml: string, { capacity: { target } }: ManifestNumbers): string {
  const after = "- record: predict_concurrency_target";
  return replaceLine(yaml, { key: "expr", value: `vector(${target})`, comment: [], after });
}

/** Replaces `key: value` and the comment lines just above it. */
function replaceLine(
  yaml: string,
  { key, value, comment, after }: {
    key: string;
    value: string;
    comment: readonly string[];
    after?: string;
  },
): string {
  const lines = yaml.split("\n");
  const from = after === undefined ? 0 : lines.findIndex((line) => line.trim() === after);
  const at = lines.findIndex((line, index) => index >= from && line.trim().startsWith(`${key}:`));
  const line = lines[at];
  if (from < 0 || line === undefined) {
    throw new RangeError(
      `Cannot write the capacity as the manifest must have "${key}": it has not`,
    );
  }
  let first = at;
  while (lines[first - 1]?.trim().startsWith("#")) first--;
  const indent = line.slice(0, line.length - line.trimStart().length);
  const written = [...comment.map((text) => `# ${text}`), `${key}: ${value}`];
  return [
    ...lines.slice(0, first),
    ...written.map((text) => indent + text),
    ...lines.slice(at + 1),
  ].join("\n");
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}

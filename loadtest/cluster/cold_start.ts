import type { Pod } from "./pods.ts";

/** A pod's way from the decision to its first answer, in parts; `null` for what nobody told. */
export interface ColdStart {
  /** Name of the pod. */
  readonly pod: string;
  /** From the pod's creation until it has a node, in s; Kubernetes tells whole seconds. */
  readonly schedulingSeconds: number | null;
  /** From then until the service's container runs, in s; whole seconds. */
  readonly containerSeconds: number | null;
  /** From the process's start until its configuration is read, in s, as the service measured it. */
  readonly processSeconds: number | null;
  /** From then until the model scores: alias, download, verification, first score; in s. */
  readonly modelSeconds: number | null;
  /** From the pod's creation until it is ready, in s; whole seconds. */
  readonly totalSeconds: number | null;
}

const PROCESS_PHASES = ["process", "imports", "configuration"];
const MODEL_PHASES = ["alias", "download", "verification", "firstScore"];

/** Names of the service's container: Knative's and the Deployment's. */
const CONTAINERS = ["predict", "api"];

/**
 * Takes a cold start apart.
 *
 * @param pod The pod, once it is ready.
 * @param metrics The service's own metrics, in Prometheus' text format, or `undefined` without them.
 * @returns The parts.
 */
export function coldStartOf(pod: Pod, metrics: string | undefined): ColdStart {
  const { metadata, status } = pod;
  const conditionAt = (type: string) =>
    secondsAt(
      status.conditions?.find((it) => it.type === type && it.status === "True")?.lastTransitionTime,
    );
  const created = secondsAt(metadata.creationTimestamp);
  const scheduled = conditionAt("PodScheduled");
  const running = secondsAt(
    status.containerStatuses?.find(({ name }) => CONTAINERS.includes(name))?.state.running
      ?.startedAt,
  );
  const phases = bootPhasesOf(metrics ?? "");
  return {
    pod: metadata.name,
    schedulingSeconds: between(created, scheduled),
    containerSeconds: between(scheduled, running),
    processSeconds: sumOf(phases, PROCESS_PHASES),
    modelSeconds: sumOf(phases, MODEL_PHASES),
    totalSeconds: between(created, conditionAt("Ready")),
  };
}

/**
 * Writes cold starts for a terminal.
 *
 * @param starts The cold starts.
 * @returns A table without a final line end.
 */
export function coldStartsText(starts: readonly ColdStart[]): string {
  const cell = (value: number | null, digits: number) =>
    (value === null ? "?" : `${value.toFixed(digits)} s`).padStart(12);
  const rows = starts.map((start) =>
    [
      cell(start.schedulingSeconds, 0),
      cell(start.containerSeconds, 0),
      cell(start.processSeconds, 3),
      cell(start.modelSeconds, 3),
      cell(start.totalSeconds, 0),
      `  ${start.pod}`,
    ].join("")
  );
  const head = ["scheduling", "container", "process", "model", "until ready"];
  return [`${head.map((name) => name.padStart(12)).join("")}  pod`, ...rows].join("\n");
}

function bootPhasesOf(metrics: string): Map<string, number> {
  const pattern = /^predict_boot_phase_seconds\{[^}]*phase="([^"]+)"[^}]*\} (\S+)$/gm;
  return new Map(
    [...metrics.matchAll(pattern)].map(([, phase = "", value]) => [phase, Number(value)]),
  );
}

function sumOf(phases: ReadonlyMap<string, number>, names: readonly string[]): number | null {
  const values = names.flatMap((name) => phases.get(name) ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function secondsAt(time: string | undefined): number | null {
  return time === undefined ? null : Date.parse(time) / 1000;
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : to - from;
}

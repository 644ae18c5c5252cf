import type { SeenRun } from "./replay.ts";

/** What is measured of a run beside its pods over time: all that a simulation of it is told. */
export interface RunFigures {
  /** Share of a virtual user's time in which the autoscaler counts its request as in flight. */
  readonly countedShare: number;
  /** Standard deviation of that share, each over the panic window, as a share of it. */
  readonly countedSpread: number;
  /** CPU that the form's pods used together under load, in cores. */
  readonly podCores: number;
  /** Time from a pod's creation until it is ready, in s. */
  readonly coldStartSeconds: number;
}

/** A run of a comparison, to which the models are held. */
export type Recording = SeenRun & {
  /** When the comparison began, ISO 8601. */
  readonly recordedAt: string;
  /** The load, as `settings.ts` reads it. */
  readonly load: Readonly<Record<string, string>>;
  /** A pod's CPU request, in thousandths of a core. */
  readonly requestMillis: number;
  /** Figures of the rounds before, or of this one if it was the only one. */
  readonly figures: RunFigures;
};

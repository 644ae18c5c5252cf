import type { Place } from "../../engine/place.ts";
import { readJson } from "../../looks/read_json.ts";
import { askStack } from "../../looks/stack_service.ts";

/** Where the learner's program writes. */
export const FILE = "explanation.json";

/** One feature, and what it adds to the probability. */
export interface Contribution {
  /** Its name. */
  readonly feature: string;
  /** What it adds, below 0 what it takes away. */
  readonly contribution: number;
}

/** What the learner's program writes. */
export interface Report {
  /** Whom it is about. */
  readonly patient: Readonly<Record<string, number>>;
  /** Of the class that is explained, 0–1. */
  readonly probability: number;
  /** The probability without knowing any feature. */
  readonly base: number;
  /** What base and contributions add up to. */
  readonly sum: number;
  /** The three strongest, the strongest first. */
  readonly strongest: readonly Contribution[];
  /** The nearest change of one feature, and the risk levels before and after it. */
  readonly change: {
    readonly feature: string;
    readonly to: number;
    readonly before: string;
    readonly after: string;
  };
}

/** What the service says of a patient. */
export interface Explained {
  /** Of the class that is explained, 0–1. */
  readonly probability: number;
  /** The patient's risk level. */
  readonly level: string;
  /** All features, the strongest first. */
  readonly strongest: readonly Contribution[];
}

/**
 * Reads what the learner's program wrote.
 *
 * @throws {LabFault} If it is not there, or no report.
 */
export async function readReport(place: Place): Promise<Report> {
  const fields = ["patient", "probability", "base", "sum", "strongest", "change"] as const;
  return await readJson<Report>(place, FILE, fields);
}

/** Writes a report in the place of the learner's. */
export async function writeReport(place: Place, report: Report): Promise<void> {
  await Deno.writeTextFile(`${place.work}/${FILE}`, `${JSON.stringify(report, null, 2)}\n`);
}

/** Asks the stack's service to explain a patient; nothing of it is logged. */
export async function explain(place: Place, patient: Report["patient"]): Promise<Explained> {
  const { body } = await askStack(place, "/explain", {
    body: patient,
    headers: { "x-prediction-log": "off" },
  });
  const contributions = body["contributions"] as Record<string, number>;
  return {
    probability: body["explained_probability"],
    level: body["risk_level"],
    strongest: Object.entries(contributions)
      .map(([feature, contribution]) => ({ feature, contribution }))
      .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
  };
}

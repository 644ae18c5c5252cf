import { parse } from "yaml";
import type { Place } from "../../engine/place.ts";
import { fault } from "../../engine/words.ts";

/** Name of the learner's workflow. */
export const FILE = "deliver.yaml";

/** What the steps read of a workflow. */
export interface Workflow {
  readonly on?: { readonly push?: { readonly branches?: readonly string[] } };
  readonly permissions?: Rights;
  readonly concurrency?: { readonly "cancel-in-progress"?: boolean };
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs?: Readonly<Record<string, Job>>;
}

/** Rights of the job's token by what they are for, or one word for all. */
export type Rights = string | Readonly<Record<string, string>>;

/** One job. */
export interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Rights;
  readonly environment?: string | { readonly name: string };
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly JobStep[];
}

/** One step of a job. */
export interface JobStep {
  readonly uses?: string;
  readonly run?: string;
  readonly "continue-on-error"?: boolean;
}

/**
 * Reads the learner's workflow.
 *
 * @throws {LabFault} If it is not YAML, or has no jobs.
 */
export async function readWorkflow(place: Place): Promise<Workflow> {
  const text = await place.file(FILE);
  let workflow: Workflow | null;
  try {
    workflow = parse(text) as Workflow | null;
  } catch (error) {
    const why = (error as Error).message.split("\n")[0];
    return fault(`${FILE} n'est pas du YAML : ${why}`, `${FILE} is not YAML: ${why}`);
  }
  if (typeof workflow?.jobs !== "object" || workflow.jobs === null) {
    return fault(`${FILE} n'a pas de jobs`, `${FILE} has no jobs`);
  }
  return workflow;
}

/**
 * Lists the jobs that must have succeeded before one begins.
 *
 * @param job Its name.
 * @returns Names, in no order; without end for none, also where jobs wait for each other.
 */
export function before({ jobs = {} }: Workflow, job: string): Set<string> {
  const found = new Set<string>();
  const open = [job];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const needed of [jobs[name]?.needs ?? []].flat()) {
      if (!found.has(needed)) open.push(needed);
      found.add(needed);
    }
  }
  return found;
}

/** Lists every step of every job. */
export function allSteps({ jobs = {} }: Workflow): JobStep[] {
  return Object.values(jobs).flatMap(({ steps = [] }) => steps);
}

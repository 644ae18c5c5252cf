import { parseWords } from "@mlops/config/parse_words";
import { LoadUsageError } from "../k6_run.ts";
import { LOAD_FLAGS, type LoadOptions, loadOptions, unreadable } from "../options.ts";

/** The command line of `deno task compare`, read. */
export interface CompareOptions {
  /** Number of rounds. */
  readonly rounds: number;
  /** Whether the HPA's way back to two pods is measured. */
  readonly isWayBackMeasured: boolean;
  /** Whether the outcome is kept in the repository. */
  readonly isRecorded: boolean;
  /** Whether turns that an earlier, interrupted comparison has measured are taken over. */
  readonly isResumed: boolean;
  /** Whether both forms are deployed first. */
  readonly isDeployed: boolean;
  /** Options of `deno task deploy` from the command line. */
  readonly deployOptions: readonly string[];
  /** The load and where it goes. */
  readonly load: LoadOptions;
}

/** What `--help` prints. */
export const USAGE = `Usage: deno task compare [PROFILE] [options] [options of deno task loadtest]

Deploys the Knative Service and the Deployment with its HPA, loads them in alternation from inside
the cluster, and writes comparison.html, .json and .svg to --out (.stack/loadtest) after each turn.
A Deployment that was not there before is taken away at the end.

Options
  --rounds N          of both forms (3)
  --record            keeps the outcome in loadtest/results, with a picture, and the last round in
                      loadtest/recordings, to which the simulator is held; needs Knative's own
                      metrics (k8s/monitoring/README.md)
  --resume            goes on where an interrupted comparison of the same load ended
  --no-way-back       leaves out the HPA's way back to two pods, which takes five minutes
  --no-deploy         takes what is deployed
  --registry HOST     where images go; without it where they are, or where the context tells`;

/** Profiles whose virtual users the simulator knows at every moment. */
const CLOSED_LOOPS = ["ramp", "spike", "closed"];

/**
 * Reads the command line of `deno task compare`.
 *
 * @param args The words after the program.
 * @returns What they say.
 * @throws {LoadUsageError} If they cannot be understood.
 */
export function parseCompareOptions(args: readonly string[]): CompareOptions {
  const flag = { type: "boolean" } as const;
  const { values, positionals } = parseWords({
    args: [...args],
    allowPositionals: true,
    options: {
      ...LOAD_FLAGS,
      rounds: { type: "string" },
      registry: { type: "string" },
      record: flag,
      resume: flag,
      "no-way-back": flag,
      "no-deploy": flag,
    },
  }, unreadable);
  const rounds = Number(values.rounds ?? "3");
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new LoadUsageError(
      `Cannot compare as --rounds must be a whole number from 1: is "${values.rounds}"`,
    );
  }
  const load = loadOptions({ "in-cluster": true, ...values }, positionals);
  if (values.record === true && !CLOSED_LOOPS.includes(load.profile)) {
    throw new LoadUsageError(
      `Cannot record "${load.profile}" as the simulator is held to closed loops: ` +
        CLOSED_LOOPS.join(", "),
    );
  }
  return {
    rounds,
    isWayBackMeasured: values["no-way-back"] !== true,
    isRecorded: values.record === true,
    isResumed: values.resume === true,
    isDeployed: values["no-deploy"] !== true,
    deployOptions: values.registry === undefined ? [] : ["--registry", values.registry],
    load,
  };
}

import { parseWords } from "@mlops/config/parse_words";
import { DEFAULT_NAMESPACE } from "../knative/deploy/cluster/in_namespace.ts";
import { K6_IMAGE } from "./cluster/k6_job.ts";
import { LoadUsageError } from "./k6_run.ts";
import { PROFILES } from "./profiles.ts";
import { readSettings } from "./settings.ts";

/** The command line of `deno task loadtest`, read. */
export interface LoadOptions {
  /** Name of the profile. */
  readonly profile: string;
  /** A form in the cluster, an address, or `null` for the Knative Service where there is one. */
  readonly target: string | null;
  /** Whether k6 runs in the cluster. */
  readonly isInCluster: boolean;
  /** Whether nobody waits, before and after the load, for the pods to be at rest. */
  readonly isAsIs: boolean;
  /** Image of k6 for that. */
  readonly image: string;
  /** The stack's namespace. */
  readonly namespace: string;
  /** Folder for the report. */
  readonly out: string;
  /** Settings for k6 beside the address, as `settings.ts` reads them. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether only the usage is asked for. */
  readonly wantsHelp: boolean;
}

/** What `--help` prints. */
export const USAGE = `Usage: deno task loadtest [PROFILE] [options]

Loads the prediction service with k6 and shows it scale.

Profiles
${
  Object.entries(PROFILES).map(([name, { description }]) => `  ${name.padEnd(10)} ${description}`)
    .join("\n")
}

Options
  --target knative|classic|URL   default: the cluster's Knative Service, else http://localhost:8000
  --in-cluster                   runs k6 as a Job in the cluster
  --image IMAGE                  its image (${K6_IMAGE})
  --namespace NAME               of the stack (${DEFAULT_NAMESPACE})
  --as-is                        lets ramp, spike and from-zero begin with the pods that there are, and
                                 does not watch until there is none again
  --vus N --rate N --seconds N   of the profile's plateau
  --out FOLDER                   for report.html and summary.json (.stack/loadtest)`;

/** The flags that every program of the load test takes. */
export const LOAD_FLAGS = {
  target: { type: "string" },
  "in-cluster": { type: "boolean" },
  "as-is": { type: "boolean" },
  image: { type: "string" },
  namespace: { type: "string" },
  vus: { type: "string" },
  rate: { type: "string" },
  seconds: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean" },
} as const;

/** Values of the flags. */
export type LoadFlags = {
  readonly [Flag in keyof typeof LOAD_FLAGS]?:
    | (typeof LOAD_FLAGS[Flag]["type"] extends "string" ? string : boolean)
    | undefined;
};

/**
 * Reads the command line of `deno task loadtest`.
 *
 * @param args The words after the program.
 * @returns What they say.
 * @throws {LoadUsageError} If they cannot be understood.
 */
export function parseLoadOptions(args: readonly string[]): LoadOptions {
  const { values, positionals } = parseWords({
    args: [...args],
    allowPositionals: true,
    options: LOAD_FLAGS,
  }, unreadable);
  return loadOptions(values, positionals);
}

/**
 * Tells that a command line of the load test cannot be read.
 *
 * @param why In a few words.
 * @param cause What was thrown.
 * @returns The error.
 */
export function unreadable(why: string, cause: unknown): LoadUsageError {
  return new LoadUsageError(`Cannot read the command line: ${why} (see --help)`, { cause });
}

/**
 * Resolves flags.
 *
 * @param flags The flags that were given.
 * @param words The other words: at most one profile, `ramp` if there is none.
 * @returns The options.
 * @throws {LoadUsageError} If there is no such profile, or k6 could not take what is set.
 */
export function loadOptions(flags: LoadFlags, words: readonly string[]): LoadOptions {
  const [profile = "ramp", ...rest] = words;
  if (PROFILES[profile] === undefined || rest.length > 0) {
    throw new LoadUsageError(
      `Cannot start the load as there must be one profile of ${
        Object.keys(PROFILES).join(", ")
      }: ` +
        `got "${[profile, ...rest].join(" ")}"`,
    );
  }
  const settings = { VUS: flags.vus, RATE: flags.rate, DURATION_SECONDS: flags.seconds };
  const env: Record<string, string> = { PROFILE: profile };
  for (const [name, value] of Object.entries(settings)) if (value !== undefined) env[name] = value;
  const { target = null } = flags;
  requireSettings(target === null || isFormName(target) ? env : { ...env, BASE_URL: target });
  return {
    profile,
    target,
    isInCluster: flags["in-cluster"] ?? false,
    isAsIs: flags["as-is"] ?? false,
    image: flags.image ?? K6_IMAGE,
    namespace: flags.namespace ?? DEFAULT_NAMESPACE,
    out: flags.out ?? ".stack/loadtest",
    env,
    wantsHelp: flags.help ?? false,
  };
}

/** What k6 would find out only once a cluster was looked at, and in words of its own. */
function requireSettings(env: Readonly<Record<string, string>>): void {
  try {
    readSettings(env, Object.keys(PROFILES));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new LoadUsageError(error.message, { cause: error });
  }
}

function isFormName(target: string): boolean {
  return target === "knative" || target === "classic";
}

import { parseArgs, type ParseArgsConfig } from "node:util";
import { K6_IMAGE } from "./cluster/k6_job.ts";
import { LoadError } from "./k6_run.ts";
import { PROFILES } from "./profiles.ts";

/** Where `deno task deploy` puts the stack. */
export const DEFAULT_NAMESPACE = "mlops-workshop";

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
 * @throws {LoadError} If they cannot be understood.
 */
export function parseLoadOptions(args: readonly string[]): LoadOptions {
  const { values, positionals } = parseWords({
    args: [...args],
    allowPositionals: true,
    options: LOAD_FLAGS,
  });
  return loadOptions(values, positionals);
}

/**
 * Splits a command line into flags and other words.
 *
 * @param config What `node:util`'s `parseArgs` takes.
 * @returns What it returns.
 * @throws {LoadError} If there is a flag that is not known, or one without its value.
 */
export function parseWords<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new LoadError(`Cannot read the command line as it must follow --help: ${error.message}`, {
      cause: error,
    });
  }
}

/**
 * Resolves flags.
 *
 * @param flags The flags that were given.
 * @param words The other words: at most one profile, `ramp` if there is none.
 * @returns The options.
 * @throws {LoadError} If there is no such profile.
 */
export function loadOptions(flags: LoadFlags, words: readonly string[]): LoadOptions {
  const [profile = "ramp", ...rest] = words;
  if (PROFILES[profile] === undefined || rest.length > 0) {
    throw new LoadError(
      `Cannot start the load as there must be one profile of ${
        Object.keys(PROFILES).join(", ")
      }: ` +
        `got "${[profile, ...rest].join(" ")}"`,
    );
  }
  const settings = { VUS: flags.vus, RATE: flags.rate, DURATION_SECONDS: flags.seconds };
  const env: Record<string, string> = { PROFILE: profile };
  for (const [name, value] of Object.entries(settings)) if (value !== undefined) env[name] = value;
  return {
    profile,
    target: flags.target ?? null,
    isInCluster: flags["in-cluster"] ?? false,
    isAsIs: flags["as-is"] ?? false,
    image: flags.image ?? K6_IMAGE,
    namespace: flags.namespace ?? DEFAULT_NAMESPACE,
    out: flags.out ?? ".stack/loadtest",
    env,
    wantsHelp: flags.help ?? false,
  };
}

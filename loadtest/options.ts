import { parseArgs } from "node:util";
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
  --vus N --rate N --seconds N   of the profile's plateau
  --out FOLDER                   for report.html and summary.json (.stack/loadtest)`;

/**
 * Reads the command line.
 *
 * @param args The words after the program.
 * @returns What they say.
 * @throws {LoadError} If they cannot be understood.
 */
export function parseLoadOptions(args: readonly string[]): LoadOptions {
  const { values, positionals: [profile = "ramp", ...rest] } = parse(args);
  if (PROFILES[profile] === undefined || rest.length > 0) {
    const given = [profile, ...rest].join(" ");
    throw new LoadError(
      `Cannot start the load as there must be one profile of ${
        Object.keys(PROFILES).join(", ")
      }: ` +
        `got "${given}"`,
    );
  }
  const settings = { VUS: values.vus, RATE: values.rate, DURATION_SECONDS: values.seconds };
  const env: Record<string, string> = { PROFILE: profile };
  for (const [name, value] of Object.entries(settings)) if (value !== undefined) env[name] = value;
  return {
    profile,
    target: values.target ?? null,
    isInCluster: values["in-cluster"] ?? false,
    image: values.image ?? K6_IMAGE,
    namespace: values.namespace ?? DEFAULT_NAMESPACE,
    out: values.out ?? ".stack/loadtest",
    env,
    wantsHelp: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        target: { type: "string" },
        "in-cluster": { type: "boolean" },
        image: { type: "string" },
        namespace: { type: "string" },
        vus: { type: "string" },
        rate: { type: "string" },
        seconds: { type: "string" },
        out: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new LoadError(`Cannot read the command line as it must follow --help: ${error.message}`, {
      cause: error,
    });
  }
}

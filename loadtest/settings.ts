/** What a load is sent to, and how much of it; every field is resolved. */
export interface Settings {
  /** Address of the prediction service, without a final slash (`BASE_URL`). */
  readonly baseUrl: string;
  /** `Host` header for an ingress that routes by name, or `null` (`HOST`). */
  readonly host: string | null;
  /** Name of the profile (`PROFILE`). */
  readonly profile: string;
  /** Requests a second of the profile's plateau, or `null` for its own (`RATE`). */
  readonly rate: number | null;
  /** Virtual users of the profile's plateau, each with one request in flight, or `null` (`VUS`). */
  readonly virtualUsers: number | null;
  /** Length of the profile's plateau in seconds, or `null` for its own (`DURATION_SECONDS`). */
  readonly durationSeconds: number | null;
  /** Tracking server whose alias the rollout profile moves (`MLFLOW_TRACKING_URI`). */
  readonly trackingUri: string;
  /**
   * Folder for `summary.json` and `report.html`, without a final slash; `-` prints the summary as
   * one line of JSON and writes no file (`REPORT_DIR`). `null` is the stack's own folder.
   */
  readonly reportDirectory: string | null;
}

/**
 * Reads the settings of a load from the environment.
 *
 * @param env The variables, as k6's `__ENV` has them.
 * @param profiles Names of the profiles there are.
 * @returns The resolved settings.
 * @throws {RangeError} If a variable is wrong; the message lists every fault.
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  profiles: readonly string[],
): Settings {
  const faults: string[] = [];
  const positive = (name: string) => {
    const text = env[name];
    if (text === undefined || text === "") return null;
    const value = Number(text);
    if (!(value > 0 && value < 1e7)) {
      faults.push(`${name} must be a number in (0, 1e7): is "${text}"`);
    }
    return value;
  };
  const address = (name: string, fallback: string) => {
    const text = env[name] || fallback;
    // k6 has no URL class of its own.
    if (!/^https?:\/\/[^/\s]+/.test(text)) {
      faults.push(`${name} must be an http(s) address: is "${text}"`);
    }
    return text.replace(/\/+$/, "");
  };
  const profile = env["PROFILE"] || "smoke";
  if (!profiles.includes(profile)) {
    faults.push(`PROFILE must be one of ${profiles.join(", ")}: is "${profile}"`);
  }
  const settings: Settings = {
    baseUrl: address("BASE_URL", "http://localhost:8000"),
    host: env["HOST"] || null,
    profile,
    rate: positive("RATE"),
    virtualUsers: positive("VUS"),
    durationSeconds: positive("DURATION_SECONDS"),
    trackingUri: address("MLFLOW_TRACKING_URI", "http://localhost:5000"),
    reportDirectory: env["REPORT_DIR"]?.replace(/\/+$/, "") || null,
  };
  if (faults.length > 0) throw new RangeError(`Cannot start the load: ${faults.join("; ")}`);
  return settings;
}

import { readSettings } from "@mlops/config";
import { readRightsSettings, RIGHTS_VARIABLES, type RightsSettings } from "@mlops/rights";
import { type AllowedHosts, readAllowedHosts } from "@mlops/site_guard";

/** What the gate was asked to do; every field is resolved. */
export interface Config {
  /** Port to listen on (`PORT`, default 5000). */
  readonly port: number;
  /** Address to listen on (`HOST`, default 0.0.0.0, as a container needs it). */
  readonly hostname: string;
  /** Names under which the gate may be asked (`ALLOWED_HOSTS`). */
  readonly allowedHosts: AllowedHosts;
  /** Where MLflow listens (`MLFLOW_URL`, default `http://127.0.0.1:5001`). */
  readonly mlflowUrl: URL;
  /** Largest artifact that is taken, in bytes (`MAX_ARTIFACT_MIB`, default 1024 MiB). */
  readonly maxArtifactBytes: number;
  /** Aliases that whoever made a version does not point to it (`SECOND_PERSON_FOR`, default none). */
  readonly secondPersonFor: readonly string[];
  /**
   * Where what it lets through and refuses is kept: the prediction service's audit (`AUDIT_URL`, the
   * service's address) and a key for it (`AUDIT_KEY`); `null`: in this log alone.
   */
  readonly audit: { readonly url: URL; readonly key: string } | null;
  /** Where API keys lie and whose tokens are taken. */
  readonly rights: RightsSettings;
}

/** Names of every environment variable that {@linkcode readConfig} looks up. */
export const VARIABLES = [
  "PORT",
  "HOST",
  "ALLOWED_HOSTS",
  "K_SERVICE",
  "MLFLOW_URL",
  "MAX_ARTIFACT_MIB",
  "SECOND_PERSON_FOR",
  "AUDIT_URL",
  "AUDIT_KEY",
  ...RIGHTS_VARIABLES,
] as const;

type Variable = typeof VARIABLES[number];

/**
 * Reads the configuration from the environment.
 *
 * @param env Looks up an environment variable; an empty value counts as none.
 * @returns The resolved configuration.
 * @throws {ConfigError} If a variable is wrong, or nothing says who may ask; all faults at once.
 */
export function readConfig(env: (name: Variable) => string | undefined): Config {
  return readSettings(env, (settings) => {
    const rights = readRightsSettings(settings);
    if (rights.keysFile === null && rights.oidc === null && env("REQUIRE_RIGHTS") !== "true") {
      settings.refuse("API_KEYS_FILE or OIDC_ISSUER must say who may ask MLflow: neither is set");
    }
    const maxMib = settings.integer("MAX_ARTIFACT_MIB", { fallback: 1024, min: 1, max: 1 << 20 });
    const auditUrl = settings.optionalAddress("AUDIT_URL");
    const auditKey = settings.text("AUDIT_KEY", null);
    if ((auditUrl === null) !== (auditKey === null)) {
      settings.refuse("AUDIT_URL and AUDIT_KEY belong together: one is missing");
    }
    return {
      port: settings.port("PORT", 5000),
      hostname: settings.host("HOST", "0.0.0.0"),
      allowedHosts: readAllowedHosts(settings),
      mlflowUrl: settings.address("MLFLOW_URL", { fallback: "http://127.0.0.1:5001" }),
      maxArtifactBytes: maxMib * 2 ** 20,
      secondPersonFor: settings.text("SECOND_PERSON_FOR", "").split(",").map((word) => word.trim())
        .filter((word) => word !== ""),
      audit: auditUrl === null || auditKey === null
        ? null
        : { url: new URL("audit", `${auditUrl.href.replace(/\/$/, "")}/`), key: auditKey },
      rights,
    };
  });
}

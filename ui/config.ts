import { REFERENCE_TASK } from "@mlops/tasks";
import { readSettings, type Settings } from "@mlops/config";
import { readTrustedProxies, type TrustedProxies } from "@mlops/rights";
import { type AllowedHosts, readAllowedHosts } from "@mlops/site_guard";
import { type Credentials, credentialsFrom } from "@mlops/mlflow";
import {
  readSignInSettings,
  SIGN_IN_VARIABLES,
  type SignInSettings,
} from "./server/sign_in/sign_in_settings.ts";

/** What the page's server was asked to do; every field is resolved. */
export interface Config {
  /** Port to listen on (`PORT`, default 8501). */
  readonly port: number;
  /** Address to listen on (`HOST`, default 0.0.0.0, as a container needs it). */
  readonly hostname: string;
  /** Names under which the page may be asked (`ALLOWED_HOSTS`, and `K_SERVICE`, which Knative sets). */
  readonly allowedHosts: AllowedHosts;
  /** The prediction service (`API_URL`, default `http://localhost:8000`). */
  readonly apiUrl: URL;
  /**
   * A form of the service that always has a pod (`HEARTBEATS_URL`), which tells of the pods of every form;
   * `null`, the default: the prediction service is asked itself, which keeps it from having none.
   */
  readonly heartbeatsUrl: URL | null;
  /** The tracking server (`MLFLOW_TRACKING_URI`, default `http://localhost:5000`). */
  readonly trackingUri: URL;
  /** The registered model that the pages are about (`MODEL_NAME`, default that of the reference task). */
  readonly modelName: string;
  /** Who may move aliases (`UI_ADMIN_TOKEN`); `null`, the default: nobody. */
  readonly adminToken: string | null;
  /** Where people reach MLflow's own pages (`MLFLOW_PUBLIC_URL`); `null`, the default: no links. */
  readonly mlflowPublicUrl: URL | null;
  /** `MLFLOW_TRACKING_USERNAME` and `_PASSWORD`, or `MLFLOW_TRACKING_TOKEN`; `null`: none. */
  readonly mlflowCredentials: Credentials | null;
  /** The page's own key to the prediction service (`API_KEY`); `null`, the default: it asks for none. */
  readonly apiKey: string | null;
  /**
   * File of API keys (`API_KEYS_FILE`): where nobody signs in, people are let in by a key as a password;
   * `null`, the default: without one.
   */
  readonly keysFile: string | null;
  /** Who is believed where a request comes from (`TRUSTED_PROXIES`); default: no proxy. */
  readonly proxies: TrustedProxies;
  /** How people sign in (`OIDC_ISSUER`, …); `null`, the default: they do not. */
  readonly signIn: SignInSettings | null;
}

/** Names of every environment variable that {@linkcode readConfig} looks up. */
export const VARIABLES = [
  "PORT",
  "HOST",
  "ALLOWED_HOSTS",
  "K_SERVICE",
  "API_URL",
  "HEARTBEATS_URL",
  "MLFLOW_TRACKING_URI",
  "MODEL_NAME",
  "UI_ADMIN_TOKEN",
  "MLFLOW_PUBLIC_URL",
  "MLFLOW_TRACKING_USERNAME",
  "MLFLOW_TRACKING_PASSWORD",
  "MLFLOW_TRACKING_TOKEN",
  "API_KEY",
  "API_KEYS_FILE",
  "TRUSTED_PROXIES",
  ...SIGN_IN_VARIABLES,
] as const;

/** A token that can be guessed would open the registry to everyone. */
const MIN_TOKEN_LENGTH = 16;

/**
 * Reads the configuration from the environment.
 *
 * @param env Looks up an environment variable; an empty value counts as none.
 * @returns The resolved configuration.
 * @throws {ConfigError} If a variable is wrong; all faults at once, and no secret in them.
 */
export function readConfig(
  env: (name: string) => string | undefined,
): Config {
  return readSettings(env, (settings) => {
    const keysFile = settings.text("API_KEYS_FILE", null);
    return {
      port: settings.port("PORT", 8501),
      hostname: settings.host("HOST", "0.0.0.0"),
      allowedHosts: readAllowedHosts(settings),
      apiUrl: settings.address("API_URL", { fallback: "http://localhost:8000" }),
      heartbeatsUrl: settings.optionalAddress("HEARTBEATS_URL"),
      trackingUri: settings.address("MLFLOW_TRACKING_URI", { fallback: "http://localhost:5000" }),
      modelName: settings.text("MODEL_NAME", REFERENCE_TASK.model),
      adminToken: readToken(settings),
      mlflowPublicUrl: settings.optionalAddress("MLFLOW_PUBLIC_URL"),
      mlflowCredentials: credentialsFrom(env) ?? null,
      apiKey: readKey(settings),
      keysFile,
      proxies: readTrustedProxies(settings),
      signIn: readSignInSettings(settings, keysFile),
    };
  });
}

/** Whatever no header can carry would fail with every request. */
function readKey(settings: Settings): string | null {
  const key = settings.text("API_KEY", null);
  if (key !== null && !/^[\x21-\x7e]+$/.test(key)) {
    settings.refuse("API_KEY must be printable ASCII without spaces");
  }
  return key;
}

/**
 * Reads the token of whoever may move aliases.
 *
 * @param settings Where `UI_ADMIN_TOKEN` is looked up; one that is too short is refused there.
 * @returns The token, or `null` if there is none.
 */
export function readToken(settings: Settings): string | null {
  const token = settings.text("UI_ADMIN_TOKEN", null);
  if (token !== null && token.length < MIN_TOKEN_LENGTH) {
    settings.refuse(
      `UI_ADMIN_TOKEN must have at least ${MIN_TOKEN_LENGTH} characters: has ${token.length}`,
    );
  }
  return token;
}

import { type Config, VARIABLES } from "../config.ts";
import { IGNORED_VARIABLES } from "@mlops/prediction_log";

/** Where the service's own files lie. */
export interface OwnFiles {
  /** Folder of the API page's files (swagger-ui-dist, or its copy beside the bundle). */
  readonly documentation: string;
  /** ONNX Runtime's WebAssembly file. */
  readonly wasm: string;
  /** The program of the processes that score graphs. */
  readonly scorer: string;
}

/**
 * Lists the Deno permissions that the service runs with, and no other: its port, the registry, the
 * database, the issuer of tokens, its own files, the API keys, its variables, and the folder of its cache. The tasks, the image and the
 * tests take them from here; no ffi, no sys, and no write beside the cache. It may run Deno, for the
 * processes that score graphs and read long descriptions, which have the one permission of
 * {@linkcode scorerFlags}.
 *
 * @param config What the service is to do.
 * @param files Where its own files lie.
 * @returns Flags for `deno run`.
 */
export function permissionFlags(
  config: Pick<
    Config,
    | "hostname"
    | "port"
    | "trackingUri"
    | "databaseUrl"
    | "predictionLog"
    | "cacheDirectory"
    | "rights"
  >,
  files: OwnFiles,
): string[] {
  const { cacheDirectory, databaseUrl, rights: { keysFile, oidc } } = config;
  const hosts = new Set([
    `${bracketed(config.hostname)}:${config.port}`,
    hostAndPort(config.trackingUri),
  ]);
  if (databaseUrl !== null && config.predictionLog !== "off") hosts.add(hostAndPort(databaseUrl));
  if (oidc !== null) {
    hosts.add(hostAndPort(new URL(oidc.issuer)));
    if (oidc.jwksUri !== null) hosts.add(hostAndPort(oidc.jwksUri));
  }
  const keys = keysFile === null ? [] : [keysFile];
  const cache = cacheDirectory === null ? [] : [cacheDirectory];
  return [
    `--allow-net=${[...hosts].join(",")}`,
    `--allow-env=${VARIABLES.join(",")}`,
    `--ignore-env=${[...YAML_VARIABLES, ...IGNORED_VARIABLES].join(",")}`,
    `--allow-read=${[files.documentation, ...keys, ...cache].join(",")}`,
    ...cache.map((folder) => `--allow-write=${folder}`),
    `--allow-run=${PROGRAM}`,
  ];
}

/** Variables that npm's yaml looks up, as its postgres does others: else they would have to be allowed. */
const YAML_VARIABLES = ["LOG_STREAM", "LOG_TOKENS"];

/** What the service may run. */
export const PROGRAM = "deno";

/**
 * Lists the flags of a process that works apart: it reads ONNX Runtime's WebAssembly, and nothing else;
 * no network, no environment.
 *
 * @param files Where the service's own files lie.
 * @returns Flags for `deno run`.
 */
export function scorerFlags({ wasm }: Pick<OwnFiles, "wasm">): string[] {
  return [
    "--quiet",
    "--no-prompt",
    "--cached-only",
    "--no-check",
    `--allow-read=${wasm}`,
    `--ignore-env=${YAML_VARIABLES.join(",")}`,
  ];
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  "http:": 80,
  "https:": 443,
  "postgres:": 5432,
  "postgresql:": 5432,
};

/** An IPv6 address stands in brackets where a port follows it. */
function bracketed(hostname: string): string {
  return hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;
}

function hostAndPort({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || DEFAULT_PORTS[protocol]}`;
}

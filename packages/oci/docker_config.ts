/**
 * Reads where Docker's configuration file keeps the credentials of a registry.
 *
 * Reading the file and running a helper are left to the caller.
 *
 * @module
 */
import type { Credentials } from "./credentials.ts";

/** Where the credentials of a registry are. */
export type StoredCredentials =
  | { readonly kind: "login"; readonly credentials: Credentials }
  | {
    /** They must be asked of a program. */
    readonly kind: "helper";
    /** Its name, to be run as `PROGRAM get` with the server's name as input. */
    readonly program: string;
    /** The server's name as the program knows it. */
    readonly server: string;
  };

interface DockerConfig {
  readonly auths?: Record<string, { readonly auth?: string; readonly identitytoken?: string }>;
  readonly credHelpers?: Record<string, string>;
  readonly credsStore?: string;
}

/** Docker Hub is stored under the address of its first interface. */
const DOCKER_HUB = "https://index.docker.io/v1/";

/**
 * Finds the credentials of a registry in Docker's configuration file.
 *
 * @param text Contents of `~/.docker/config.json`.
 * @param registry Host of the registry, with its port if it has one.
 * @returns Them or the helper that has them; `undefined` if the file has neither.
 * @throws {SyntaxError} If the text is not such a file; the message holds nothing of it.
 */
export function storedCredentials(text: string, registry: string): StoredCredentials | undefined {
  const config: DockerConfig = parse(text);
  const server = registry === "docker.io" ? DOCKER_HUB : registry;
  const helper = config.credHelpers?.[registry] ?? config.credHelpers?.[server];
  if (helper !== undefined) {
    return { kind: "helper", program: `docker-credential-${helper}`, server };
  }
  for (const key of [server, `https://${registry}`, `https://${registry}/v1/`]) {
    const { auth, identitytoken } = config.auths?.[key] ?? {};
    if (identitytoken !== undefined && identitytoken !== "") {
      return { kind: "login", credentials: { identityToken: identitytoken } };
    }
    if (auth !== undefined && auth !== "") return { kind: "login", credentials: login(auth) };
  }
  if (config.credsStore === undefined || config.credsStore === "") return undefined;
  return { kind: "helper", program: `docker-credential-${config.credsStore}`, server };
}

/**
 * Reads what a credential helper answers to `get`.
 *
 * @param text Its standard output.
 * @returns The credentials.
 * @throws {SyntaxError} If the text is no such answer; the message holds nothing of it.
 */
export function helperCredentials(text: string): Credentials {
  const { Username, Secret }: { Username?: unknown; Secret?: unknown } = parse(text);
  if (typeof Username !== "string" || typeof Secret !== "string") {
    throw new SyntaxError(
      'Cannot read credentials as the helper must answer with "Username" and "Secret": it did not',
    );
  }
  return Username === "<token>"
    ? { identityToken: Secret }
    : { username: Username, password: Secret };
}

function login(auth: string): Credentials {
  const fault = new SyntaxError(
    'Cannot read Docker\'s configuration as "auth" must be "USER:PASSWORD" in base64: is not',
  );
  let plain: string;
  try {
    plain = new TextDecoder().decode(Uint8Array.fromBase64(auth));
  } catch {
    throw fault;
  }
  const colon = plain.indexOf(":");
  if (colon === -1) throw fault;
  return { username: plain.slice(0, colon), password: plain.slice(colon + 1) };
}

/** The parser's own message quotes the text, which holds secrets: it is not passed on. */
function parse<T>(text: string): T {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new SyntaxError("Cannot read credentials as they must be a JSON object: they are not");
}

import { type Config, VARIABLES } from "./config.ts";

/**
 * Lists the Deno permissions that the page's server runs with, and no other: its own files, its
 * variables, its port, the prediction service, the tracking server and the issuer who knows people.
 *
 * @param config What the server is to do.
 * @param siteFolder Folder of the built site.
 * @returns Flags for `deno run`.
 */
export function permissionFlags(
  config: Pick<
    Config,
    "apiUrl" | "heartbeatsUrl" | "trackingUri" | "hostname" | "port" | "signIn" | "keysFile"
  >,
  siteFolder: string,
): string[] {
  const hosts = new Set([
    `${bracketed(config.hostname)}:${config.port}`,
    hostAndPort(config.apiUrl),
    ...config.heartbeatsUrl === null ? [] : [hostAndPort(config.heartbeatsUrl)],
    hostAndPort(config.trackingUri),
    ...config.signIn === null
      ? []
      : [hostAndPort(new URL(config.signIn.issuer)), ...config.signIn.hosts],
  ]);
  return [
    `--allow-read=${[siteFolder, ...config.keysFile === null ? [] : [config.keysFile]].join(",")}`,
    `--allow-env=${VARIABLES.join(",")}`,
    `--allow-net=${[...hosts].join(",")}`,
  ];
}

/** An IPv6 address stands in brackets where a port follows it. */
function bracketed(hostname: string): string {
  return hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;
}

function hostAndPort({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}

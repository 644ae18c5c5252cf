import type { Settings } from "@mlops/config";

/** Names under which a server may be asked, beside those that no other site can have. */
export interface AllowedHosts {
  /** Names in lower case without a port; `*.example.org` stands for all below it, `*` for any. */
  readonly names: readonly string[];
  /** Name of the Knative Service that the server is, or `null`. */
  readonly serviceName: string | null;
}

/** Settings of {@linkcode readAllowedHosts}. */
export type HostVariable = "ALLOWED_HOSTS" | "K_SERVICE";

const LABEL = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?";
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`);

/** A host and its port, as the `Host` header has them. */
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(:\d{0,5})?$/;

/** No page can have an address for its name and change what it leads to. */
const ADDRESS = /^(\[[0-9a-f:.]+\]|\d{1,3}(\.\d{1,3}){3})$/;

/**
 * Ends of names that nobody can own on the internet: the machine itself (RFC 6761), what a cluster's DNS
 * answers, and private networks (ICANN's resolution of 2024-07-29).
 */
const PRIVATE_ENDS = [".localhost", ".svc", ".cluster.local", ".internal"];

/**
 * Reads under which names a server may be asked.
 *
 * @param settings Where `ALLOWED_HOSTS` (names between commas) and `K_SERVICE`, which Knative sets, are
 * looked up; what is no name is refused there.
 * @returns The names.
 */
export function readAllowedHosts(settings: Settings<HostVariable>): AllowedHosts {
  const words = settings.text("ALLOWED_HOSTS", "").split(",").map((word) => word.trim());
  const names = words.filter((word) => word !== "").map((word) => word.toLowerCase());
  for (const name of names) {
    if (name === "*" || NAME.test(name.replace(/^\*\./, "")) || ADDRESS.test(name)) continue;
    settings.refuse(
      `ALLOWED_HOSTS must be names between commas, such as predict.example.org or *.example.org, without protocol and port: has "${name}"`,
    );
  }
  return { names, serviceName: settings.text("K_SERVICE", null) };
}

/**
 * Decides whether a server may be asked under a name. Always allowed are addresses, `localhost`, names
 * without a dot and with an end that nobody can own, and those of the Knative Service: all that holds its
 * name, or a tag before it, as a label, as Knative's template for domains can be any.
 *
 * @param authority The host, perhaps with a port, as `Host` tells it.
 * @returns Whether it may; never where it is no host at all.
 */
export function isAllowedHost(authority: string, { names, serviceName }: AllowedHosts): boolean {
  const host = AUTHORITY.exec(authority.toLowerCase())?.[1]?.replace(/\.$/, "");
  if (host === undefined) return false;
  if (ADDRESS.test(host)) return true;
  if (!NAME.test(host)) return false;
  if (!host.includes(".") || PRIVATE_ENDS.some((end) => host.endsWith(end))) return true;
  if (names.some((name) => isNamed(host, name))) return true;
  return serviceName !== null &&
    host.split(".").some((label) => label === serviceName || label.endsWith(`-${serviceName}`));
}

/**
 * Tells whether a name of the settings stands for a host.
 *
 * @param host The host in lower case, without a port.
 * @param name One of {@linkcode AllowedHosts.names}.
 */
export function isNamed(host: string, name: string): boolean {
  return name === "*" || name === host || (name.startsWith("*.") && host.endsWith(name.slice(1)));
}

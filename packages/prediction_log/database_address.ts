import type { Settings } from "@mlops/config";

/** Names of the environment variables that {@linkcode readDatabaseUrl} looks up. */
export const DATABASE_VARIABLES = ["DATABASE_URL", "PGPASSWORD", "DATABASE_CA"] as const;

/** One of them. */
export type DatabaseVariable = typeof DATABASE_VARIABLES[number];

/** How a server is held to its certificate, as `node:tls` takes it. */
export interface ServerCheck {
  /** Name or address that the certificate must be for. */
  readonly host: string;
  /** Always: what no known authority signed is refused. */
  readonly rejectUnauthorized: true;
  /** Certificates of the authorities in PEM; the public ones where it is missing. */
  readonly ca?: string[];
}

/** What of libpq's modes is no check, and what each leaves open. */
const UNCHECKED: Readonly<Record<string, string>> = {
  allow: "which may use no TLS at all",
  prefer: "which may use no TLS at all",
  require: "which takes anyone's certificate",
  "verify-ca": "which takes a certificate for any name",
};

/** How a pooler between here and the server lends its connections, PgBouncer's own words. */
const POOL_MODE = "pool_mode";
const POOL_MODES: readonly string[] = ["session", "transaction"];

/** Where Postgres listens unless an address says otherwise. */
const POSTGRES_PORT = "5432";

/** Where an address carries its authorities, so that whoever has the one has the other. */
const CARRIED = "sslrootcert";

/**
 * Reads the address of a Postgres database. With `sslmode=verify-full` its server is held to its name and
 * to an authority; weaker modes are refused, as they look like more than they are. Without `sslmode`
 * connections are plain. With `pool_mode=transaction` a pooler (PgBouncer) lends a connection of its own for
 * each transaction.
 *
 * @param settings Where `DATABASE_URL`, `PGPASSWORD` for an address without a password, and `DATABASE_CA`
 * are looked up (certificates of authorities, in PEM or the base64 of it); faults are noted there.
 * @returns The address, authorities in it, for `openDatabase()` alone; `null` if there is none.
 */
export function readDatabaseUrl(settings: Settings<DatabaseVariable>): URL | null {
  const protocols = ["postgres:", "postgresql:"];
  const url = settings.optionalAddress("DATABASE_URL", { protocols });
  if (url === null) return null;
  // An address of another kind has been refused already.
  const isComplete = url.username !== "" && url.pathname.length > 1;
  if (protocols.includes(url.protocol) && !isComplete) {
    settings.refuse(
      "DATABASE_URL must name a user and a database: postgres://USER@HOST/DATABASE",
    );
  }
  const password = settings.text("PGPASSWORD", null);
  if (password !== null && url.password === "") url.password = encodeURIComponent(password);
  const mode = url.searchParams.get("sslmode") ?? "disable";
  const ca = settings.text("DATABASE_CA", null);
  refuseWeakMode(mode, settings);
  const poolMode = url.searchParams.get(POOL_MODE) ?? "session";
  if (!POOL_MODES.includes(poolMode)) {
    settings.refuse(`DATABASE_URL must have pool_mode=transaction or session: has "${poolMode}"`);
  }
  if ((url.searchParams.get(CARRIED) ?? "system") !== "system") {
    settings.refuse(
      "DATABASE_URL must not name a file by sslrootcert: DATABASE_CA holds the certificate itself",
    );
  }
  url.searchParams.delete(CARRIED);
  if (ca === null) return url;
  const certificates = readCertificates(ca);
  if (mode !== "verify-full") {
    settings.refuse("DATABASE_CA is of use with sslmode=verify-full in DATABASE_URL alone");
  } else if (certificates === null) {
    settings.refuse("DATABASE_CA must hold certificates in PEM, or the base64 of that");
  } else {
    url.searchParams.set(CARRIED, certificates.join("\n"));
  }
  return url;
}

function refuseWeakMode(mode: string, settings: Settings<DatabaseVariable>): void {
  if (mode === "verify-full" || mode === "disable") return;
  const weakness = UNCHECKED[mode];
  settings.refuse(
    "DATABASE_URL must have sslmode=verify-full, where DATABASE_CA holds the certificate of an " +
      "authority that is no public one, or sslmode=disable: " +
      (weakness === undefined ? "has another one" : `has ${mode}, ${weakness}`),
  );
}

function readCertificates(text: string): string[] | null {
  const pem = text.includes("-----BEGIN") ? text : fromBase64(text);
  return pem?.match(/-----BEGIN CERTIFICATE-----[\w+/=\s]+-----END CERTIFICATE-----/g) ?? null;
}

function fromBase64(text: string): string | null {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(text));
  } catch {
    return null;
  }
}

/**
 * Parts an address of {@linkcode readDatabaseUrl} into what the driver takes.
 *
 * @returns The address with its port, without modes and authorities, how its server is checked (`false`: no TLS), and
 * whether each transaction may be on another of the server's connections.
 */
export function splitDatabaseUrl(
  url: URL,
): { address: URL; ssl: ServerCheck | false; isPooled: boolean } {
  const address = new URL(url);
  const mode = address.searchParams.get("sslmode") ?? "disable";
  const carried = address.searchParams.get(CARRIED);
  const isPooled = address.searchParams.get(POOL_MODE) === "transaction";
  for (const name of ["sslmode", CARRIED, "ssl", POOL_MODE]) address.searchParams.delete(name);
  // The driver would look for a port that is not told in the environment.
  if (address.port === "") address.port = POSTGRES_PORT;
  if (mode === "disable") return { address, ssl: false, isPooled };
  return {
    address,
    isPooled,
    ssl: {
      // The driver tells it names alone: an address would be held to "localhost" (Deno 2.9.6).
      host: hostOf(address),
      rejectUnauthorized: true,
      ...carried === null ? {} : { ca: carried.split(/(?<=-----END CERTIFICATE-----)\n/) },
    },
  };
}

function hostOf({ hostname }: URL): string {
  return decodeURIComponent(hostname).replace(/^\[|\]$/g, "").toLowerCase();
}

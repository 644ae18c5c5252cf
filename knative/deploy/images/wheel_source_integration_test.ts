import { deepEqual, equal, rejects } from "node:assert/strict";
import type { PinnedWheel } from "@mlops/oci";
import type { RunCommand } from "../command.ts";
import { fetchWheel } from "./wheel_source.ts";

const wheel: PinnedWheel = {
  fileName: "psycopg2_binary-2.9.10-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
  python: "cp311",
  platform: "linux/amd64",
  sha256: "00",
};

/** A pip that is only there under its third name, and leaves these bytes. */
function fakePip(bytes: Uint8Array) {
  const calls: string[][] = [];
  const run: RunCommand = async (program, args) => {
    if (program !== "python3") return undefined;
    calls.push([...args]);
    const folder = args.find((arg) => arg.startsWith("--dest="))?.slice("--dest=".length);
    await Deno.writeFile(`${folder}/${wheel.fileName}`, bytes);
    return { code: 0, stdout: "", stderr: "" };
  };
  return { run, calls };
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(`${folder}/wheels`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("fetchWheel() lets pip download for the image's Python, once", () =>
  inFolder(async (folder) => {
    const { run, calls } = fakePip(new Uint8Array([7]));
    deepEqual([...await fetchWheel(wheel, { run, folder })], [7]);
    deepEqual([...await fetchWheel(wheel, { run, folder })], [7]);
    equal(calls.length, 1);
    deepEqual(calls[0]?.slice(-6), [
      "--platform=manylinux_2_17_x86_64",
      "--platform=manylinux2014_x86_64",
      "--implementation=cp",
      "--python-version=311",
      "--abi=cp311",
      "psycopg2-binary==2.9.10",
    ]);
  }));

Deno.test("fetchWheel() says why there is no wheel", () =>
  inFolder(async (folder) => {
    await rejects(fetchWheel(wheel, { run: () => Promise.resolve(undefined), folder }), {
      name: "ApplyError",
      message: /^Cannot get wheel as pip must be installed or .* neither is so$/,
    });
    const failed = { code: 1, stdout: "", stderr: "WARNING: x\nERROR: No matching distribution\n" };
    await rejects(fetchWheel(wheel, { run: () => Promise.resolve(failed), folder }), {
      message: /: ERROR: No matching distribution$/,
    });
    const idle = { code: 0, stdout: "", stderr: "" };
    await rejects(fetchWheel(wheel, { run: () => Promise.resolve(idle), folder }), {
      message: /pip must leave/,
    });
  }));

Deno.test("fetchWheel() asks for a wheel of any Python as the oldest would", () =>
  inFolder(async (folder) => {
    const calls: string[][] = [];
    const pure = { fileName: "jmespath-1.1.0-py3-none-any.whl", sha256: "00" };
    const run: RunCommand = async (_, args) => {
      calls.push([...args]);
      await Deno.writeFile(`${folder}/${pure.fileName}`, new Uint8Array([7]));
      return { code: 0, stdout: "", stderr: "" };
    };
    await fetchWheel(pure, { run, folder });
    deepEqual(calls[0]?.slice(-5), [
      "--platform=any",
      "--implementation=py",
      "--python-version=3.10",
      "--abi=none",
      "jmespath==1.1.0",
    ]);
  }));

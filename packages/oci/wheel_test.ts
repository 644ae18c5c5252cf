import { deepEqual, equal, throws } from "node:assert/strict";
import { SMALL_ZIP } from "../zip/testdata/small_zip.ts";
import { sha256Digest } from "./digest.ts";
import { pickWheel, type PinnedWheel, unpackWheel } from "./wheel.ts";

const wheels: PinnedWheel[] = [
  { fileName: "a-cp310.whl", python: "cp310", platform: "linux/amd64", sha256: "00" },
  { fileName: "a-cp311.whl", python: "cp311", platform: "linux/amd64", sha256: "11" },
  { fileName: "a-cp311-arm.whl", python: "cp311", platform: "linux/arm64", sha256: "22" },
];

Deno.test("pickWheel() takes the one for the image's Python and platform", () => {
  const pick = (pythonVersion: string, platform: "linux/amd64" | "linux/arm64") =>
    pickWheel(wheels, { pythonVersion, platform }).fileName;
  equal(pick("3.10.14", "linux/amd64"), "a-cp310.whl");
  equal(pick("3.11.2", "linux/amd64"), "a-cp311.whl");
  equal(pick("3.11.2", "linux/arm64"), "a-cp311-arm.whl");
});

Deno.test("pickWheel() says what is pinned when none fits", () => {
  throws(() => pickWheel(wheels, { pythonVersion: "3.12.1", platform: "linux/amd64" }), {
    name: "RangeError",
    message: "Cannot pick wheel as one must fit Python 3.12.1 on linux/amd64: pinned are " +
      "cp310 on linux/amd64, cp311 on linux/amd64, cp311 on linux/arm64",
  });
});

Deno.test("unpackWheel() puts the files into a folder of their own", () => {
  const sha256 = sha256Digest(SMALL_ZIP).slice(7);
  const wheel: PinnedWheel = { ...wheels[0]!, sha256 };
  const files = unpackWheel(SMALL_ZIP, { wheel, into: "opt/python" });
  deepEqual(files.map(({ path, mode }) => ({ path, mode })), [
    { path: "opt/python/pkg/__init__.py", mode: 0o644 },
    { path: "opt/python/pkg.libs/lib.so", mode: 0o755 },
  ]);
});

Deno.test("unpackWheel() refuses a file with another hash", () => {
  throws(() => unpackWheel(SMALL_ZIP, { wheel: wheels[0]!, into: "opt" }), {
    name: "RangeError",
    message: /"a-cp310.whl" must be sha256:00: is sha256:/,
  });
});

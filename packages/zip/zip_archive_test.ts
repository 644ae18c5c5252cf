import { deepEqual, equal, throws } from "node:assert/strict";
import { deflateSync } from "fflate";
import { crc32 } from "./crc32.ts";
import { SMALL_ZIP } from "./testdata/small_zip.ts";
import { openZip } from "./zip_archive.ts";

const unpackAll = (archive: Uint8Array) => openZip(archive).map((entry) => entry.unpack());

Deno.test("openZip() reads stored and deflated files with their modes", () => {
  deepEqual(
    openZip(SMALL_ZIP).map(({ path, mode, sizeBytes, unpack }) => ({
      path,
      mode,
      sizeBytes,
      text: new TextDecoder().decode(unpack()),
    })),
    [
      { path: "pkg/__init__.py", mode: 0o644, sizeBytes: 180, text: "import x\n".repeat(20) },
      { path: "pkg.libs/lib.so", mode: 0o755, sizeBytes: 4, text: "\x7fELF" },
    ],
  );
});

Deno.test("openZip() finds the end record before a comment", () => {
  const withComment = new Uint8Array(SMALL_ZIP.length + 5);
  withComment.set(SMALL_ZIP);
  withComment.set(new TextEncoder().encode("hello"), SMALL_ZIP.length);
  withComment[SMALL_ZIP.length - 2] = 5;
  equal(openZip(withComment).length, 2);
});

Deno.test("unpack() refuses every archive with one byte of content changed", () => {
  // The deflated bytes of the first file, and the stored bytes of the second.
  for (const at of [79, 85, 92, 138, 141]) {
    const damaged = Uint8Array.from(SMALL_ZIP);
    damaged[at]! ^= 0x55;
    throws(() => unpackAll(damaged), { name: "SyntaxError", message: /^Cannot read ZIP archive/ });
  }
});

Deno.test("openZip() refuses every truncated archive", () => {
  for (let length = 0; length < SMALL_ZIP.length; length++) {
    throws(() => openZip(SMALL_ZIP.subarray(0, length)), { name: "SyntaxError" });
  }
});

/** One deflated file under the name "a", with a size of the caller's choice. */
function zipOf(content: Uint8Array, sizeBytes: number): Uint8Array {
  const packed = deflateSync(content);
  const archive = new Uint8Array(31 + packed.length + 47 + 22);
  const view = new DataView(archive.buffer);
  view.setUint16(26, 1, true);
  archive[30] = 97;
  archive.set(packed, 31);
  const at = 31 + packed.length;
  view.setUint32(at, 0x02014b50, true);
  view.setUint16(at + 10, 8, true);
  view.setUint32(at + 16, crc32(content), true);
  view.setUint32(at + 20, packed.length, true);
  view.setUint32(at + 24, sizeBytes, true);
  view.setUint16(at + 28, 1, true);
  archive[at + 46] = 97;
  view.setUint32(at + 47, 0x06054b50, true);
  view.setUint16(at + 57, 1, true);
  view.setUint32(at + 63, at, true);
  return archive;
}

Deno.test("unpack() takes no more memory than the directory says, and believes no impossible size", () => {
  const zeros = new Uint8Array(10_000_000);
  equal(unpackAll(zipOf(zeros, zeros.length))[0]?.length, zeros.length);
  for (const sizeBytes of [0, 100, zeros.length - 1, zeros.length + 1, 2 ** 32 - 1]) {
    throws(() => unpackAll(zipOf(zeros, sizeBytes)), /another checksum or size|cannot be inflated/);
  }
});

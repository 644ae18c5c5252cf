import { deepEqual, rejects } from "node:assert/strict";
import { SMALL_ZIP } from "./testdata/small_zip.ts";
import { readZip } from "./zip.ts";

Deno.test("readZip() reads stored and deflated files with their modes", async () => {
  const files = await readZip(SMALL_ZIP);
  deepEqual(
    files.map(({ path, content, mode }) => ({
      path,
      mode,
      text: new TextDecoder().decode(content),
    })),
    [
      { path: "pkg/__init__.py", mode: 0o644, text: "import x\n".repeat(20) },
      { path: "pkg.libs/lib.so", mode: 0o755, text: "\x7fELF" },
    ],
  );
});

Deno.test("readZip() finds the end record before a comment", async () => {
  const withComment = new Uint8Array(SMALL_ZIP.length + 5);
  withComment.set(SMALL_ZIP);
  withComment.set(new TextEncoder().encode("hello"), SMALL_ZIP.length);
  withComment[SMALL_ZIP.length - 2] = 5;
  deepEqual((await readZip(withComment)).length, 2);
});

Deno.test("readZip() refuses every archive with one byte of content changed", async () => {
  // The deflated bytes of the first file, and the stored bytes of the second.
  for (const at of [79, 85, 92, 138, 141]) {
    const damaged = Uint8Array.from(SMALL_ZIP);
    damaged[at]! ^= 0x55;
    await rejects(readZip(damaged), { name: "SyntaxError", message: /^Cannot read ZIP archive/ });
  }
});

Deno.test("readZip() refuses every truncated archive", async () => {
  for (let length = 0; length < SMALL_ZIP.length; length++) {
    await rejects(readZip(SMALL_ZIP.subarray(0, length)), { name: "SyntaxError" });
  }
});

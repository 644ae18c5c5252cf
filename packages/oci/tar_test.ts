import { deepEqual, equal, throws } from "node:assert/strict";
import { tar } from "./tar.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Paths, kinds and modes of an archive's entries. */
function entries(archive: Uint8Array): { path: string; type: string; mode: string }[] {
  const decoder = new TextDecoder();
  const found = [];
  for (let at = 0; archive[at] !== 0;) {
    const field = (start: number, end: number) =>
      decoder.decode(archive.subarray(at + start, at + end)).replace(/\0.*$/s, "");
    found.push({ path: field(0, 100), type: field(156, 157), mode: field(100, 108) });
    at += 512 + 512 * Math.ceil(parseInt(field(124, 136), 8) / 512);
  }
  return found;
}

Deno.test("tar() puts each folder before what it holds, sorted by path", () => {
  const archive = tar([
    { path: "b", content: text("b") },
    { path: "a/z/run", content: text("run"), mode: 0o755 },
    { path: "a/m", content: text("m") },
  ]);
  deepEqual(entries(archive), [
    { path: "a/", type: "5", mode: "0000755" },
    { path: "a/m", type: "0", mode: "0000644" },
    { path: "a/z/", type: "5", mode: "0000755" },
    { path: "a/z/run", type: "0", mode: "0000755" },
    { path: "b", type: "0", mode: "0000644" },
  ]);
});

Deno.test("tar() writes owner root, the year 1970 and a valid checksum", () => {
  const header = tar([{ path: "f", content: text("12345") }]).subarray(0, 512);
  equal(new TextDecoder().decode(header.subarray(108, 124)), "0000000\0" + "0000000\0");
  equal(new TextDecoder().decode(header.subarray(124, 148)), "00000000005\0" + "00000000000\0");
  equal(new TextDecoder().decode(header.subarray(257, 265)), "ustar\0" + "00");
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
  equal(parseInt(new TextDecoder().decode(header.subarray(148, 154)), 8), sum);
});

Deno.test("tar() puts a path that does not fit into a pax record", () => {
  const path = `${"x".repeat(99)}é`;
  const archive = tar([{ path, content: text("") }]);
  equal(entries(archive)[0]?.type, "x");
  equal(new TextDecoder().decode(archive.subarray(512, 512 + 111)), `111 path=${path}\n`);
  equal(entries(archive)[1]?.type, "0");
});

Deno.test("tar() does not depend on the order in which files are given", () => {
  const files = ["c", "a/b", "a.b"].map((path) => ({ path, content: text(path) }));
  deepEqual(tar(files), tar(files.toReversed()));
});

Deno.test("tar() refuses paths that leave the image or occur twice", () => {
  for (const path of ["/etc/passwd", "../x", "a/../../x", "a//b", "", "a/", "./a", "a\0b"]) {
    throws(() => tar([{ path, content: text("") }]), { name: "TypeError", message: /relative/ });
  }
  const file = { path: "a/b", content: text("") };
  throws(() => tar([file, file]), { message: /"a\/b" occurs twice/ });
  throws(() => tar([file, { path: "a", content: text("") }]), { message: /unique/ });
});

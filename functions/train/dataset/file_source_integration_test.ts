import { deepEqual, equal } from "node:assert/strict";
import { openFile } from "./file_source.ts";

Deno.test("openFile() reads parts that are asked for at once, each from its place", async () => {
  const path = await Deno.makeTempFile();
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31) >> 5);
  await Deno.writeFile(path, bytes);
  using file = await openFile(path);
  const starts = Array.from({ length: 50 }, (_, part) => 99_000 - part * 1_900);
  const parts = await Promise.all(starts.map((start) => file.read(start, start + 700)));
  starts.forEach((start, index) =>
    deepEqual(parts[index], bytes.subarray(start, start + 700), `from ${start}`)
  );
  equal(file.sizeBytes, 100_000);
  await Deno.remove(path);
});

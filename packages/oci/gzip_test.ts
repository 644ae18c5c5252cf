import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { sha256Digest } from "./digest.ts";
import { gzip } from "./gzip.ts";

/** The platform's own decompressor, which nobody here wrote. */
async function gunzip(member: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([member]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Text-like bytes: words of a small vocabulary, by a linear congruential generator. */
function words(count: number): Uint8Array {
  const vocabulary = [
    "forest",
    "tree",
    "split",
    "node",
    " ",
    "\n",
    "threshold",
    "=",
    "0.5",
    "leaf",
  ];
  let state = 7;
  const next = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
  const text = Array.from({ length: count }, () => vocabulary[next() % vocabulary.length]).join("");
  return new TextEncoder().encode(text);
}

/** Bytes without any repetition to speak of. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}

Deno.test("gzip() gives the same bytes for the same content for ever", () => {
  equal(gzip(new Uint8Array()).toHex(), "1f8b080000000000020303000000000000000000");
  equal(
    sha256Digest(gzip(words(50_000))),
    "sha256:4e846be64e9ceaf6f4f9d11f0a1c9428004e7110cfb5c3c6e6a2a4d659bbe53a",
  );
  equal(
    sha256Digest(gzip(noise(100_000))),
    "sha256:c2594c0532bbaed7e489be16267c4d0ddbfd261eef90c6c6bac6b6706ed5be34",
  );
});

Deno.test("gzip() keeps every content", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (content) => {
      deepEqual(await gunzip(gzip(content)), Uint8Array.from(content));
    }),
    { seed: 42, numRuns: 200 },
  );
});

Deno.test("gzip() keeps contents at the limits of the format", async () => {
  const contents = [
    new Uint8Array(1),
    new Uint8Array(3),
    new Uint8Array(258 + 1),
    new Uint8Array(1 << 20),
    noise(0xffff),
    noise(0x10000),
    noise(200_000),
    // The same noise again at the farthest distance, and just beyond it.
    Uint8Array.from([...noise(32_767), ...noise(32_767)]),
    Uint8Array.from([...noise(32_769), ...noise(32_769)]),
    words(300_000),
  ];
  for (const content of contents) deepEqual(await gunzip(gzip(content)), content);
});

Deno.test("gzip() is about as tight as the platform's own", async () => {
  const content = words(100_000);
  const stream = new Blob([Uint8Array.from(content)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const platform = await new Response(stream).arrayBuffer();
  ok(gzip(content).length <= 1.03 * platform.byteLength);
  ok(gzip(noise(100_000)).length <= 100_000 + 50);
});

import { deepEqual, equal, match } from "node:assert/strict";
import { localImageName, ociArchive } from "./archive.ts";
import { sha256Digest } from "./digest.ts";
import { smallImage } from "./testdata/small_image.ts";

async function archiveOf(program: string): Promise<{ name: string; bytes: Uint8Array }> {
  const { images: [image] } = await smallImage(program);
  const name = localImageName("predict", image!);
  const pieces = await Array.fromAsync(ociArchive(image!, name));
  return { name, bytes: new Uint8Array(await new Blob(pieces).arrayBuffer()) };
}

/** Files of a tar by path. */
function files(archive: Uint8Array): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const decoder = new TextDecoder();
  for (let at = 0; archive[at] !== 0;) {
    const path = decoder.decode(archive.subarray(at, at + 100)).replace(/\0.*$/s, "");
    const size = parseInt(decoder.decode(archive.subarray(at + 124, at + 136)), 8);
    found.set(path, archive.subarray(at + 512, at + 512 + size));
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return found;
}

const json = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

Deno.test("ociArchive() holds a complete layout, every blob under its digest", async () => {
  const found = files((await archiveOf("1")).bytes);
  deepEqual(json(found.get("oci-layout")), { imageLayoutVersion: "1.0.0" });
  const blobs = [...found].filter(([path]) => path.startsWith("blobs/"));
  for (const [path, bytes] of blobs) equal(path, `blobs/${sha256Digest(bytes).replace(":", "/")}`);
  const [top] = json(found.get("index.json")).manifests;
  const manifest = json(found.get(`blobs/${top.digest.replace(":", "/")}`));
  equal(blobs.length, 1 + 1 + manifest.layers.length);
});

Deno.test("ociArchive() names the image for containerd, the specification and Docker", async () => {
  const { name, bytes } = await archiveOf("1");
  match(name, /^dev\.local\/predict:[0-9a-f]{12}$/);
  const found = files(bytes);
  deepEqual(json(found.get("index.json")).manifests[0].annotations, {
    "io.containerd.image.name": name,
    "org.opencontainers.image.ref.name": name.split(":")[1],
  });
  const [{ RepoTags, Layers }] = json(found.get("manifest.json"));
  deepEqual(RepoTags, [name]);
  equal(Layers.every((path: string) => found.has(path)), true);
});

Deno.test("ociArchive() is the same for the same image and named differently for another", async () => {
  deepEqual(await archiveOf("1"), await archiveOf("1"));
  equal((await archiveOf("1")).name === (await archiveOf("2")).name, false);
});

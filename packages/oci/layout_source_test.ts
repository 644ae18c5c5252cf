import { deepEqual, equal, rejects } from "node:assert/strict";
import { readBaseImages } from "./base_image.ts";
import { openLayout } from "./layout_source.ts";
import { PLATFORMS } from "./platform.ts";
import { smallBase } from "./testdata/small_base.ts";

/** A folder in memory that holds the small base, listed under these tags. */
function folder(tags: readonly string[]) {
  const { contents } = smallBase();
  const files = new Map(
    contents.map((
      { descriptor, bytes },
    ) => [`blobs/${descriptor.digest.replace(":", "/")}`, bytes]),
  );
  const manifests = tags.map((tag) => ({
    ...contents[0]!.descriptor,
    annotations: { "org.opencontainers.image.ref.name": tag },
  }));
  files.set(
    "index.json",
    new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, manifests })),
  );
  const readFile = (path: string) => {
    const bytes = files.get(path);
    return bytes === undefined ? Promise.reject(new Error(path)) : Promise.resolve(bytes);
  };
  return { files, readFile };
}

Deno.test("openLayout() reads the images of a folder", async () => {
  const source = await openLayout("deno", { readFile: folder(["2.9.6"]).readFile });
  const images = await readBaseImages(source, PLATFORMS);
  deepEqual(images.map(({ platform }) => platform), ["linux/amd64", "linux/arm64"]);
  equal((await source.blob(images[0]!.manifest.layers[0]!)).length > 0, true);
});

Deno.test("openLayout() wants a tag where there are several images", async () => {
  const { readFile } = folder(["1", "2"]);
  await rejects(openLayout("deno", { readFile }), {
    message: /must list one such image: lists 2$/,
  });
  await rejects(openLayout("deno", { readFile, tag: "3" }), { message: /lists 0$/ });
  equal((await openLayout("deno", { readFile, tag: "2" })).name, "deno");
});

Deno.test("openLayout() refuses a blob that is not what its name says", async () => {
  const { files, readFile } = folder(["1"]);
  const source = await openLayout("deno", { readFile });
  const [image] = await readBaseImages(source, ["linux/amd64"]);
  const layer = image!.manifest.layers[0]!;
  files.set(`blobs/${layer.digest.replace(":", "/")}`, new Uint8Array(3));
  await rejects(source.blob(layer), { name: "SyntaxError", message: /must match its name/ });
});

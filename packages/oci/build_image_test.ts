import { deepEqual, equal, rejects } from "node:assert/strict";
import { readBaseImages } from "./base_image.ts";
import { buildImage, buildIndex, type ImageIndex } from "./build_image.ts";
import { fileLayer } from "./layer.ts";
import { PLATFORMS } from "./platform.ts";
import { smallBase } from "./testdata/small_base.ts";

async function build(program: string): Promise<ImageIndex> {
  const content = new TextEncoder().encode(program);
  const layer = fileLayer([{ path: "app/main.js", content }], { createdBy: "deno task build" });
  const bases = await readBaseImages(smallBase(), PLATFORMS);
  return buildIndex(bases.map((base) =>
    buildImage(base, {
      layers: [layer],
      entrypoint: ["deno", "run", "--allow-net", "/app/main.js"],
      user: "1993:1993",
      workingDirectory: "/app",
      environment: { PATH: "/opt/bin:/bin", A: "1" },
      labels: { "org.opencontainers.image.title": "predict" },
    })
  ));
}

const json = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

Deno.test("buildImage() gives the same digest for the same input, another for another", async () => {
  const [first, second, other] = [await build("1"), await build("1"), await build("2")];
  equal(first.index.descriptor.digest, second.index.descriptor.digest);
  deepEqual(first.index.bytes, second.index.bytes);
  equal(first.index.descriptor.digest === other.index.descriptor.digest, false);
});

Deno.test("buildImage() starts the program behind the base's init process", async () => {
  const { images: [image] } = await build("1");
  deepEqual(json(image!.config.bytes).config, {
    Env: ["PYTHON_VERSION=3.11.2", "A=1", "PATH=/opt/bin:/bin"],
    Entrypoint: ["/tini", "--", "deno", "run", "--allow-net", "/app/main.js"],
    Cmd: [],
    Labels: {
      "org.opencontainers.image.base.digest": json(image!.manifest.bytes).annotations[
        "org.opencontainers.image.base.digest"
      ],
      "org.opencontainers.image.base.name": "base:1",
      "org.opencontainers.image.title": "predict",
    },
    User: "1993:1993",
    WorkingDir: "/app",
  });
});

Deno.test("buildImage() puts the layer above the base's and into the history", async () => {
  const { images: [image] } = await build("1");
  const { rootfs, history, created } = json(image!.config.bytes);
  equal(json(image!.manifest.bytes).layers.length, 2);
  equal(rootfs.diff_ids.length, 2);
  equal(created, "1970-01-01T00:00:00Z");
  deepEqual(history, [
    { created: "2026-01-02T03:04:05Z", "created_by": "base" },
    { created: "1970-01-01T00:00:00Z", "created_by": "deno task build" },
  ]);
});

Deno.test("buildIndex() lists one manifest for each platform", async () => {
  const { index, images } = await build("1");
  deepEqual(
    json(index.bytes).manifests.map(({ platform }: { platform: unknown }) => platform),
    [{ architecture: "amd64", os: "linux" }, { architecture: "arm64", os: "linux" }],
  );
  equal(images[0]!.layers[1]!.descriptor.digest, images[1]!.layers[1]!.descriptor.digest);
});

Deno.test("buildImage() is the same image as ever", async (t) => {
  const { index, images: [image] } = await build("1");
  await t.assertSnapshot({
    index: json(index.bytes),
    manifest: json(image!.manifest.bytes),
    config: json(image!.config.bytes),
  });
});

Deno.test("readBaseImages() takes the platforms that there are, and says if there are none", async () => {
  const base = smallBase();
  const arm = await readBaseImages(base, ["linux/arm64"]);
  deepEqual(arm.map(({ platform }) => platform), ["linux/arm64"]);
  const single = { ...base, manifest: () => base.manifest(arm[0]!.digest) };
  deepEqual((await readBaseImages(single, PLATFORMS)).map((it) => it.platform), ["linux/arm64"]);
  await rejects(readBaseImages(single, ["linux/amd64"]), {
    message: 'Cannot build on "base:1" as it must be for one of linux/amd64: it is not',
  });
});

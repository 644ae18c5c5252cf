import { deepEqual, equal, rejects } from "node:assert/strict";
import { parseImageReference } from "./image_reference.ts";
import { ImagePublisher } from "./publisher.ts";
import { RegistryClient } from "./registry_client.ts";
import { findImage } from "./registry_source.ts";
import { FakeRegistry, type FakeRegistryOptions } from "./testdata/fake_registry.ts";
import { smallBase } from "./testdata/small_base.ts";
import { smallImage } from "./testdata/small_image.ts";

function setUp(options: FakeRegistryOptions = {}) {
  const fake = new FakeRegistry(options);
  const states: string[] = [];
  const registry = new RegistryClient("registry.example", { fetch: fake.fetch });
  const publisher = new ImagePublisher(registry, {
    onProgress: ({ repository, state }) => states.push(`${repository} ${state}`),
  });
  return { fake, registry, publisher, states };
}

const uploads = (fake: FakeRegistry) => fake.requests.filter((it) => it.startsWith("PUT /upload"));

Deno.test("ImagePublisher sends every blob once and names the image by digest", async () => {
  const { fake, publisher } = setUp();
  const image = await smallImage();
  const { digest } = image.index.descriptor;
  deepEqual(await publisher.publish(image, "team/predict"), {
    reference: `registry.example/team/predict@${digest}`,
    digest,
    isNew: true,
  });
  // Two configurations, one layer of the base, one of the program.
  equal(uploads(fake).length, 4);
  equal(fake.manifests.has(`team/predict:${digest.slice(7, 19)}`), true);
  equal(fake.manifests.has(`team/predict:${image.images[1]!.manifest.descriptor.digest}`), true);
});

Deno.test("ImagePublisher sends nothing the second time", async () => {
  const { fake, publisher } = setUp();
  await publisher.publish(await smallImage(), "predict");
  fake.requests.length = 0;
  const again = await publisher.publish(await smallImage(), "predict");
  equal(again.isNew, false);
  deepEqual(fake.requests, [`HEAD /v2/predict/manifests/${again.digest}`]);
});

Deno.test("ImagePublisher sends only what changed", async () => {
  const { fake, publisher, states } = setUp();
  await publisher.publish(await smallImage("1"), "predict");
  fake.requests.length = 0;
  states.length = 0;
  await publisher.publish(await smallImage("2"), "predict");
  equal(uploads(fake).length, 3);
  equal(states.filter((state) => state === "predict present").length, 1);
});

Deno.test("ImagePublisher mounts what another repository of the registry has", async () => {
  const { fake, publisher, states } = setUp();
  await publisher.publish(await smallImage("1"), "predict");
  states.length = 0;
  await publisher.publish(await smallImage("1"), "train");
  deepEqual([...new Set(states)], ["train mounted"]);
  equal(uploads(fake).length, 4);
});

Deno.test("ImagePublisher mounts the layers of a base in the same registry", async () => {
  const { fake, registry, publisher, states } = setUp();
  const base = smallBase();
  for (const { descriptor, bytes } of base.contents) {
    if (descriptor.mediaType.endsWith("json") && !descriptor.mediaType.includes("config")) {
      await registry.putManifest("mirror/deno", { descriptor, bytes, tag: "1" });
    } else {
      await registry.uploadBlob("mirror/deno", { digest: descriptor.digest, bytes });
    }
  }
  const [index] = base.contents;
  await registry.putManifest("mirror/deno", { ...index!, tag: "1" });
  fake.requests.length = 0;
  const found = await findImage("denoland/deno:1", [
    { reference: parseImageReference("registry.example/other/deno:1"), registry },
    { reference: parseImageReference("registry.example/mirror/deno:1"), registry },
  ]);
  await publisher.publish(await smallImage("1", found), "predict");
  equal(states.filter((state) => state === "predict mounted").length, 1);
  equal(fake.requests.filter((it) => it.startsWith("GET") && it.includes("/blobs/")).length, 2);
});

Deno.test("ImagePublisher uploads what the registry does not mount", async () => {
  const { fake, publisher } = setUp({ refusesMounts: true });
  await publisher.publish(await smallImage("1"), "predict");
  await publisher.publish(await smallImage("1"), "train");
  equal(uploads(fake).length, 8);
});

Deno.test("ImagePublisher starts no further upload after a refusal", async () => {
  const { fake, publisher } = setUp();
  fake.failures.push(new Response(null, { status: 404 }), new Response(null, { status: 403 }));
  await rejects(publisher.publish(await smallImage(), "predict"), { name: "PublishError" });
  equal([...fake.manifests].length, 0);
});

Deno.test("findImage() says where it looked", async () => {
  const { registry } = setUp();
  const places = ["mirror.example/docker.io/denoland/deno:2", "docker.io/denoland/deno:2"]
    .map((name) => ({ reference: parseImageReference(name), registry }));
  await rejects(findImage("denoland/deno:2", places), {
    message: 'Cannot read manifest of "denoland/deno:2" as registry "docker.io" must allow it: ' +
      "none is shown under mirror.example/docker.io/denoland/deno:2, docker.io/denoland/deno:2",
  });
});

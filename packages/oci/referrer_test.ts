import { deepEqual, equal } from "node:assert/strict";
import { content } from "./manifest.ts";
import { attachReferrer } from "./referrer.ts";
import { RegistryClient } from "./registry_client.ts";
import { SBOM_MEDIA_TYPE } from "./sbom.ts";
import { FakeRegistry } from "./testdata/fake_registry.ts";
import { smallImage } from "./testdata/small_image.ts";

const { index: { descriptor: subject } } = await smallImage();
const document = (text: string) => content(SBOM_MEDIA_TYPE, new TextEncoder().encode(text));
const tag = subject.digest.replace(":", "-");

async function attach(
  fake: FakeRegistry,
  text: string,
): Promise<{ digest: string; isNew: boolean }> {
  const registry = new RegistryClient("registry.example", { fetch: fake.fetch });
  return await attachReferrer(registry, { repository: "a", subject, document: document(text) });
}

Deno.test("attachReferrer() stores the document with the image as its subject", async () => {
  const fake = new FakeRegistry({ listsReferrers: true });
  const { digest, isNew } = await attach(fake, "{}");
  equal(isNew, true);
  const manifest = JSON.parse(new TextDecoder().decode(fake.manifests.get(`a:${digest}`)?.bytes));
  equal(manifest.artifactType, "application/vnd.cyclonedx+json");
  deepEqual(manifest.subject, {
    mediaType: "application/vnd.oci.image.index.v1+json",
    digest: subject.digest,
    size: subject.size,
  });
  equal(fake.manifests.has(`a:${tag}`), false);
});

Deno.test("attachReferrer() keeps the list itself where the registry keeps none", async () => {
  const fake = new FakeRegistry();
  const first = await attach(fake, "1");
  const second = await attach(fake, "2");
  const list = JSON.parse(new TextDecoder().decode(fake.manifests.get(`a:${tag}`)?.bytes));
  deepEqual(
    list.manifests.map((
      it: { digest: string; artifactType: string },
    ) => [it.digest, it.artifactType]),
    [[first.digest, SBOM_MEDIA_TYPE], [second.digest, SBOM_MEDIA_TYPE]],
  );
});

Deno.test("attachReferrer() sends nothing the second time", async () => {
  const fake = new FakeRegistry();
  await attach(fake, "1");
  fake.requests.length = 0;
  const { digest, isNew } = await attach(fake, "1");
  equal(isNew, false);
  deepEqual(fake.requests, [`HEAD /v2/a/manifests/${digest}`]);
});

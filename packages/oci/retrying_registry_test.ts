import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { sha256Digest } from "./digest.ts";
import { jsonContent, MEDIA_TYPE } from "./manifest.ts";
import { RegistryClient } from "./registry_client.ts";
import { RetryingRegistry } from "./retrying_registry.ts";
import { FakeRegistry } from "./testdata/fake_registry.ts";

const bytes = new TextEncoder().encode("content");
const digest = sha256Digest(bytes);

function setUp(failures: Response[]) {
  const fake = new FakeRegistry();
  fake.failures.push(...failures);
  const waits: number[] = [];
  const registry = new RetryingRegistry(
    new RegistryClient("registry.example", { fetch: fake.fetch }),
    { wait: (milliseconds) => Promise.resolve(void waits.push(milliseconds)) },
  );
  return { fake, registry, waits };
}

const status = (code: number, headers = {}) => new Response(null, { status: code, headers });

Deno.test("RetryingRegistry starts a failed upload again from its beginning", async () => {
  const { fake, registry, waits } = setUp([
    new Response(null, { status: 202, headers: { location: "/upload?repository=a" } }),
    status(502),
  ]);
  await registry.uploadBlob("a", { digest, bytes });
  equal(waits.length, 1);
  deepEqual(fake.requests.map((request) => request.split(" ")[0]), ["POST", "PUT", "POST", "PUT"]);
  deepEqual(fake.blobs.get(`a@${digest}`), bytes);
});

Deno.test("RetryingRegistry waits longer each time, and as long as the registry asks", async () => {
  const { registry, waits } = setUp([
    status(503),
    status(503),
    status(429, { "retry-after": "7" }),
  ]);
  equal(await registry.hasBlob("a", digest), false);
  ok(waits[0]! >= 250 && waits[0]! <= 500, `${waits[0]}`);
  ok(waits[1]! >= 500 && waits[1]! <= 1_000, `${waits[1]}`);
  equal(waits[2], 7_000);
});

Deno.test("RetryingRegistry gives up after four tries, and at once on a refusal", async () => {
  const down = setUp([status(500), status(500), status(500), status(500)]);
  await rejects(down.registry.hasManifest("a", "1"), { name: "PublishError", status: 500 });
  equal(down.waits.length, 3);
  const denied = setUp([status(403)]);
  await rejects(denied.registry.hasManifest("a", "1"), { status: 403 });
  equal(denied.waits.length, 0);
});

Deno.test("RetryingRegistry passes everything on", async () => {
  const { registry } = setUp([]);
  equal(registry.host, "registry.example");
  await registry.uploadBlob("a", { digest, bytes });
  equal(await registry.mountBlob("b", { digest, from: "a" }), true);
  const descriptor = { mediaType: "text/plain", digest, size: bytes.length };
  deepEqual(await registry.getBlob("b", descriptor), bytes);
  const manifest = jsonContent(MEDIA_TYPE.manifest, {});
  deepEqual(await registry.putManifest("a", manifest), { isReferrer: false });
  const stored = await registry.getManifest("a", manifest.descriptor.digest);
  equal(stored?.mediaType, MEDIA_TYPE.manifest);
});

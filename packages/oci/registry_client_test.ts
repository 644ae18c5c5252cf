import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { sha256Digest } from "./digest.ts";
import { jsonContent, MEDIA_TYPE } from "./manifest.ts";
import { PublishError } from "./publish_error.ts";
import { RegistryClient } from "./registry_client.ts";
import { FakeRegistry } from "./testdata/fake_registry.ts";

const bytes = new TextEncoder().encode("content");
const digest = sha256Digest(bytes);
const blob = { digest, bytes };
const ann = { username: "ann", password: "hunter2" };

const client = (fake: FakeRegistry, credentials?: typeof ann | { identityToken: string }) =>
  new RegistryClient("registry.example", {
    fetch: fake.fetch,
    findCredentials: () => Promise.resolve(credentials),
  });

Deno.test("RegistryClient uploads a blob in one piece and finds it again", async () => {
  const fake = new FakeRegistry();
  const registry = client(fake);
  equal(await registry.hasBlob("a/b", digest), false);
  await registry.uploadBlob("a/b", blob);
  equal(await registry.hasBlob("a/b", digest), true);
  const descriptor = { mediaType: MEDIA_TYPE.layer, digest, size: bytes.length };
  deepEqual(await registry.getBlob("a/b", descriptor), bytes);
  deepEqual(fake.requests.slice(1, 3), [
    "POST /v2/a/b/blobs/uploads/",
    `PUT /upload?repository=a/b&state=secret-state&digest=${digest}`,
  ]);
});

Deno.test("RegistryClient gets a token anonymously, once for each scope", async () => {
  const fake = new FakeRegistry({ tokensFor: null });
  const registry = client(fake);
  await registry.uploadBlob("a/b", blob);
  equal(await registry.hasBlob("a/b", digest), true);
  deepEqual(fake.requests.filter((request) => request.includes("/token")), [
    "GET /token?service=fake&scope=repository:a/b:pull,push",
  ]);
});

Deno.test("RegistryClient logs in with password, identity token or basic authentication", async () => {
  const byPassword = client(new FakeRegistry({ tokensFor: ann }), ann);
  equal(await byPassword.hasBlob("a", digest), false);
  const byToken = client(new FakeRegistry({ tokensFor: ann }), { identityToken: "hunter2" });
  equal(await byToken.hasBlob("a", digest), false);
  const byBasic = client(new FakeRegistry({ basic: ann }), ann);
  equal(await byBasic.hasBlob("a", digest), false);
});

Deno.test("RegistryClient asks for both repositories to mount a blob", async () => {
  const fake = new FakeRegistry({ tokensFor: null });
  const registry = client(fake);
  await registry.uploadBlob("from/here", blob);
  equal(await registry.mountBlob("to/there", { digest, from: "from/here" }), true);
  equal(await registry.hasBlob("to/there", digest), true);
  ok(
    fake.requests.includes(
      "GET /token?service=fake&scope=repository:to/there:pull,push&scope=repository:from/here:pull",
    ),
  );
  const unwilling = new FakeRegistry({ refusesMounts: true });
  equal(await client(unwilling).mountBlob("b", { digest, from: "a" }), false);
});

Deno.test("RegistryClient stores manifests by tag and digest and reads them", async () => {
  const fake = new FakeRegistry();
  const registry = client(fake);
  const manifest = jsonContent(MEDIA_TYPE.manifest, { schemaVersion: 2 });
  equal(await registry.getManifest("a", "1"), undefined);
  deepEqual(await registry.putManifest("a", { ...manifest, tag: "1" }), { isReferrer: false });
  deepEqual(await registry.getManifest("a", "1"), {
    bytes: manifest.bytes,
    digest: manifest.descriptor.digest,
    mediaType: MEDIA_TYPE.manifest,
  });
  equal(await registry.hasManifest("a", manifest.descriptor.digest), true);
});

Deno.test("RegistryClient refuses content that is not what was asked for", async () => {
  const fake = new FakeRegistry();
  fake.blobs.set(`a@${digest}`, new TextEncoder().encode("changed"));
  fake.manifests.set(`a:${digest}`, { bytes, mediaType: MEDIA_TYPE.manifest });
  const descriptor = { mediaType: MEDIA_TYPE.layer, digest, size: bytes.length };
  await rejects(client(fake).getBlob("a", descriptor), {
    name: "PublishError",
    message: /^Cannot read blob sha256:[0-9a-f]{64} of "a" .* it sent 7 bytes of 7, with sha256:/,
  });
  fake.manifests.set(`a:${digest}`, { bytes: new Uint8Array(1), mediaType: "x" });
  await rejects(client(fake).getManifest("a", digest), { name: "PublishError" });
});

Deno.test("RegistryClient names registry, image and step, and no credential", async () => {
  const refused = client(new FakeRegistry({ tokensFor: ann }), {
    ...ann,
    password: "wrong-secret",
  });
  await rejects(refused.uploadBlob("team/predict", blob), (error) => {
    ok(error instanceof PublishError);
    equal(
      error.message,
      `Cannot upload blob ${digest} of "team/predict" as registry "registry.example" must allow ` +
        "it: its token server at registry.example answered 401 when asked with the known credentials",
    );
    equal(error.retryable, false);
    return true;
  });
  const denied = new FakeRegistry();
  denied.failures.push(Response.json({ errors: [{ code: "DENIED", message: "hunter2" }] }, {
    status: 403,
  }));
  await rejects(client(denied).hasBlob("a", digest), { message: /it answered 403 \(DENIED\)$/ });
  const anonymous = client(new FakeRegistry({ basic: ann }));
  await rejects(anonymous.hasBlob("a", digest), {
    message: /it wants a user and a password, and none are known$/,
  });
});

Deno.test("RegistryClient tells a registry that cannot be reached without the address", async () => {
  const registry = new RegistryClient("registry.example", {
    fetch: () =>
      Promise.reject(
        new TypeError("error sending request for url (https://a/?state=secret): refused"),
      ),
  });
  await rejects(registry.hasBlob("a", digest), (error) => {
    ok(error instanceof PublishError);
    ok(error.message.endsWith("it cannot be reached (refused)"));
    equal(error.retryable, true);
    return true;
  });
});

Deno.test("RegistryClient keeps its authorization from other hosts", async () => {
  const seen: (string | null)[] = [];
  const registry = new RegistryClient("registry.example", {
    findCredentials: () => Promise.resolve(ann),
    fetch(url, init) {
      const { headers, method } = new Request(url, init);
      seen.push(`${method} ${url.host} ${headers.get("authorization")?.split(" ")[0] ?? "-"}`);
      if (method === "PUT") return Promise.resolve(new Response(null, { status: 201 }));
      if (!headers.has("authorization")) {
        return Promise.resolve(
          new Response(null, { status: 401, headers: { "www-authenticate": "Basic realm=x" } }),
        );
      }
      const location = "https://storage.example/upload";
      return Promise.resolve(new Response(null, { status: 202, headers: { location } }));
    },
  });
  await registry.uploadBlob("a", blob);
  deepEqual(seen, [
    "POST registry.example -",
    "POST registry.example Basic",
    "PUT storage.example -",
  ]);
});

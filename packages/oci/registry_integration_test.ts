import { deepEqual, equal, rejects } from "node:assert/strict";
import { freePort } from "@mlops/processes/free_port";
import { ImagePublisher } from "./publisher.ts";
import { attachReferrer } from "./referrer.ts";
import { RegistryClient } from "./registry_client.ts";
import { content } from "./manifest.ts";
import { SBOM_MEDIA_TYPE } from "./sbom.ts";
import { tar } from "./tar.ts";
import { FakeRegistry, type FakeRegistryOptions } from "./testdata/fake_registry.ts";
import { smallImage } from "./testdata/small_image.ts";

/** The fake registry behind a real socket, with the platform's own `fetch` on the other side. */
function serve(options: FakeRegistryOptions) {
  const fake = new FakeRegistry(options);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const body = request.method === "GET" || request.method === "HEAD"
        ? null
        : await request.arrayBuffer();
      const { method, headers } = request;
      return await fake.fetch(new URL(request.url), { method, headers, body });
    },
  );
  return {
    fake,
    host: `127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("ImagePublisher publishes through a socket with a token, and attaches an SBOM", async () => {
  const ann = { username: "ann", password: "hunter2" };
  await using server = serve({ tokensFor: ann });
  const registry = new RegistryClient(server.host, { findCredentials: () => Promise.resolve(ann) });
  const image = await smallImage();
  const published = await new ImagePublisher(registry).publish(image, "team/predict");
  equal(published.reference, `${server.host}/team/predict@${image.index.descriptor.digest}`);
  const stored = await registry.getManifest("team/predict", published.digest);
  deepEqual(stored?.bytes, image.index.bytes);
  const { isNew } = await attachReferrer(registry, {
    repository: "team/predict",
    subject: image.index.descriptor,
    document: content(SBOM_MEDIA_TYPE, new TextEncoder().encode("{}")),
  });
  equal(isNew, true);
});

Deno.test("RegistryClient says that nobody listens", async () => {
  await rejects(new RegistryClient(`127.0.0.1:${freePort()}`).hasManifest("a", "1"), {
    name: "PublishError",
    message:
      /^Cannot look for manifest of "a:1" as registry "127\.0\.0\.1:\d+" must allow it: it cannot be reached \(.*refused.*\)$/,
  });
});

Deno.test("tar() writes what tar reads", async () => {
  const long = `${"folder/".repeat(20)}été.txt`;
  const archive = tar([
    { path: long, content: new TextEncoder().encode("long\n") },
    { path: "bin/run", content: new TextEncoder().encode("#!/bin/sh\n"), mode: 0o755 },
  ]);
  const child = new Deno.Command("tar", {
    args: [
      "--list",
      "--verbose",
      "--numeric-owner",
      "--utc",
      "--quoting-style=literal",
      "--file=-",
    ],
    stdin: "piped",
    stdout: "piped",
    env: { LC_ALL: "C.UTF-8" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(archive);
  await writer.close();
  const { success, stdout } = await child.output();
  equal(success, true);
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  equal(lines[1]?.replace(/ +/g, " "), "-rwxr-xr-x 0/0 10 1970-01-01 00:00 bin/run");
  equal(lines.at(-1)?.endsWith(` ${long}`), true);
});

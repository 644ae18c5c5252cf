import { deepEqual, equal, rejects } from "node:assert/strict";
import { Registries } from "./registries.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;

/** A registry that has one manifest, under this path. */
function serve(path: string) {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname !== path) return new Response(null, { status: 404 });
    return new Response("{}", {
      headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
    });
  });
  return {
    asked,
    host: `127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const anonymous = () => Promise.resolve(undefined);

Deno.test("Registries pins an image to the digest that a mirror has, under its own name", async () => {
  await using mirror = serve("/v2/docker.io/library/postgres/manifests/15");
  const registries = new Registries({
    findCredentials: anonymous,
    mirrors: [mirror.host],
    layouts: undefined,
  });
  equal(
    await registries.pin("postgres:15"),
    "docker.io/library/postgres@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
  );
  equal(await registries.pin(`postgres:15@${DIGEST}`), `docker.io/library/postgres@${DIGEST}`);
  equal(registries.client(mirror.host), registries.client(mirror.host));
});

Deno.test("Registries asks mirrors first and the image's own registry last", async () => {
  await using own = serve("/v2/team/image/manifests/1");
  await using mirror = serve("/nothing");
  const registries = new Registries({
    findCredentials: anonymous,
    mirrors: [mirror.host],
    layouts: undefined,
  });
  const source = await registries.find(`${own.host}/team/image:1`);
  deepEqual(source.origin, { registry: own.host, repository: "team/image" });
  deepEqual(mirror.asked, [`/v2/${own.host}/team/image/manifests/1`]);
});

Deno.test("Registries reads a folder of layouts before all", async () => {
  const layouts = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${layouts}/denoland/deno`, { recursive: true });
    await Deno.writeTextFile(`${layouts}/denoland/deno/index.json`, '{"manifests":[]}');
    const registries = new Registries({ findCredentials: anonymous, mirrors: [], layouts });
    await rejects(registries.find("denoland/deno:2.9.6"), {
      name: "SyntaxError",
      message:
        'Cannot read layout of "denoland/deno:2.9.6" as index.json must list one such image: lists 0',
    });
  } finally {
    await Deno.remove(layouts, { recursive: true });
  }
});

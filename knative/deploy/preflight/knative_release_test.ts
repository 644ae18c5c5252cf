import { equal, match, rejects } from "node:assert/strict";
import { sha256Digest } from "@mlops/oci";
import { freePort } from "@mlops/processes/free_port";
import { fetchReleaseFile, KNATIVE_FILES, KNATIVE_VERSION } from "./knative_release.ts";

const MANIFEST = "kind: Namespace\nmetadata:\n  name: é\n";

/** Publishes one file; every other address is unknown. */
function publish() {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    const path = new URL(url).pathname;
    return path === "/core.yaml" ? new Response(MANIFEST) : new Response("none", { status: 404 });
  });
}

Deno.test("fetchReleaseFile() gives a file only if each byte is as it was pinned", async () => {
  await using server = publish();
  const url = `http://127.0.0.1:${server.addr.port}/core.yaml`;
  const digest = sha256Digest(new TextEncoder().encode(MANIFEST));
  equal(await fetchReleaseFile({ url, digest }), MANIFEST);
  const other = sha256Digest(new TextEncoder().encode(`${MANIFEST} `));
  await rejects(fetchReleaseFile({ url, digest: other }), {
    name: "ApplyError",
    message:
      `Cannot use ${url} as it must be the file that was pinned, ${other}: it is ${digest}. ` +
      "A proxy may have answered in its place; nothing of it was applied",
  });
});

Deno.test("fetchReleaseFile() says what an unknown address or a silent host answers", async () => {
  await using server = publish();
  const url = `http://127.0.0.1:${server.addr.port}/none.yaml`;
  await rejects(fetchReleaseFile({ url, digest: "sha256:" }), {
    message: `Cannot get Knative's release as ${url} must be readable: the server answers 404`,
  });
  const nowhere = `http://127.0.0.1:${freePort()}/none.yaml`;
  await rejects(fetchReleaseFile({ url: nowhere, digest: "sha256:" }), {
    name: "ApplyError",
    message: /^Cannot get Knative's release as .*none\.yaml must be readable: .*refused/,
  });
});

Deno.test("all files of the release are of one version and pinned", () => {
  for (const { url, digest } of KNATIVE_FILES) {
    match(url, new RegExp(`^https://github\\.com/.*/knative-v${KNATIVE_VERSION}/[a-z-]+\\.yaml$`));
    match(digest, /^sha256:[0-9a-f]{64}$/);
  }
});

import { deepEqual, equal, throws } from "node:assert/strict";
import { formatImageReference, mirroredReference, parseImageReference } from "./image_reference.ts";

const DIGEST = `sha256:${"ab".repeat(32)}` as const;

Deno.test("parseImageReference() reads names as Docker does", () => {
  const cases = {
    "postgres": { registry: "docker.io", repository: "library/postgres", tag: "latest" },
    "denoland/deno:2.9.6": { registry: "docker.io", repository: "denoland/deno", tag: "2.9.6" },
    "localhost:5001/a/b": { registry: "localhost:5001", repository: "a/b", tag: "latest" },
    "localhost/a": { registry: "localhost", repository: "a", tag: "latest" },
    "ghcr.io/mlflow/mlflow:v2.17.2": {
      registry: "ghcr.io",
      repository: "mlflow/mlflow",
      tag: "v2.17.2",
    },
    [`a.example:8443/x:1@${DIGEST}`]: {
      registry: "a.example:8443",
      repository: "x",
      tag: "1",
      digest: DIGEST,
    },
    [`x@${DIGEST}`]: { registry: "docker.io", repository: "library/x", digest: DIGEST },
  };
  for (const [name, parts] of Object.entries(cases)) deepEqual(parseImageReference(name), parts);
});

Deno.test("parseImageReference() refuses what is no name", () => {
  const names = ["", "a b", "A/b", "a:", "a:b:c", "a@sha256:12", "a@", "/a", "a//b", "http://a/b"];
  for (const name of names) throws(() => parseImageReference(name), { name: "TypeError" });
});

Deno.test("formatImageReference() prefers the digest", () => {
  equal(formatImageReference(parseImageReference("postgres:15")), "docker.io/library/postgres:15");
  equal(
    formatImageReference(parseImageReference(`postgres:15@${DIGEST}`)),
    `docker.io/library/postgres@${DIGEST}`,
  );
});

Deno.test("mirroredReference() names the copy below the host's name", () => {
  const deno = parseImageReference("denoland/deno:2.9.6");
  equal(
    formatImageReference(mirroredReference(deno, "localhost:5001")),
    "localhost:5001/docker.io/denoland/deno:2.9.6",
  );
  equal(
    formatImageReference(mirroredReference(deno, "cache.example/hub")),
    "cache.example/hub/docker.io/denoland/deno:2.9.6",
  );
});

import { equal, throws } from "node:assert/strict";
import { artifactUrl, isSafeName, resolveArtifact } from "./artifact_location.ts";

const trackingUri = "https://host:5000/base";

Deno.test("resolveArtifact() asks the tracking server's proxy", () => {
  const location = resolveArtifact("mlflow-artifacts:/1/run/artifacts", {
    path: "a b/é#?.txt",
    trackingUri,
  });
  equal(
    artifactUrl(location),
    "https://host:5000/base/api/2.0/mlflow-artifacts/artifacts/1/run/artifacts/a%20b/%C3%A9%23%3F.txt",
  );
});

Deno.test("resolveArtifact() asks another server that the URI names", () => {
  const location = resolveArtifact("mlflow-artifacts://other:81/1/r/artifacts", {
    path: "",
    trackingUri,
  });
  equal(
    artifactUrl(location),
    "https://other:81/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts",
  );
});

Deno.test("resolveArtifact() refuses other locations and paths that leave them", () => {
  const cases = [
    ["/mlflow/artifacts/1", ""],
    ["file:///mlflow/artifacts", ""],
    ["s3://bucket/1", ""],
    ["mlflow-artifacts:/1/../2", ""],
    ["mlflow-artifacts:/1?x=1", ""],
    ["mlflow-artifacts:/1", "../2"],
    ["mlflow-artifacts:/1", "/etc"],
    ["mlflow-artifacts:/1", "a//b"],
    ["mlflow-artifacts:/1", "a\\b"],
    ["mlflow-artifacts:/1", "a\0b"],
  ] as const;
  for (const [uri, path] of cases) {
    throws(() => resolveArtifact(uri, { path, trackingUri }), {
      name: "MlflowError",
      code: "INVALID_ARTIFACT_LOCATION",
      retryable: false,
    }, `${uri} ${path}`);
  }
});

Deno.test("isSafeName() refuses names that leave a folder on any file system", () => {
  for (const name of ["a", "...", ".env", "a b", "é", "a:b"]) {
    equal(isSafeName(name), name !== "a:b", name);
  }
  for (const name of ["", ".", "..", "a/b", "a\\b", "a\0", "C:x", "\x7f", "a\n"]) {
    equal(isSafeName(name), false, name);
  }
});

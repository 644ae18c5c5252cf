import { deepEqual } from "node:assert/strict";
import { deployOptionsOf } from "./both_forms.ts";

const service = (image: string, labels?: Record<string, string>) => ({
  apiVersion: "serving.knative.dev/v1",
  kind: "Service",
  metadata: { name: "predict", ...labels === undefined ? {} : { labels } },
  spec: { template: { spec: { containers: [{ image }] } } },
});

Deno.test("deployOptionsOf() finds overlay and registry of what is deployed", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const labels = { "app.kubernetes.io/instance": "workshop" };
  deepEqual(deployOptionsOf(service(`localhost:5001/predict@${digest}`, labels)), [
    "--overlay",
    "workshop",
    "--registry",
    "localhost:5001",
  ]);
  deepEqual(deployOptionsOf(service(`ghcr.io/some/body/predict@${digest}`)), [
    "--registry",
    "ghcr.io/some/body",
  ]);
});

Deno.test("deployOptionsOf() leaves images of a node to the context", () => {
  deepEqual(deployOptionsOf(service("kind.local/predict:0123456789ab")), []);
});

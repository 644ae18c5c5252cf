/**
 * Lets the API server, Knative's webhooks and Pod Security judge both overlays, in a dry run that
 * leaves nothing behind.
 *
 * Run: deno task e2e:manifests
 */
import { deepEqual } from "node:assert/strict";
import { renderOverlay } from "../manifests/render_overlay.ts";
import { kubectl, NAMESPACE } from "./stack.ts";

const NAMESPACE_FOLDER = new URL("../../k8s/namespace", import.meta.url).pathname;

/** Makes the stack's namespace where there is none, and takes it away again with the block. */
async function theNamespace(): Promise<AsyncDisposable> {
  const [existing] = await kubectl.objects("look", ["namespace", NAMESPACE]);
  await kubectl.text("make the namespace", [
    "apply",
    "--server-side",
    `--kustomize=${NAMESPACE_FOLDER}`,
  ]);
  return {
    async [Symbol.asyncDispose]() {
      if (existing !== undefined) return;
      await kubectl.text("clean up", ["delete", "namespace", NAMESPACE, "--ignore-not-found"]);
    },
  };
}

for (const overlay of ["workshop", "production"] as const) {
  Deno.test(`overlay ${overlay} is accepted by the cluster without a warning`, async () => {
    await using _namespace = await theNamespace();
    const yaml = (await renderOverlay(overlay))
      .replaceAll(/dev\.local\/([\w/]+):v1/g, `registry.example/$1${"@sha256:".padEnd(72, "0")}`);
    const args = ["apply", "--server-side", "--force-conflicts", "--dry-run=server"];
    const { code, stderr } = await kubectl.call([...args, "--filename=-"], yaml);
    deepEqual({ code, stderr: stderr.trim() }, { code: 0, stderr: "" });
  });
}

import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { BlobProgress, Registry } from "@mlops/oci";
import type { CommandResult } from "../command.ts";
import { buildFunctionImage } from "./function_image.ts";
import { kindLoader, minikubeLoader, type Nodes, nodeTarget } from "./node_target.ts";
import { nodesOf } from "./nodes_of.ts";
import { registryTarget } from "./registry_target.ts";
import { fakeProject, FUNCTION_FILES } from "../testing/fake_project.ts";
import { pythonBase } from "../testing/python_base.ts";

const built = await buildFunctionImage("functions/predict", {
  project: fakeProject(FUNCTION_FILES),
  findBase: (name) => Promise.resolve(pythonBase(name)),
});

const amd64: Nodes = { platform: "linux/amd64", images: new Set() };
const done: CommandResult = { code: 0, stdout: "", stderr: "" };

function nodes(options: { nodes?: Nodes; result?: CommandResult } = {}) {
  const commands: string[] = [];
  const archives: number[] = [];
  const target = nodeTarget(kindLoader("work"), {
    nodes: options.nodes ?? amd64,
    run(program, args) {
      commands.push([program, ...args].join(" "));
      return Promise.resolve("result" in options ? options.result : done);
    },
    async withArchive(pieces, use) {
      archives.push((await Array.fromAsync(pieces)).length);
      await use("/tmp/archive.tar");
    },
  });
  return { target, commands, archives };
}

Deno.test("nodeTarget() loads an archive under a name that Knative does not resolve", async () => {
  const { target, commands, archives } = nodes();
  const { reference, isNew } = await target.deliver(built);
  match(reference, /^dev\.local\/predict:[0-9a-f]{12}$/);
  equal(reference, target.plan(built));
  equal(isNew, true);
  equal(archives.length, 1);
  deepEqual(commands, ["kind load image-archive /tmp/archive.tar --name=work"]);
});

Deno.test("nodeTarget() loads nothing that the nodes have", async () => {
  const images = new Set([nodes().target.plan(built)]);
  const { target, commands } = nodes({ nodes: { ...amd64, images } });
  equal((await target.deliver(built)).isNew, false);
  deepEqual(commands, []);
});

Deno.test("nodeTarget() says why an image cannot be loaded", async () => {
  const failed = { code: 1, stdout: "", stderr: 'ERROR: no nodes found for cluster "work"\n' };
  await rejects(nodes({ result: failed }).target.deliver(built), {
    name: "ApplyError",
    message:
      'Cannot load image "predict" as kind must take it: ERROR: no nodes found for cluster "work"',
  });
  const arm = nodes({ nodes: { ...amd64, platform: "linux/arm64" } });
  await rejects(arm.target.deliver(built), {
    message: /must be for linux\/arm64, like the nodes: it is for linux\/amd64$/,
  });
});

Deno.test("minikubeLoader() names the profile", () => {
  deepEqual(minikubeLoader("two").command("a.tar"), [
    "minikube",
    "--profile=two",
    "image",
    "load",
    "a.tar",
  ]);
});

Deno.test("nodesOf() counts only images that every node has", () => {
  const node = (name: string, ...names: string[]) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    status: { nodeInfo: { architecture: "arm64" }, images: [{ names }] },
  });
  const { platform, images } = nodesOf([node("a", "x:1", "y:1"), node("b", "y:1")]);
  equal(platform, "linux/arm64");
  deepEqual([...images], ["y:1"]);
});

/** A registry that has nothing and takes everything. */
function openRegistry(): { registry: Registry; stored: string[] } {
  const stored: string[] = [];
  const registry: Registry = {
    host: "r.example",
    getManifest: () => Promise.resolve(undefined),
    hasManifest: () => Promise.resolve(false),
    putManifest(repository, { descriptor, tag }) {
      stored.push(`${repository} ${descriptor.mediaType.match(/index|manifest/)} ${tag ?? "-"}`);
      return Promise.resolve({ isReferrer: true });
    },
    getBlob: () => Promise.reject(new Error("never read")),
    hasBlob: () => Promise.resolve(false),
    mountBlob: () => Promise.resolve(false),
    uploadBlob: () => Promise.resolve(),
  };
  return { registry, stored };
}

Deno.test("registryTarget() sends the image and its bill of materials", async () => {
  const { registry, stored } = openRegistry();
  const progress: BlobProgress[] = [];
  const target = registryTarget(registry, {
    path: "team",
    onProgress: (it) => void progress.push(it),
  });
  const { digest } = built.image.index.descriptor;
  const reference = `r.example/team/predict@${digest}`;
  equal(target.plan(built), reference);
  deepEqual(await target.deliver(built), { reference, isNew: true });
  deepEqual(stored, [
    "team/predict manifest -",
    `team/predict index ${digest.slice(7, 19)}`,
    "team/predict manifest -",
  ]);
  equal(progress.filter(({ state }) => state === "uploaded").length, 3);
  const root = registryTarget(registry, { path: "", onProgress: () => {} });
  equal(root.plan(built), `r.example/predict@${digest}`);
});

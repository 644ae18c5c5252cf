/**
 * Images made here, held to programs that nobody here wrote: the registry of the test cluster, the
 * registry tool crane, and containerd.
 *
 * Run with the test cluster up: `deno task e2e:images`
 *
 * @module
 */
import { deepEqual, equal, match } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import {
  attachReferrer,
  buildImage,
  buildIndex,
  content,
  fileLayer,
  findImage,
  formatSbom,
  type ImageIndex,
  ImagePublisher,
  localImageName,
  mirroredReference,
  ociArchive,
  openLayout,
  parseImageReference,
  PLATFORMS,
  readBaseImages,
  RegistryClient,
  SBOM_MEDIA_TYPE,
} from "./mod.ts";

const HOST = "localhost:5001";
const CACHE = `${
  Deno.env.get("TEST_CLUSTER_CACHE") ?? `${Deno.env.get("HOME")}/.cache/test-cluster`
}`;
const CONTAINERD = "/run/test-cluster/containerd/containerd.sock";
const BASE = "denoland/deno:2.9.6";

const PROGRAM = `const state = async (name) => (await Deno.permissions.query({ name })).state;
console.log(JSON.stringify({
  user: Deno.uid(), folder: Deno.cwd(), greeting: Deno.env.get("GREETING"),
  file: Deno.readTextFileSync("/app/data/été.txt"), net: await state("net"),
}));`;

const registry = new RegistryClient(HOST);

/** The program's image; with its own bytes, so that no earlier run left it in the registry. */
async function build(run = ""): Promise<ImageIndex> {
  const reference = mirroredReference(parseImageReference(BASE), HOST);
  const base = await findImage(BASE, [{ reference, registry }]);
  const encoder = new TextEncoder();
  const layer = fileLayer([
    { path: "app/main.js", content: encoder.encode(PROGRAM) },
    { path: "app/data/été.txt", content: encoder.encode(`here${run}`) },
  ], { createdBy: "oci_e2e.ts" });
  const bases = await readBaseImages(base, PLATFORMS);
  return buildIndex(bases.map((it) =>
    buildImage(it, {
      layers: [layer],
      entrypoint: ["deno", "run", "--allow-env=GREETING", "--allow-read=/app/data"].concat([
        "--allow-sys=uid",
        "/app/main.js",
      ]),
      user: "1993:1993",
      workingDirectory: "/app/data",
      environment: { GREETING: "salut" },
    })
  ));
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${program} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).trim();
}

const crane = (...args: string[]) => run(`${CACHE}/bin/crane`, args);
const ctr = (...args: string[]) => run("ctr", ["-a", CONTAINERD, "-n", "oci-e2e", ...args]);

referenceTest("ImagePublisher publishes what crane finds well-formed", ["cluster"], async () => {
  const image = await build(`${Date.now()}`);
  const states: string[] = [];
  const publisher = new ImagePublisher(registry, { onProgress: ({ state }) => states.push(state) });
  const { reference, isNew } = await publisher.publish(image, "oci-e2e/program");
  equal(isNew, true);
  // This registry shows every blob in every repository: only program and configuration travel.
  deepEqual(states.toSorted(), "present present uploaded uploaded uploading uploading".split(" "));
  match(await crane("validate", "--remote", reference), /PASS/);
  equal(await crane("digest", reference), image.index.descriptor.digest);
  equal((await publisher.publish(image, "oci-e2e/program")).isNew, false);
});

referenceTest("attachReferrer() makes an SBOM that the registry lists", ["cluster"], async () => {
  const image = await build(`${Date.now()}`);
  const repository = "oci-e2e/program";
  const { digest } = await new ImagePublisher(registry).publish(image, repository);
  const sbom = formatSbom("program", [
    { key: "npm:hono@4.13.19", name: "hono", version: "4.13.19", dependencies: [] },
  ]);
  const document = content(SBOM_MEDIA_TYPE, new TextEncoder().encode(sbom));
  const referrer = await attachReferrer(registry, {
    repository,
    subject: image.index.descriptor,
    document,
  });
  const listed = await fetch(`http://${HOST}/v2/${repository}/referrers/${digest}`);
  const { manifests } = await listed.json();
  deepEqual(manifests.map((it: { digest: string }) => it.digest), [referrer.digest]);
  const manifest = JSON.parse(await crane("manifest", `${HOST}/${repository}@${referrer.digest}`));
  equal(manifest.artifactType, "application/vnd.cyclonedx+json");
  const blob = `${HOST}/${repository}@${document.descriptor.digest}`;
  equal(await crane("blob", blob), sbom);
});

referenceTest("ociArchive() makes what containerd imports and runs", ["cluster"], async () => {
  const { images: [image] } = await build();
  const name = localImageName("oci-e2e", image!);
  const path = await Deno.makeTempFile({ suffix: ".tar" });
  try {
    const file = await Deno.create(path);
    await ReadableStream.from(ociArchive(image!, name)).pipeTo(file.writable);
    await ctr("images", "import", "--all-platforms", "--digests", path);
    const printed = await ctr("run", "--rm", name, `oci-e2e-${crypto.randomUUID().slice(0, 8)}`);
    deepEqual(JSON.parse(printed), {
      user: 1993,
      folder: "/app/data",
      greeting: "salut",
      file: "here",
      net: "prompt",
    });
  } finally {
    await ctr("images", "remove", name);
    await Deno.remove(path);
  }
});

referenceTest("openLayout() reads what crane wrote", ["cluster"], async () => {
  const folder = await Deno.makeTempDir();
  try {
    const reference = `${HOST}/docker.io/${BASE}`;
    await crane("pull", "--format=oci", reference, folder);
    const source = await openLayout(BASE, {
      readFile: (path) => Deno.readFile(`${folder}/${path}`),
    });
    const [base] = await readBaseImages(source, PLATFORMS);
    equal(base?.platform, "linux/amd64");
    equal(base?.digest, await crane("digest", reference));
    deepEqual(base?.config.config?.Entrypoint, ["/tini", "--", "docker-entrypoint.sh"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

import { deepEqual, equal, rejects } from "node:assert/strict";
import { withArchiveFile } from "./images/archive_file.ts";
import { denoCommand } from "./deno_command.ts";
import { openProject } from "./deno_project.ts";
import { findKubectl } from "./cluster/kubectl.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

Deno.test("denoCommand() gives output, errors and exit code of a program", async () => {
  const result = await denoCommand("sh", ["-c", "cat; echo bad >&2; exit 3"], { input: "in" });
  deepEqual(result, { code: 3, stdout: "in", stderr: "bad\n" });
});

Deno.test("denoCommand() survives a program that does not read its input", async () => {
  const input = "x".repeat(1_000_000);
  equal((await denoCommand("sh", ["-c", "exit 0"], { input }))?.code, 0);
});

Deno.test("denoCommand() tells a program that is not there", async () => {
  equal(await denoCommand("no-such-program-anywhere", []), undefined);
});

Deno.test("findKubectl() takes the first that is there", async () => {
  const programs = [["no-such-kubectl"], ["sh", "-c", "exit 0"]] as const;
  deepEqual(await findKubectl(denoCommand, programs), ["sh", "-c", "exit 0"]);
  equal(await findKubectl(denoCommand, [["no-such-kubectl"]]), undefined);
});

async function* twoPieces() {
  yield new Uint8Array([1, 2]);
  yield await Promise.resolve(new Uint8Array([3]));
}

Deno.test("withArchiveFile() writes the pieces and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir();
  try {
    let read = new Uint8Array();
    await withArchiveFile(`${folder}/new`, {
      pieces: twoPieces(),
      use: async (path) => void (read = await Deno.readFile(path)),
    });
    deepEqual([...read], [1, 2, 3]);
    deepEqual(await Array.fromAsync(Deno.readDir(`${folder}/new`)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("openProject() reads files by their path in the repository", async () => {
  const project = openProject(ROOT, { run: denoCommand, kubectl: ["kubectl"] });
  const [file] = await project.readFiles("knative/deploy/deno.json");
  equal(file?.path, "knative/deploy/deno.json");
  const folder = await project.readFiles("packages/oci/__snapshots__");
  deepEqual(folder.map(({ path }) => path), [
    "packages/oci/__snapshots__/build_image_test.ts.snap",
  ]);
  await rejects(project.readText("functions/none/image.json"), {
    name: "ApplyError",
    message: 'Cannot build image as "functions/none/image.json" must exist: it does not',
  });
  await rejects(project.readFiles("functions/none/dist"), { name: "ApplyError" });
});

Deno.test("openProject() lists the locked packages of a module", async () => {
  const project = openProject(ROOT, { run: denoCommand, kubectl: ["kubectl"] });
  deepEqual(await project.packagesOf("knative/deploy/cluster/kubernetes_object.ts"), [
    "npm:yaml@2.9.1",
  ]);
});

Deno.test("openProject() names the overlays that there are where one is not", async () => {
  const project = openProject(ROOT, { run: denoCommand, kubectl: ["kubectl"] });
  await rejects(project.render("staging"), {
    name: "ApplyError",
    message:
      /^Cannot use overlay "staging" as it must be a folder of knative\/overlays .*: there are .*workshop$/,
  });
});

Deno.test("openProject() passes on what a failed task said", async () => {
  const project = openProject(ROOT, { run: denoCommand, kubectl: ["kubectl"] });
  await rejects(project.runTask("no-such-task"), {
    name: "ApplyError",
    message: /Cannot build images as "deno task .* must succeed: .*no-such-task/s,
  });
});

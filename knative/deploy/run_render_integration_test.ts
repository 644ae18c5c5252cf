import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { makeKeyPair } from "@mlops/signing";
import { denoCommand } from "./deno_command.ts";
import { parseOptions } from "./options.ts";
import { lineReport } from "./report.ts";
import { runRender } from "./run_render.ts";
import { fakeProject } from "./testing/fake_project.ts";
import { stillClock } from "./testing/still_clock.ts";

/** A caller's folder, in which an overlay without images is rendered. */
async function callersFolder() {
  const folder = await Deno.makeTempDir();
  const tasks: string[] = [];
  return {
    folder,
    /** Images that were begun. */
    tasks,
    write: (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text),
    render: (...args: string[]) =>
      runRender(parseOptions(["render", "--registry=localhost:1", ...args]), {
        run: denoCommand,
        project: { ...fakeProject({}), runTask: (name) => Promise.resolve(void tasks.push(name)) },
        objects: [{
          apiVersion: "batch/v1",
          kind: "Job",
          metadata: { name: "train" },
          spec: { template: { spec: { containers: [] } } },
        }],
        report: lineReport(() => {}, stillClock().now),
        print: () => {},
        root: `${folder}/`,
        callerFolder: folder,
      }),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("runRender() takes the place of an earlier rendering, and of nothing else", async () => {
  await using caller = await callersFolder();
  await Deno.mkdir(`${caller.folder}/out`);
  await caller.write("out/kustomization.yaml", "");
  await caller.write("out/service-gone.yaml", "");
  equal(await caller.render("--out=out"), 0);
  const names = await Array.fromAsync(Deno.readDir(`${caller.folder}/out`), ({ name }) => name);
  deepEqual(names.toSorted(), ["cronjob-train.yaml", "kustomization.yaml"]);
  await caller.write("notes.txt", "");
  await rejects(caller.render("--out=."), {
    name: "ApplyError",
    message: /must be empty or hold a rendering: it holds (notes\.txt|out)$/,
  });
});

Deno.test("runRender() says what is wrong with a folder or a key before it builds anything", async () => {
  await using caller = await callersFolder();
  await caller.write("file", "no key");
  const { folder } = caller;
  await rejects(caller.render("--out=file"), {
    name: "ApplyError",
    message: new RegExp(`^Cannot render into ${folder}/file as it must be a folder, or one that`),
  });
  await rejects(caller.render("--out=out", "--layouts=none"), {
    name: "ApplyError",
    message: `Cannot read base images as --layouts must be a folder: ${folder}/none is none`,
  });
  const attest = (key: string) =>
    caller.render("--out=out", "--commit=abc", "--source=https://x", `--image-key=${key}`);
  const faults: Record<string, RegExp> = {
    none: new RegExp(`the key "none" must be readable: there is no ${folder}/none$`),
    ".": /the key "\." must be readable: Is a directory/,
    file: new RegExp(`as ${folder}/file must be an Ed25519 private key`),
  };
  for (const [key, message] of Object.entries(faults)) {
    await rejects(attest(key), (error: Error) => {
      equal(error.name, "ApplyError");
      match(error.message, /^Cannot attest where images come from as /);
      match(error.message, message);
      return true;
    });
  }
  await caller.write("key.pem", (await makeKeyPair()).privateKey);
  equal(await attest("key.pem"), 0);
  deepEqual(caller.tasks, []);
});

import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { buildFunctionImage } from "./function_image.ts";
import { parseImageDescription } from "./image_description.ts";
import { fakeProject, FUNCTION_FILES } from "../testing/fake_project.ts";
import { pythonBase } from "../testing/python_base.ts";

const findBase = (name: string) => Promise.resolve(pythonBase(name));
const json = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

Deno.test("buildFunctionImage() runs the folder's task and starts with its exact permissions", async () => {
  const project = fakeProject(FUNCTION_FILES);
  const { name, image } = await buildFunctionImage("functions/predict", { project, findBase });
  equal(name, "predict");
  deepEqual(project.tasks, ["build:predict"]);
  const { config, architecture } = json(image.images[0]?.config.bytes);
  equal(architecture, "amd64");
  deepEqual(config.Entrypoint, [
    "deno",
    "run",
    "--no-config",
    "--cached-only",
    "--no-prompt",
    "--v8-flags=--max-semi-space-size=2,--single-threaded-gc",
    "--allow-net=mlflow-service:5000",
    "--allow-env=PORT",
    "/app/dist/main.js",
  ]);
  equal(config.User, "1993:1993");
  equal(config.WorkingDir, "/app");
});

Deno.test("buildFunctionImage() holds the files that are named, and nothing else", async () => {
  const project = fakeProject(FUNCTION_FILES);
  const { image } = await buildFunctionImage("functions/predict", { project, findBase });
  const layer = await image.images[0]!.layers[1]!.read();
  const stream = new Blob([layer]).stream().pipeThrough(new DecompressionStream("gzip"));
  const archive = await new Response(stream).text();
  deepEqual([...archive.matchAll(/app\/[\w./]*/g)].map(([path]) => path), [
    "app/",
    "app/dist/",
    "app/dist/docs/",
    "app/dist/docs/index.html",
    "app/dist/main.js",
  ]);
});

Deno.test("buildFunctionImage() lists the packages of its sources, and no others", async () => {
  const project = fakeProject(FUNCTION_FILES);
  const { components } = await buildFunctionImage("functions/predict", { project, findBase });
  deepEqual(components.map(({ key }) => key), ["npm:hono@4.13.19"]);
});

Deno.test("buildFunctionImage() gives the same digest for the same files", async () => {
  const build = async (files: Readonly<Record<string, string>>) => {
    const project = fakeProject(files);
    const { image } = await buildFunctionImage("functions/predict", { project, findBase });
    return image.index.descriptor.digest;
  };
  equal(await build(FUNCTION_FILES), await build({ ...FUNCTION_FILES }));
  const other = { ...FUNCTION_FILES, "functions/predict/dist/main.js": "2;" };
  equal(await build(other) === await build(FUNCTION_FILES), false);
});

Deno.test("buildFunctionImage() makes no image without its program", async () => {
  const { "functions/predict/dist/main.js": _, ...files } = FUNCTION_FILES;
  const build = buildFunctionImage("functions/predict", { project: fakeProject(files), findBase });
  await rejects(build, {
    name: "ApplyError",
    message: 'Cannot build image as "deno task build:predict" must make ' +
      '"functions/predict/dist/main.js": it did not',
  });
});

Deno.test("parseImageDescription() says all faults at once, and refuses all permissions", () => {
  const text = JSON.stringify({
    title: "T",
    task: "",
    main: "dist/main.js",
    files: "dist",
    sources: [],
    permissions: ["--allow-net", "--allow-all", "-A", "--unstable-kv"],
    v8Flags: ["--max-semi-space-size=2", "--a,--b"],
  });
  throws(() => parseImageDescription(text, "x/image.json"), {
    name: "ApplyError",
    message: 'Cannot build image as "x/image.json" must be right: ' +
      '"files" must be a list of texts; "task" must be a text; ' +
      ["--allow-all", "-A", "--unstable-kv"].map((flag) =>
        `"permissions" must hold --allow-… flags, never all of them: "${flag}"`
      ).join("; ") +
      '; "v8Flags" must hold flags as deno run --v8-flags takes them: "--a,--b"',
  });
});

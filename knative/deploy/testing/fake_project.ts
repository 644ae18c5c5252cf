import type { Project } from "../project.ts";

/** A repository in memory that remembers the tasks that were run. */
export function fakeProject(
  files: Readonly<Record<string, string>>,
): Project & { tasks: string[] } {
  const tasks: string[] = [];
  const encoder = new TextEncoder();
  return {
    tasks,
    readText(path) {
      const text = files[path];
      return text === undefined ? Promise.reject(new Error(path)) : Promise.resolve(text);
    },
    readFiles(path) {
      const found = Object.entries(files).filter(([name]) =>
        name === path || name.startsWith(`${path}/`)
      );
      return Promise.resolve(
        found.map(([name, text]) => ({ path: name, content: encoder.encode(text) })),
      );
    },
    runTask(name) {
      tasks.push(name);
      return Promise.resolve();
    },
    packagesOf: (path) => Promise.resolve(path.endsWith("main.ts") ? ["npm:hono@4.13.19"] : []),
    render: () => Promise.resolve(files["overlay"] ?? ""),
  };
}

/** A function folder with its bundle, as {@linkcode fakeProject} takes it. */
export const FUNCTION_FILES: Readonly<Record<string, string>> = {
  "functions/predict/image.json": JSON.stringify({
    title: "Prediction service",
    task: "build:predict",
    main: "dist/main.js",
    files: ["dist"],
    sources: ["main.ts", "worker.ts"],
    permissions: ["--allow-net=mlflow-service:5000", "--allow-env=PORT"],
    v8Flags: ["--max-semi-space-size=2", "--single-threaded-gc"],
  }),
  "functions/predict/dist/main.js": "1;",
  "functions/predict/dist/docs/index.html": "<p>",
  "functions/predict/main.ts": "not in the image",
  "deno.lock": JSON.stringify({
    version: "5",
    npm: {
      "hono@4.13.19": { integrity: "sha512-BAUG" },
      "playwright-core@1.65.1": { integrity: "sha512-AQID" },
    },
  }),
};

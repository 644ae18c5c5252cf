import { deepEqual, ok } from "node:assert/strict";
import { k6JobObjects } from "./k6_job.ts";
import { scriptFiles } from "./script_files.ts";

Deno.test("scriptFiles() follows imports and open()", async () => {
  const files: Record<string, string> = {
    "main.js": 'import http from "k6/http";\nimport { a } from "./a.ts";\nopen("./rows.json");',
    "a.ts": 'export { b } from "./deep/b.ts";',
    "deep/b.ts": 'import type { a } from "../a.ts";',
    "rows.json": '"from \\"./nothing.ts\\""',
  };
  const found = await scriptFiles("main.js", (path) => Promise.resolve(files[path]!));
  deepEqual([...found.keys()].toSorted(), ["a.ts", "deep/b.ts", "main.js", "rows.json"]);
});

Deno.test("k6JobObjects() holds all of predict.js, in less than a ConfigMap's 1 MiB", async () => {
  const folder = new URL("../", import.meta.url);
  const files = await scriptFiles("predict.js", (path) => Deno.readTextFile(new URL(path, folder)));
  ok(files.has("profiles/ramp.ts") && files.has("reference_answers.json"));
  const [scripts, job] = k6JobObjects("x", {
    namespace: "n",
    files,
    env: { VUS: "3" },
    image: "k6",
  });
  ok(JSON.stringify(scripts).length < 2 ** 20);
  const { spec } = (job!["spec"] as { template: { spec: Record<string, unknown> } }).template;
  const [container] = spec["containers"] as { command: string[]; env: unknown }[];
  deepEqual(container!.command.at(-1), "/scripts/predict.js");
  deepEqual(container!.env, [{ name: "VUS", value: "3" }]);
});

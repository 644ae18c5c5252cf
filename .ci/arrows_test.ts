import { deepEqual } from "node:assert/strict";
import { wrongArrows } from "./arrows.ts";

/** Files that break no rule by themselves; a test adds what does, or does not. */
const MEMBERS = {
  "packages/mlflow/deno.json": '{ "name": "@mlops/mlflow", "exports": "./mod.ts" }',
  "packages/forest/deno.json":
    '{ "name": "@mlops/forest", "exports": { ".": "./mod.ts", "./tree": "./tree.ts" } }',
  "functions/predict/deno.json": '{ "name": "@mlops/predict", "exports": "./main.ts" }',
  "testing/deno.json": '{ "name": "@mlops/testing", "exports": { "./clock": "./clock.ts" } }',
};

function faults(files: Readonly<Record<string, string>>): string[] {
  return wrongArrows(new Map(Object.entries({ ...MEMBERS, ...files })));
}

Deno.test("wrongArrows() lets the arrows of the table pass", () => {
  deepEqual(
    faults({
      "functions/predict/main.ts": 'import { tree } from "@mlops/forest/tree";\n',
      "functions/predict/main_test.ts":
        'import "./main.ts";\nimport { clock } from "@mlops/testing/clock";\n',
      "local/main.ts":
        'import { a } from "../functions/predict/main.ts";\nimport "../ui/app.ts";\n',
      "loadtest/run.ts": 'import type { Kubectl } from "../knative/deploy/kubectl.ts";\n',
      "packages/mlflow/mod.ts": 'export * from "@mlops/forest";\n',
      "local/bench/main.ts": 'import { clock } from "@mlops/testing/clock";\n',
    }),
    [],
  );
});

Deno.test("wrongArrows() refuses a service in a library", () => {
  deepEqual(faults({ "packages/mlflow/a.ts": 'import { a } from "@mlops/predict";\n' }), [
    "packages/mlflow/a.ts imports functions/predict/main.ts: packages/mlflow may import packages",
  ]);
});

Deno.test("wrongArrows() refuses a service in another, types included", () => {
  deepEqual(
    faults({ "functions/train/a.ts": 'import type {\n  A,\n} from "../predict/a.ts";\n' }),
    [
      "functions/train/a.ts imports functions/predict/a.ts: functions/train may import packages, tasks",
    ],
  );
});

Deno.test("wrongArrows() refuses an arrow back up, in a test too", () => {
  const lazily = ["await import(", '"../../local/a.ts");\n'].join("");
  deepEqual(faults({ "functions/predict/a_test.ts": lazily }), [
    "functions/predict/a_test.ts imports local/a.ts: " +
    "a test in functions/predict may import packages, tasks",
  ]);
  deepEqual(faults({ "knative/deploy/a.ts": 'export { a } from "../../loadtest/a.ts";\n' }), [
    "knative/deploy/a.ts imports loadtest/a.ts: knative may import packages, tasks",
  ]);
});

Deno.test("wrongArrows() refuses a test's helper in production code", () => {
  deepEqual(
    faults({
      "functions/predict/a.ts": 'import { clock } from "@mlops/testing/clock";\n',
      "functions/predict/b.ts": 'import { model } from "./testing/model.ts";\n',
      "local/main.ts": 'import { rounds } from "./bench/rounds.ts";\n',
    }),
    [
      "functions/predict/a.ts imports testing/clock.ts, which only tests may",
      "functions/predict/b.ts imports functions/predict/testing/model.ts, which only tests may",
      "local/main.ts imports local/bench/rounds.ts, which only tests may",
    ],
  );
});

Deno.test("wrongArrows() refuses a circle between files, of types too", () => {
  deepEqual(
    faults({
      "ui/b.ts": 'import type { C } from "./c.ts";\n',
      "ui/c.ts": 'import { a } from "./a.ts";\n',
      "ui/a.ts": 'import { b } from "./b.ts";\n',
      "ui/self.ts": 'import { self } from "./self.ts";\n',
    }),
    [
      "These files import each other in a circle: ui/a.ts → ui/b.ts → ui/c.ts → ui/a.ts",
      "These files import each other in a circle: ui/self.ts → ui/self.ts",
    ],
  );
});

Deno.test("wrongArrows() refuses two packages that import each other", () => {
  deepEqual(
    faults({
      "packages/mlflow/a.ts": 'import { tree } from "@mlops/forest/tree";\n',
      "packages/forest/b.ts": 'import { a } from "@mlops/mlflow";\n',
    }),
    [
      "packages/forest and packages/mlflow import each other: " +
      "packages/forest/b.ts, packages/mlflow/a.ts",
    ],
  );
});

Deno.test("wrongArrows() refuses a place that is not in the table", () => {
  deepEqual(faults({ "tools/a.ts": 'import { a } from "@mlops/mlflow";\n' }), [
    'tools/a.ts lies in "tools", which the table does not know',
  ]);
});

Deno.test("wrongArrows() reads no import in a comment", () => {
  deepEqual(
    faults({ "ui/a.ts": '/**\n * import { a } from "./a.ts";\n */\nexport const a = 1;\n' }),
    [],
  );
});

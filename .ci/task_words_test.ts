import { deepEqual } from "node:assert/strict";
import { wrongTaskWords } from "./task_words.ts";

Deno.test("wrongTaskWords() names the line of a program that knows a task", () => {
  const files = new Map([
    ["functions/predict/main.ts", 'import "a";\nconst name = "Diabetes-model";\n'],
    ["ui/islands/Diabetes.tsx", ""],
    ["packages/mlflow/run.ts", "penguins"],
  ]);
  deepEqual(wrongTaskWords(files, ["diabetes"]), [
    'functions/predict/main.ts:2 names the task "diabetes": take it from the description in tasks/',
    'ui/islands/Diabetes.tsx names the task "diabetes": take it from the description in tasks/',
  ]);
});

Deno.test("wrongTaskWords() lets the task, its tests and the workshop pass", () => {
  const allowed = [
    "tasks/diabetes/task.ts",
    "functions/predict/app_test.ts",
    "k8s/classic/predict.env",
    "docs/workshop.md",
  ];
  deepEqual(wrongTaskWords(new Map(allowed.map((path) => [path, "diabetes"])), ["diabetes"]), []);
});

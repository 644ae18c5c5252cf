import { deepEqual } from "node:assert/strict";
import { secretValues } from "./secret_values.ts";

const SECRET = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" } };

Deno.test("secretValues() reads a Secret as a cluster and as a manifest has it", () => {
  deepEqual(secretValues({ ...SECRET, data: { A: "w6k=" } }), { A: "é" });
  deepEqual(secretValues({ ...SECRET, data: { A: "YQ==", B: "Yg==" }, stringData: { B: "c" } }), {
    A: "a",
    B: "c",
  });
});

Deno.test("secretValues() reads nothing of none", () => {
  deepEqual(secretValues(SECRET), {});
  deepEqual(secretValues(undefined), {});
});

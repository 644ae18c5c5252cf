import { equal } from "node:assert/strict";
import { oversizeOf, tooManyColumns } from "./oversize.ts";

Deno.test("oversizeOf() tells from which memory on a service takes a file, and where none does", () => {
  const MIB = 2 ** 20;
  equal(oversizeOf(64 * MIB), null);
  const help = "fewer trees (--n-estimators) or larger leaves (--min-samples-leaf) make it smaller";
  equal(
    oversizeOf(64 * MIB + 1),
    `model.onnx has 65 MiB: a service takes it from MEMORY_LIMIT_MIB=520 on; ${help}`,
  );
  equal(
    oversizeOf(300 * MIB),
    `model.onnx has 300 MiB: a service takes at most 256 MiB; ${help}`,
  );
});

Deno.test("tooManyColumns() tells of a table that is too wide for a service", () => {
  equal(tooManyColumns(1_200), null);
  equal(
    tooManyColumns(3_000),
    "the model takes 3000 columns: a service takes some 1200 at most; " +
      'a schema leaves columns out ({"kind": "ignore"})',
  );
});

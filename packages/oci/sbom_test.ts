import { deepEqual, equal } from "node:assert/strict";
import lock from "./testdata/lock.json" with { type: "json" };
import { lockedPackages } from "./lock_file.ts";
import { formatSbom, lockComponents } from "./sbom.ts";

const packages = lockedPackages(JSON.stringify(lock), { roots: ["npm:@hono/zod-openapi@1.6.3"] });

Deno.test("formatSbom() lists components with package URL and hash", () => {
  const bom = JSON.parse(formatSbom("predict", lockComponents(packages)));
  equal(bom.bomFormat, "CycloneDX");
  equal(bom.specVersion, "1.6");
  deepEqual(bom.components[0], {
    type: "library",
    "bom-ref": "npm:@hono/zod-openapi@1.6.3",
    group: "@hono",
    name: "zod-openapi",
    version: "1.6.3",
    hashes: [{ alg: "SHA-512", content: "010203" }],
    purl: "pkg:npm/%40hono/zod-openapi@1.6.3",
  });
});

Deno.test("formatSbom() draws the tree from the image down", () => {
  const bom = JSON.parse(formatSbom("predict", lockComponents(packages)));
  deepEqual(bom.dependencies.slice(0, 2), [
    { ref: "predict", dependsOn: ["npm:@hono/zod-openapi@1.6.3"] },
    {
      ref: "npm:@hono/zod-openapi@1.6.3",
      dependsOn: ["npm:hono@4.13.19", "npm:left@2.0.0", "npm:zod@4.6.7"],
    },
  ]);
});

Deno.test("formatSbom() depends on its contents alone", () => {
  const write = () => formatSbom("predict", lockComponents(packages));
  equal(write(), write());
});

Deno.test("lockComponents() gives packages of jsr no package URL, as none is defined", () => {
  const [first] = lockComponents(lockedPackages(JSON.stringify(lock)));
  deepEqual(first, {
    key: "jsr:@std/assert@1.0.1",
    group: "@std",
    name: "assert",
    version: "1.0.1",
    dependencies: ["jsr:@std/internal@1.0.2", "npm:left@1.0.0"],
    hash: { algorithm: "SHA-256", hex: "0a0b" },
  });
});

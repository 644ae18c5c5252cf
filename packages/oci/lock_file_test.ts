import { deepEqual, throws } from "node:assert/strict";
import lock from "./testdata/lock.json" with { type: "json" };
import { lockedPackages } from "./lock_file.ts";

const LOCK = JSON.stringify(lock);

Deno.test("lockedPackages() reads names, versions and what they need", () => {
  const packages = lockedPackages(LOCK);
  deepEqual([...packages.keys()], [
    "jsr:@std/assert@1.0.1",
    "jsr:@std/internal@1.0.2",
    "npm:@hono/zod-openapi@1.6.3",
    "npm:hono@4.13.19",
    "npm:left@1.0.0",
    "npm:left@2.0.0",
    "npm:zod@4.6.7",
  ]);
  deepEqual(packages.get("npm:@hono/zod-openapi@1.6.3"), {
    registry: "npm",
    name: "@hono/zod-openapi",
    version: "1.6.3",
    integrity: "sha512-AQID",
    dependencies: ["npm:hono@4.13.19", "npm:left@2.0.0", "npm:zod@4.6.7"],
  });
  deepEqual(packages.get("jsr:@std/assert@1.0.1")?.dependencies, [
    "jsr:@std/internal@1.0.2",
    "npm:left@1.0.0",
  ]);
});

Deno.test("lockedPackages() follows what the roots need", () => {
  deepEqual([...lockedPackages(LOCK, { roots: ["npm:@hono/zod-openapi@1.6.3"] }).keys()], [
    "npm:@hono/zod-openapi@1.6.3",
    "npm:hono@4.13.19",
    "npm:left@2.0.0",
    "npm:zod@4.6.7",
  ]);
});

Deno.test("lockedPackages() refuses an unknown version and an unknown root", () => {
  throws(() => lockedPackages('{"version":"4"}'), {
    name: "SyntaxError",
    message: 'Cannot read lock file as its version must be "5": is "4"',
  });
  throws(() => lockedPackages(LOCK, { roots: ["npm:x@1.0.0"] }), {
    name: "RangeError",
    message: 'Cannot list packages as "npm:x@1.0.0" must be in the lock file: it is not',
  });
});

import { deepEqual } from "node:assert/strict";
import { VARIABLES } from "./config.ts";

Deno.test("the README's table names the variables of the configuration", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", import.meta.url));
  const table = readme.slice(readme.indexOf("## Configuration"), readme.indexOf("## What it asks"));
  const named = [...table.matchAll(/`([A-Z_]{4,})`/g)].flatMap(([, name]) => name ?? []);
  deepEqual(named.sort(), [...VARIABLES].sort());
});

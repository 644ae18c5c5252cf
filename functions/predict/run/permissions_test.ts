import { equal } from "node:assert/strict";
import { readConfig } from "../config.ts";
import { permissionFlags } from "./permissions.ts";

const FILES = { documentation: "/docs", wasm: "/ort.wasm", scorer: "/scorer.js" };

function flagOf(name: string, env: Record<string, string>): string | undefined {
  const flags = permissionFlags(readConfig((variable) => env[variable]), FILES);
  return flags.find((flag) => flag.startsWith(`${name}=`));
}

Deno.test("permissionFlags() writes IPv6 addresses as Deno reads them", () => {
  equal(flagOf("--allow-net", { HOST: "::" }), "--allow-net=[::]:8000,localhost:5000");
  equal(flagOf("--allow-net", { HOST: "[::1]" }), "--allow-net=[::1]:8000,localhost:5000");
});

Deno.test("permissionFlags() lets Deno alone be run", () => {
  equal(flagOf("--allow-run", {}), "--allow-run=deno");
});

import { deepEqual, equal, match } from "node:assert/strict";
import { readFlags } from "./read_flags.ts";

Deno.test("readFlags() reads values, and nothing else", () => {
  deepEqual({ ...readFlags(["--rotate", "a,b"], ["context", "rotate"]) }, { rotate: "a,b" });
  for (const args of [["--help"], ["--rotat", "a"], ["--rotate"], ["a"]]) {
    equal(readFlags(args, ["context", "rotate"]), null);
  }
});

for (const program of ["make_secrets", "seal_secrets"]) {
  Deno.test(`${program} tells its usage where a flag is not known, and touches nothing`, async () => {
    const path = new URL(`${program}.ts`, import.meta.url).pathname;
    // Neither kubectl nor kubeseal may be run.
    const { code, stderr } = await new Deno.Command("deno", {
      args: ["run", "--quiet", "--no-check", "--no-prompt", path, "--rotat"],
    }).output();
    equal(code, 2);
    match(new TextDecoder().decode(stderr), /^Usage: deno task secrets:(production|seal) [^\n]+\n/);
  });
}

import { equal, match } from "node:assert/strict";

Deno.test("deno task lab says in one line what of a command line it cannot read", async () => {
  const program = new URL("main.ts", import.meta.url).pathname;
  const { code, stderr } = await new Deno.Command("deno", {
    args: ["run", "--quiet", "--no-check", "--allow-read", "--allow-env", program, "--fast"],
    stdin: "null",
  }).output();
  equal(code, 2);
  match(
    new TextDecoder().decode(stderr),
    /^[^\n]*"fast"[^\n]*--local[^\n]* \(deno task lab help\)\n$/,
  );
});

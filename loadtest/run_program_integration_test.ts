import { deepEqual } from "node:assert/strict";

const PROGRAM = new URL("testdata/waiting_program.ts", import.meta.url).pathname;

for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
  Deno.test(`runProgram() lets a program clean up on ${signal}`, async () => {
    const child = new Deno.Command("deno", {
      args: ["run", "--quiet", "--no-check", PROGRAM],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let said = "";
    let isTold = false;
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (isTold || !said.includes("waiting\n")) continue;
      isTold = true;
      child.kill(signal);
    }
    const errors = await new Response(child.stderr).text();
    deepEqual([said, errors, (await child.status).code], [
      "waiting\ncleaned up\n",
      `\n${signal}: cleaning up\nEnded by ${signal}; nothing of the load is left\n`,
      code,
    ]);
  });
}

Deno.test("a command line that cannot be understood ends a program with 2 and a sentence", async () => {
  for (const program of ["run.ts", "compare/main.ts", "capacity/main.ts"]) {
    const { code, stderr } = await new Deno.Command("deno", {
      args: ["run", "--quiet", "--no-check", new URL(program, import.meta.url).pathname, "--fast"],
      stdin: "null",
    }).output();
    deepEqual([code, new TextDecoder().decode(stderr)], [
      2,
      "Cannot read the command line: Unknown option '--fast' (see --help)\n",
    ], program);
  }
});

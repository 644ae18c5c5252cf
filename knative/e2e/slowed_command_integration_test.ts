import { equal, ok } from "node:assert/strict";
import { slowedCommand, WAIT_MS } from "./slowed_command.ts";

const ECHO = `Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) },
  (request, { remoteAddr }) => new Response(new URL(request.url).pathname + remoteAddr.hostname),
);`;

Deno.test("slowedCommand() lets a program answer as it does, and later", async () => {
  const folder = await Deno.makeTempDir({ prefix: "slowed-" });
  await Deno.writeTextFile(`${folder}/main.js`, ECHO);
  const flags = ["--no-config", "--no-prompt", "--allow-net=127.0.0.1"];
  const [program = "", ...args] = slowedCommand(["deno", "run", ...flags, `${folder}/main.js`]);
  const service = new Deno.Command(program, { args, stdin: "null", stdout: "piped" }).spawn();
  const reader = service.stdout.getReader();
  try {
    const port = new TextDecoder().decode((await reader.read()).value).trim();
    const begin = performance.now();
    equal(await (await fetch(`http://127.0.0.1:${port}/here`)).text(), "/here127.0.0.1");
    // A timer may be early by less than the millisecond that it counts in.
    ok(performance.now() - begin > WAIT_MS - 1);
  } finally {
    service.kill("SIGKILL");
    await service.status;
    await reader.cancel();
    await Deno.remove(folder, { recursive: true });
  }
});

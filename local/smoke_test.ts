import { freePort } from "@mlops/processes/free_port";
import { equal, match } from "node:assert/strict";

Deno.test("smoke tries no stack that runs already on the ports it is told, and stops none", async () => {
  await using somebody = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("somebody else's"),
  );
  const { port } = somebody.addr;
  // It may run nothing: neither start nor stop.
  const { code, stderr } = await new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--no-prompt",
      "--allow-env=API_PORT,UI_PORT",
      "--allow-net=localhost",
      new URL("smoke.ts", import.meta.url).pathname,
    ],
    env: { API_PORT: `${freePort()}`, UI_PORT: `${port}` },
  }).output();
  equal(code, 1);
  match(
    new TextDecoder().decode(stderr),
    new RegExp(`^Cannot try the stack as http://localhost:${port} must be free`),
  );
});

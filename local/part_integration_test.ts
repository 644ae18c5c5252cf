import { equal, ok } from "node:assert/strict";
import { startPart } from "./part.ts";

const PROGRAM = `
  for (let line = 0; line < 20_000; line++) console.log("a line that nobody can keep", line);
  await Deno.writeTextFile(Deno.args[0], "ready");
  await new Promise((resolve) => Deno.addSignalListener("SIGTERM", resolve));
  Deno.exit(0);
`;

Deno.test("startPart() goes on reading a part whose log file finds no room", async () => {
  const directory = await Deno.makeTempDir();
  const [program, flag] = [`${directory}/program.ts`, `${directory}/flag`];
  await Deno.writeTextFile(program, PROGRAM);
  const part = await startPart({
    name: "Printer",
    program: Deno.execPath(),
    args: ["run", "--no-config", `--allow-write=${flag}`, program, flag],
    env: { HOME: directory },
    // Every write to it fails as on a full disk.
    logFile: "/dev/full",
    stopSignal: "SIGTERM",
    isReady: async () => await Deno.readTextFile(flag) === "ready",
  });
  ok(part.pid > 0);
  await part.stop();
  equal((await part.exited).code, 0);
  await Deno.remove(directory, { recursive: true });
});

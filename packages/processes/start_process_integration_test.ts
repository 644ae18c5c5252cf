import { deepEqual } from "node:assert/strict";

/** The workspace, whose import map the starter needs. */
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

const PRINTER = `
  for (let line = 0; line < 20_000; line++) console.log("a line that nobody can keep", line);
  const told = new Promise((resolve) => Deno.addSignalListener("SIGTERM", resolve));
  await Deno.writeTextFile(Deno.args[0], "ready");
  await told;
  Deno.exit(0);
`;

/** Starts the printer with a log to which every write fails as on a full disk, and stops it. */
const STARTER = `
  const { startProcess } = await import("${new URL("./start_process.ts", import.meta.url)}");
  const [directory, printer, flag] = Deno.args;
  const part = await startProcess({
    name: "Printer",
    program: Deno.execPath(),
    args: ["run", "--no-config", "--allow-write=" + flag, printer, flag],
    env: { HOME: directory },
    logFile: "/dev/full",
    stopSignal: "SIGTERM",
    isReady: async () => await Deno.readTextFile(flag) === "ready",
  });
  const isRunning = part.pid > 0;
  await part.stop();
  console.log(isRunning, (await part.exited).code);
`;

Deno.test("startProcess() goes on reading a part whose log file finds no room", async () => {
  const directory = await Deno.makeTempDir();
  const [starter, printer, flag] = ["starter.ts", "printer.ts", "flag"]
    .map((name) => `${directory}/${name}`) as [string, string, string];
  await Deno.writeTextFile(starter, STARTER);
  await Deno.writeTextFile(printer, PRINTER);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // Deno opens a device such as /dev/full only for a program that may do everything.
    args: "run --quiet --no-check --allow-all".split(" ")
      .concat(`--config=${CONFIG}`, starter, directory, printer, flag),
  }).output();
  const decoder = new TextDecoder();
  deepEqual(
    { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) },
    { code: 0, stdout: "true 0\n", stderr: "" },
  );
  await Deno.remove(directory, { recursive: true });
});

import { equal } from "node:assert/strict";
import { freePort } from "./free_port.ts";

const PROGRAM = new URL("./free_port.ts", import.meta.url);

/** Ports that another program is given while this one goes on. */
async function portsOfAnother(count: number): Promise<number[]> {
  const source = `import { freePort } from "${PROGRAM}";
console.log(JSON.stringify(Array.from({ length: ${count} }, () => freePort())));`;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, source);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-check", "--allow-net=127.0.0.1", file],
  }).output();
  await Deno.remove(file);
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("freePort() gives nobody a port that somebody else was given and does not use yet", async () => {
  const count = 90;
  const own = Array.from({ length: count }, () => freePort());
  const others = await Promise.all([portsOfAnother(count), portsOfAnother(count)]);
  equal(new Set([...own, ...others.flat()]).size, 3 * count);
});

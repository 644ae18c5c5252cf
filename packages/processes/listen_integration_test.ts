import { deepEqual, equal } from "node:assert/strict";
import { listen } from "./listen.ts";

/** Runs a program that listens where it is told, and says why not. */
const PROGRAM = `
  const { listen } = await import("${new URL("./listen.ts", import.meta.url)}");
  const [hostname, port] = Deno.args;
  try {
    listen({ hostname, port: Number(port) }, () => new Response());
    console.log("listens");
  } catch (error) {
    console.log(error.message);
  }
  Deno.exit(0);
`;

/** What the program says. */
async function saidOf(hostname: string, port: number): Promise<string> {
  const program = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(program, PROGRAM);
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-net", "--config", config, program, hostname, `${port}`],
  }).output();
  await Deno.remove(program);
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("listen() serves, and says that a port is taken or an address another machine's", async () => {
  const told: number[] = [];
  const server = listen({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => told.push(port),
  }, () => new Response("here"));
  const { port } = server.addr;
  deepEqual(told, [port]);
  equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "here");
  const why = "Cannot start as the configuration is wrong: ";
  equal(
    await saidOf("127.0.0.1", port),
    `${why}PORT must be free: another program listens on ${port}; end that one, or set PORT to another`,
  );
  for (const elsewhere of ["192.0.2.1", "no.such.name.invalid"]) {
    equal(
      await saidOf(elsewhere, port),
      `${why}HOST must be an address of this machine: is "${elsewhere}"`,
    );
  }
  await server.shutdown();
});

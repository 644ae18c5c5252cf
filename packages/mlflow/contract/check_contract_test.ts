import { createTrackingServer } from "../server/mod.ts";
import { checkContract } from "./check_contract.ts";

Deno.test("contract: this server", async (test) => {
  const root = await Deno.makeTempDir({ prefix: "tracking-" });
  const faults: unknown[] = [];
  const { fetch } = createTrackingServer({ root, onError: (error) => faults.push(error) });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, fetch);
  await checkContract(test, {
    url: `http://127.0.0.1:${server.addr.port}`,
    release: "2.17.2",
    hasLoggedModels: true,
  });
  await test.step("no request ran into an error of the server's own", () => {
    if (faults.length > 0) throw new Error("Cannot accept errors inside", { cause: faults[0] });
  });
  await server.shutdown();
  await Deno.remove(root, { recursive: true });
});

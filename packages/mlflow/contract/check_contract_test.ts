import { startRegistry } from "@mlops/testing/registries";
import { checkContract } from "./check_contract.ts";

Deno.test("contract: this server", async (test) => {
  const faults: unknown[] = [];
  await using server = await startRegistry({ onError: (error) => faults.push(error) });
  await checkContract(test, { url: server.url, release: "2.17.2", hasLoggedModels: true });
  await test.step("no request ran into an error of the server's own", () => {
    if (faults.length > 0) throw new Error("Cannot accept errors inside", { cause: faults[0] });
  });
});

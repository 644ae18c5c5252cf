import { MlflowClient } from "../mod.ts";
import { artifactContract } from "./artifact_contract.ts";
import type { Contract, ContractContext } from "./contract.ts";
import { experimentContract } from "./experiment_contract.ts";
import { registryContract } from "./registry_contract.ts";
import { runContract } from "./run_contract.ts";
import { searchContract } from "./search_contract.ts";

const CONTRACT: Contract = {
  ...experimentContract,
  ...runContract,
  ...searchContract,
  ...registryContract,
  ...artifactContract,
};

/**
 * Checks a server against the whole contract, one step for each criterion.
 *
 * @param test The test that the steps belong to.
 * @param url Address of a server without any data.
 */
export async function checkContract(test: Deno.TestContext, url: string): Promise<void> {
  const client = new MlflowClient({ trackingUri: new URL(url) });
  const context: ContractContext = {
    client,
    send: async (method, path, body) => {
      const response = await fetch(`${url}/api/2.0/${path}`, {
        method,
        ...body === undefined ? {} : {
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        },
      });
      const text = await response.text();
      return { status: response.status, answer: text === "" ? {} : JSON.parse(text) };
    },
  };
  for (const [criterion, check] of Object.entries(CONTRACT)) {
    await test.step(criterion, () => check(context));
  }
}

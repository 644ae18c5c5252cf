import { MlflowClient } from "../mod.ts";
import { artifactContract } from "./artifact_contract.ts";
import type { Contract, ContractContext } from "./contract.ts";
import { experimentContract } from "./experiment_contract.ts";
import { loggedModelContract } from "./logged_model_contract.ts";
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

/** A server to check. */
export interface CheckedServer {
  /** Its address, without a final slash; it has no data. */
  readonly url: string;
  /** The version of MLflow that it says it is. */
  readonly release: string;
  /** Whether it knows logged models, as MLflow 3 does. */
  readonly hasLoggedModels: boolean;
}

/**
 * Checks a server against the whole contract, one step for each criterion.
 *
 * @param test The test that the steps belong to.
 */
export async function checkContract(test: Deno.TestContext, server: CheckedServer): Promise<void> {
  const { url, release } = server;
  const client = new MlflowClient({ trackingUri: new URL(url) });
  const context: ContractContext = {
    client,
    release,
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
  const contract = server.hasLoggedModels ? { ...CONTRACT, ...loggedModelContract } : CONTRACT;
  for (const [criterion, check] of Object.entries(contract)) {
    await test.step(criterion, () => check(context));
  }
}

import { freePort } from "@mlops/processes/free_port";
import { equal } from "node:assert/strict";
import { DEFAULT_NAMESPACE } from "../../knative/deploy/cluster/in_namespace.ts";
import { inTerminal, typeLine } from "./terminal.ts";

/** What the exercises of one machine ask, by the variable that says at which port it is here. */
const SERVICES = [
  ["MLFLOW_PORT", "mlflow-service", 5000],
  ["API_PORT", "ml-api-service", 8000],
  ["POSTGRES_PORT", "postgres-service", 5432],
] as const;

/**
 * Brings the stack of a cluster to where `deno task start` has its own: ports of this machine, which the
 * environment names. The stack is deployed, and taken away again in the end if it was not there.
 *
 * @param registry Where images go.
 * @returns Ends the ways to it.
 */
export async function reachStack(registry: string): Promise<AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const wasThere = (await typeLine(`kubectl get namespace ${DEFAULT_NAMESPACE}`)).code === 0;
  if (!wasThere) parts.defer(() => must("deno task undeploy --yes").then(() => {}));
  await must(`deno task deploy --registry ${registry}`);
  for (const [variable, service, port] of SERVICES) {
    const here = freePort();
    const way = parts.use(
      inTerminal(`kubectl port-forward svc/${service} ${here}:${port} -n ${DEFAULT_NAMESPACE}`),
    );
    await way.until();
    setUntilEnd(parts, variable, `${here}`);
  }
  const secret = await must(
    `kubectl get secret predictions-owner -n ${DEFAULT_NAMESPACE} -o jsonpath='{.data.PREDICTIONS_OWNER_PASSWORD}'`,
  );
  const database = new URL(`postgres://predictions_owner@localhost/predictions`);
  database.port = Deno.env.get("POSTGRES_PORT") ?? "";
  database.password = atob(secret);
  setUntilEnd(parts, "DATABASE_URL", database.href);
  setUntilEnd(parts, "LAB_API_PORT", `${freePort()}`);
  return parts.move();
}

async function must(line: string): Promise<string> {
  const { code, said } = await typeLine(line);
  equal(code, 0, `${line}\n${said.slice(-3_000)}`);
  return said;
}

function setUntilEnd(parts: AsyncDisposableStack, variable: string, value: string): void {
  Deno.env.set(variable, value);
  parts.defer(() => Deno.env.delete(variable));
}

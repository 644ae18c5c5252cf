import { deepEqual } from "node:assert/strict";
import { NO_CLUSTER, runWithKubectl } from "../../deploy/testing/run_with_kubectl.ts";

async function makeSecrets(files: Readonly<Record<string, string>>) {
  const { code, stderr } = await runWithKubectl({
    program: new URL("make_secrets.ts", import.meta.url),
    args: [],
    permissions: ["--allow-env=AWS_ACCESS_KEY_ID,AWS_SECRET_ACCESS_KEY"],
  }, files);
  return [code, stderr];
}

Deno.test("secrets:production says in a line that no cluster answers, or that there is no kubectl", async () => {
  deepEqual(await makeSecrets({ kubectl: NO_CLUSTER }), [
    1,
    "Cannot make production's namespace as a cluster must answer: " +
    "The connection to the server localhost:8080 was refused\n",
  ]);
  deepEqual(await makeSecrets({}), [
    1,
    'Cannot reach the cluster as "kubectl" must be installed: it is not\n',
  ]);
});

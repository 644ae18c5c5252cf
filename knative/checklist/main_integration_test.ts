import { deepEqual, equal, match } from "node:assert/strict";
import { NO_CLUSTER, runWithKubectl } from "../deploy/testing/run_with_kubectl.ts";

function runChecklist(args: readonly string[], files: Readonly<Record<string, string>>) {
  return runWithKubectl({
    program: new URL("main.ts", import.meta.url),
    args,
    permissions: ["--allow-read", "--allow-env", "--allow-sys"],
    // The library that drives browsers looks at /proc without it, as the task knows.
    env: { "__IS_WSL_TEST__": "1" },
  }, files);
}

Deno.test("the checklist says in a sentence that no cluster answers", async () => {
  deepEqual(await runChecklist([], { kubectl: NO_CLUSTER }), {
    code: 1,
    stdout: "",
    stderr: "Cannot read deployments as a cluster must answer: " +
      "The connection to the server localhost:8080 was refused\n",
  });
});

Deno.test("the checklist says in a sentence that there is no kubectl", async () => {
  const { code, stderr } = await runChecklist([], {});
  deepEqual([code, stderr], [
    1,
    'Cannot reach the cluster as "kubectl" must be installed: it is not\n',
  ]);
});

Deno.test("the checklist explains itself, and says what of a command line it cannot read", async () => {
  const help = await runChecklist(["--namespace", "n", "--help"], {});
  deepEqual([help.code, help.stderr], [0, ""]);
  match(help.stdout, /^Usage: deno task checklist /);
  const wrong = await runChecklist(["--fast"], {});
  equal(wrong.code, 2);
  match(wrong.stderr, /^Unknown option '--fast'\n\nUsage: deno task checklist /);
});

import { freePort } from "@mlops/processes/free_port";
import { equal, match } from "node:assert/strict";
import { runWithKubectl } from "./testing/run_with_kubectl.ts";

const SECRET = `apiVersion: v1
kind: Secret
metadata: {name: s, namespace: n}
stringData: {PASSWORD: hunter2}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: n}
spec: {}
`;

/** A kubectl that renders this overlay, is sound otherwise, and quotes the Secret when it applies. */
const KUBECTL = `#!/bin/sh
case "$*" in
  *kustomize*) cat "$(dirname "$0")/overlay.yaml" ;;
  *"version --client"*) echo '{}' ;;
  *version*) echo '{"clientVersion":{"gitVersion":"v1.32.4"},"serverVersion":{"gitVersion":"v1.34.4"}}' ;;
  *jsonpath*) yes true | head -30 ;;
  *"get customresourcedefinitions"*) echo '{"kind":"CustomResourceDefinition","metadata":{"name":"x"}}' ;;
  *"get deployments"*) echo '{"kind":"Deployment","metadata":{"name":"x"},"status":{"replicas":1,"updatedReplicas":1,"availableReplicas":1}}' ;;
  *"get storageclasses"*) echo '{"kind":"StorageClass","metadata":{"name":"x","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}' ;;
  *"get namespace "*) echo '{"kind":"Namespace","metadata":{"name":"mlops-workshop"}}' ;;
  *apply*) echo 'Error from server: "hunter2" is too short' >&2; exit 1 ;;
esac
`;

function runMain(args: string[], files: Record<string, string> = { kubectl: KUBECTL }) {
  return runWithKubectl({
    program: new URL("main.ts", import.meta.url),
    args,
    permissions: [
      "--allow-read",
      "--allow-write=.stack",
      "--allow-net",
      "--allow-env=HOME,DOCKER_CONFIG,INIT_CWD",
      "--ignore-env=LOG_TOKENS,LOG_STREAM",
    ],
  }, files);
}

Deno.test("main explains itself, and a wrong command line", async () => {
  const help = await runMain(["deploy", "--help"]);
  equal(help.code, 0);
  match(help.stdout, /^Usage:\n {2}deno task deploy/);
  const wrong = await runMain(["deploi"]);
  equal(wrong.code, 2);
  match(
    wrong.stdout,
    /^Cannot understand the command line as the command must be one of .*"deploi" \(--help .*\)\n$/,
  );
});

Deno.test("main says that nothing tells where images go", async () => {
  const files = { kubectl: KUBECTL, "overlay.yaml": SECRET };
  const { code, stdout, stderr } = await runMain(["deploy"], files);
  equal(code, 2);
  match(stdout, /give --registry HOST, --kind NAME or --minikube PROFILE/);
  equal(stderr, "");
});

Deno.test("main prints the cluster's refusal without the Secret that it quotes", async () => {
  const files = { kubectl: KUBECTL, "overlay.yaml": SECRET };
  const { code, stdout, stderr } = await runMain(["deploy", "--registry=localhost:1"], files);
  equal(code, 1);
  equal(
    stdout.trimEnd().split("\n").at(-1),
    'Cannot apply manifests as the cluster must accept it: Error from server: "***" is too short',
  );
  equal(stdout.includes("hunter2") || stderr.includes("hunter2"), false);
});

Deno.test("main removes nothing where nobody can be asked, and says how to answer", async () => {
  const files = { kubectl: KUBECTL, "overlay.yaml": SECRET };
  const { code, stdout } = await runMain(["undeploy"], files);
  equal(code, 1);
  match(stdout, /^Cannot ask "Remove .*as standard input is no terminal: add --yes if/m);
});

Deno.test("main says why a table's address cannot be read", async () => {
  const files = { kubectl: KUBECTL, "overlay.yaml": SECRET };
  const table = `--table=http://127.0.0.1:${freePort()}/t.csv`;
  const { code, stdout } = await runMain(
    ["deploy", "--registry=localhost:1", table, "--target=y"],
    files,
  );
  equal(code, 1);
  match(stdout, /^Cannot deploy as the table "http:.*" must be readable: .*refused/);
});

import { rejects } from "node:assert/strict";
import type { Cluster } from "../../knative/checklist/cluster.ts";
import type { Kubectl } from "../../knative/deploy/cluster/kubectl.ts";
import { clusterPlace } from "./cluster_place.ts";

/** What a program in a pod says that fails, as the lab tells it. */
async function told(stderr: string, message: string): Promise<void> {
  const call = () => Promise.resolve({ code: 1, stdout: "", stderr });
  const place = clusterPlace(
    { call } as unknown as Kubectl,
    { namespace: "lab-1" } as unknown as Cluster,
    "",
  );
  await rejects(place.exec("deployment/client", []), { message });
}

Deno.test("what a program in a pod threw is told without colours and lines of its own", async () => {
  await told(
    `\x1b[0m\x1b[1m\x1b[31merror\x1b[0m: Uncaught (in promise) TypeError: fetch failed
const answer = await fetch("http://answer.lab-1");
\x1b[0m\x1b[31m               ^\x1b[0m
    \x1b[0m\x1b[2mat \x1b[0masync \x1b[0mfetch
Caused by: Error: client error (Connect): dns error: Name or service not known
    at async fetch
command terminated with exit code 1
`,
    "TypeError: fetch failed, Error: client error (Connect): dns error: Name or service not known",
  );
});

Deno.test("another program's words are told as they are", async () => {
  await told(
    'psql: error: role "mlops" does not exist\ncommand terminated with exit code 2\n',
    'psql: error: role "mlops" does not exist',
  );
});

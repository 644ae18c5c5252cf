import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { openSealedSecrets } from "./sealed_secrets.ts";
import { FakeKubectl, list } from "../testing/fake_kubectl.ts";
import { stillClock } from "../testing/still_clock.ts";

const NAMESPACE = { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } };
const SEALED: KubernetesObject = {
  apiVersion: "bitnami.com/v1alpha1",
  kind: "SealedSecret",
  metadata: { name: "key-ui", namespace: "n" },
};
const OBJECTS = [NAMESPACE, SEALED, { apiVersion: "v1", kind: "Service", metadata: { name: "s" } }];

function live(observed: number, condition?: object): object {
  const metadata = { ...SEALED.metadata, generation: 2 };
  const conditions = condition === undefined ? [] : [{ type: "Synced", ...condition }];
  return list({ ...SEALED, metadata, status: { observedGeneration: observed, conditions } });
}

Deno.test("openSealedSecrets() waits until the controller has opened what was applied", async () => {
  const answers = [live(1, { status: "True" }), live(2, { status: "True" })];
  const fake = new FakeKubectl([["get --filename=-", () => answers.shift() ?? {}]]);
  await openSealedSecrets(fake.client, OBJECTS, stillClock());
  equal(answers.length, 0);
  const applied: { items: KubernetesObject[] } = JSON.parse(fake.inputs[0] ?? "");
  deepEqual(applied.items.map(({ kind }) => kind), ["Namespace", "SealedSecret"]);
});

Deno.test("openSealedSecrets() asks nothing where nothing is sealed", async () => {
  const fake = new FakeKubectl([]);
  await openSealedSecrets(fake.client, [NAMESPACE], stillClock());
  deepEqual(fake.calls, []);
});

Deno.test("openSealedSecrets() says why one stays closed, and what to do", async () => {
  const tried = async (found: object): Promise<string> => {
    const fake = new FakeKubectl([["get --filename=-", found]]);
    let said = "";
    await rejects(openSealedSecrets(fake.client, OBJECTS, stillClock()), ({ message }: Error) => {
      said = message;
      return true;
    });
    return said;
  };
  match(
    await tried(live(2, { status: "False", message: "no key could decrypt secret (API_KEY)" })),
    /key-ui: no key could decrypt.*\n {2}→ sealed for another cluster.*secrets:seal/,
  );
  match(
    await tried(live(2, { status: "False", message: 'Resource "key-ui" already exists' })),
    /already exists.*\n {2}→ .*managed=true/,
  );
  match(await tried(live(1)), /no controller has looked at it\n {2}→ .*must run/);
  match(await tried(list()), /they are not there/);
});

import { deepEqual } from "node:assert/strict";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { FakeKubectl, list } from "../testing/fake_kubectl.ts";
import { overlayFaults } from "./other_overlay.ts";

const object = (kind: string, name: string, instance?: string): KubernetesObject => ({
  apiVersion: "v1",
  kind,
  metadata: {
    name,
    labels: instance === undefined ? {} : { "app.kubernetes.io/instance": instance },
  },
});
const wanted = [object("PersistentVolumeClaim", "postgres-pvc", "production")];

Deno.test("overlayFaults() refuses an overlay over another's passwords and data, and says the way out", async () => {
  const fake = new FakeKubectl([[
    "get",
    list(
      object("Secret", "made-by-hand"),
      object("PersistentVolumeClaim", "postgres-pvc", "workshop"),
      object("Secret", "postgres-secret", "workshop"),
    ),
  ]]);
  deepEqual(await overlayFaults({ kubectl: fake.client, objects: wanted, namespace: "n" }), [
    'namespace "n" must not hold another overlay: it holds "workshop" (PersistentVolumeClaim ' +
    'postgres-pvc, Secret postgres-secret), and "production" over it would go on with its passwords ' +
    "and its data (take it away with deno task undeploy, or deploy --overlay workshop)",
  ]);
});

Deno.test("overlayFaults() lets an overlay be deployed again, and on nothing", async () => {
  for (const live of [list(...wanted, object("Secret", "made-by-hand")), list()]) {
    const fake = new FakeKubectl([["get", live]]);
    deepEqual(await overlayFaults({ kubectl: fake.client, objects: wanted, namespace: "n" }), []);
  }
});

import { deepEqual, equal } from "node:assert/strict";
import { allowing, FakeKubectl } from "../testing/fake_kubectl.ts";
import { rightsFaults } from "./rights.ts";

const objects = [
  { apiVersion: "v1", kind: "Service", metadata: { name: "s" } },
  { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "p" } },
  { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "i" } },
  { apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", metadata: { name: "g" } },
];

Deno.test("rightsFaults() asks once for all that a deployment does, its own objects among them", async () => {
  const asked: string[] = [];
  const fake = new FakeKubectl([allowing(({ verb, resource, group, namespace }) => {
    equal(namespace, "n");
    asked.push(`${verb} ${resource} ${group}`);
    return true;
  })]);
  deepEqual(await rightsFaults({ kubectl: fake.client, objects, namespace: "n" }), []);
  equal(fake.calls.length, 1);
  for (
    const deed of [
      "create services ",
      "patch services ",
      "patch networkpolicies networking.k8s.io",
      "create ingresses networking.k8s.io",
      "patch gateways gateway.networking.k8s.io",
    ]
  ) {
    equal(asked.includes(deed), true, deed);
  }
});

Deno.test("rightsFaults() names what is not allowed", async () => {
  const fake = new FakeKubectl([
    allowing(({ verb, subresource, resource }) =>
      subresource !== "exec" && !(verb === "patch" && resource === "ingresses")
    ),
  ]);
  deepEqual(await rightsFaults({ kubectl: fake.client, objects, namespace: "n" }), [
    "you must be allowed to create pods/exec: you are not",
    "you must be allowed to patch ingresses.networking.k8s.io: you are not",
  ]);
});

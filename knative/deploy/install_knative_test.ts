import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { installKnative } from "./install_knative.ts";
import { FakeKubectl, list, refusal } from "./testdata/fake_kubectl.ts";
import { stillClock } from "./testdata/still_clock.ts";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "services.serving.knative.dev" },
};
const activator = (available: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "activator" },
  status: { replicas: 1, updatedReplicas: 1, availableReplicas: available },
});

Deno.test("installKnative() applies pinned manifests in order and sets ingress and domain", async () => {
  let asked = 0;
  const fake = new FakeKubectl([
    ["get customresourcedefinitions", list(definition)],
    ["get deployments", () => list(activator(++asked < 3 ? 0 : 1))],
  ]);
  const clock = stillClock();
  await installKnative(fake.client, clock);
  const steps = fake.calls.filter((call) => !call.startsWith("get"));
  deepEqual(steps.map((call) => call.split(" ")[0]), [
    "apply",
    "wait",
    "apply",
    "apply",
    "patch",
    "patch",
  ]);
  ok(steps[0]?.endsWith("/knative/serving/releases/download/knative-v1.15.2/serving-crds.yaml"));
  ok(steps[3]?.endsWith("/knative/net-kourier/releases/download/knative-v1.15.1/kourier.yaml"));
  ok(steps[4]?.includes('{"data":{"ingress-class":"kourier.ingress.networking.knative.dev"}}'));
  ok(steps[5]?.includes('{"data":{"example.com":""}}'));
  equal(clock.now(), 4_000);
});

Deno.test("installKnative() says which manifest cannot be had, or what does not come", async () => {
  const offline = new FakeKubectl([["apply", refusal("unable to read URL: no such host")]]);
  await rejects(installKnative(offline.client, stillClock()), {
    name: "ApplyError",
    message:
      "Cannot install Knative as the cluster must accept it: unable to read URL: no such host",
  });
  const slow = new FakeKubectl([
    ["get customresourcedefinitions", list(definition)],
    ["get deployments", list(activator(0))],
  ]);
  await rejects(installKnative(slow.client, stillClock()), {
    message: "Cannot install Knative as it must be ready within 300 s: activator not available",
  });
});

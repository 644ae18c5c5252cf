import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { ApplyError } from "../apply_error.ts";
import { installKnative } from "./install_knative.ts";
import { KNATIVE_FILES, type ReleaseFile } from "./knative_release.ts";
import { FakeKubectl, list, refusal } from "../testing/fake_kubectl.ts";
import { stillClock } from "../testing/still_clock.ts";

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

const fetchReleaseFile = ({ url }: ReleaseFile) => Promise.resolve(`# ${url}`);

Deno.test("installKnative() applies the proved files in order and sets ingress and domain", async () => {
  let asked = 0;
  const fake = new FakeKubectl([
    ["get customresourcedefinitions", list(definition)],
    ["get deployments", () => list(activator(++asked < 3 ? 0 : 1))],
  ]);
  const clock = stillClock();
  await installKnative({ kubectl: fake.client, clock, fetchReleaseFile });
  const steps = fake.calls.filter((call) => !call.startsWith("get"));
  deepEqual(steps.map((call) => call.split(" ")[0]), [
    "apply",
    "wait",
    "apply",
    "apply",
    "patch",
    "patch",
  ]);
  deepEqual(
    fake.inputs.slice(0, 4),
    [0, 0, 1, 2].map((i) => `# ${KNATIVE_FILES[i]?.url}`),
  );
  ok(steps[4]?.includes('{"data":{"ingress-class":"kourier.ingress.networking.knative.dev"}}'));
  ok(steps[5]?.includes('{"data":{"example.com":""}}'));
  equal(clock.now(), 4_000);
});

Deno.test("installKnative() applies nothing where one file of the release cannot be had", async () => {
  const fake = new FakeKubectl([]);
  const last = KNATIVE_FILES.at(-1);
  const offline = (file: ReleaseFile) =>
    file === last ? Promise.reject(new ApplyError("no such host")) : fetchReleaseFile(file);
  await rejects(
    installKnative({ kubectl: fake.client, clock: stillClock(), fetchReleaseFile: offline }),
    { message: "no such host" },
  );
  deepEqual(fake.calls, []);
});

Deno.test("installKnative() goes on where one before was broken off, once its webhooks answer", async () => {
  let tries = 0;
  const early = refusal('Internal error occurred: failed calling webhook "w": service not found');
  const fake = new FakeKubectl([
    ["get customresourcedefinitions", list(definition)],
    ["get deployments", list(activator(1))],
    ["apply", () => ++tries < 4 ? early : ""],
  ]);
  const clock = stillClock();
  await installKnative({ kubectl: fake.client, clock, fetchReleaseFile });
  equal(tries, KNATIVE_FILES.length + 3);
  equal(clock.now(), 6_000);
});

Deno.test("installKnative() says what the cluster refuses, or what does not come", async () => {
  const refusing = new FakeKubectl([["apply", refusal("forbidden")]]);
  const install = ({ client }: FakeKubectl) =>
    installKnative({ kubectl: client, clock: stillClock(), fetchReleaseFile });
  await rejects(install(refusing), {
    name: "ApplyError",
    message: "Cannot install Knative as the cluster must accept it: forbidden",
  });
  const slow = new FakeKubectl([
    ["get customresourcedefinitions", list(definition)],
    ["get deployments", list(activator(0))],
  ]);
  await rejects(install(slow), {
    message: "Cannot install Knative as it must be ready within 300 s: activator not available",
  });
});

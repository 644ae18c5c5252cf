import { deepEqual } from "node:assert/strict";
import { podFaults } from "./pod_faults.ts";
import type { Container, PodTemplate } from "./pod_template.ts";

const container: Container = {
  name: "api",
  image: "dev.local/functions/predict:v1",
  resources: { requests: { cpu: "50m", memory: "96Mi" }, limits: { cpu: "1", memory: "256Mi" } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
};

const pod: PodTemplate = {
  owner: "Deployment/ml-api",
  labels: {},
  spec: {
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1993,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container],
    volumes: [{ name: "tmp", emptyDir: {} }],
  },
};

Deno.test("podFaults() finds nothing in a restricted pod with limits", () => {
  deepEqual(podFaults(pod), []);
});

Deno.test("podFaults() names every right that a bare container has", () => {
  deepEqual(
    podFaults({ owner: "Job/x", labels: {}, spec: { containers: [{ name: "c", image: "i" }] } }),
    [
      "Job/x: gets a token for the API server",
      "Job/x c: may run as root",
      "Job/x c: may gain rights",
      "Job/x c: keeps capabilities",
      "Job/x c: has no seccomp profile",
      "Job/x c: can change its image's files",
      "Job/x c: has no cpu in requests",
      "Job/x c: has no memory in requests",
      "Job/x c: has no cpu in limits",
      "Job/x c: has no memory in limits",
    ],
  );
});

Deno.test("podFaults() sees what a container takes back from its pod", () => {
  const securityContext = { ...container.securityContext, runAsUser: 0, privileged: true };
  deepEqual(
    podFaults({ ...pod, spec: { ...pod.spec, containers: [{ ...container, securityContext }] } }),
    [
      "Deployment/ml-api api: may run as root",
      "Deployment/ml-api api: is privileged",
    ],
  );
});

Deno.test("podFaults() sees what reaches the node", () => {
  const spec = {
    ...pod.spec,
    hostNetwork: true,
    volumes: [{ name: "root", hostPath: { path: "/" } }],
    initContainers: [{ ...container, name: "init", ports: [{ hostPort: 80 }] }],
  };
  deepEqual(podFaults({ ...pod, spec }), [
    "Deployment/ml-api: uses the node's namespaces",
    "Deployment/ml-api: volume root is a hostPath",
    "Deployment/ml-api init: takes the node's port 80",
  ]);
});

import { deepEqual, match } from "node:assert/strict";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { roomFaults } from "./room.ts";

const requests = (cpu: string, memory = "128Mi") => ({ resources: { requests: { cpu, memory } } });

function node(name: string, cpu: string, spec: object = {}): KubernetesObject {
  const status = { allocatable: { cpu, memory: "4Gi" } };
  return { apiVersion: "v1", kind: "Node", metadata: { name }, spec, status };
}

function pod(
  cpu: string,
  labels: Record<string, string> = {},
  phase = "Running",
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: labels["app"] === undefined ? "other" : "n", labels },
    spec: { nodeName: "a", containers: [requests(cpu)] },
    status: { phase },
  };
}

function deployment(name: string, cpu: string, replicas?: number): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "n" },
    spec: { replicas, template: { spec: { containers: [requests(cpu)] } } },
  };
}

const service = (cpu: string, least: string): KubernetesObject => ({
  apiVersion: "serving.knative.dev/v1",
  kind: "Service",
  metadata: { name: "predict", namespace: "n" },
  spec: {
    template: {
      metadata: { annotations: { "autoscaling.knative.dev/min-scale": least } },
      spec: { containers: [requests(cpu)] },
    },
  },
});

Deno.test("roomFaults() finds no fault where all pods fit, beside those of others", () => {
  const nodes = [node("a", "2")];
  const pods = [pod("900m"), pod("5", {}, "Succeeded")];
  deepEqual(
    roomFaults([deployment("ui", "500m", 2)], { nodes, pods, namespace: "n" }),
    [],
  );
});

Deno.test("roomFaults() names the pods that would wait, and what is free", () => {
  const objects = [
    deployment("ml-api", "1400m"),
    service("1400m", "0"),
    deployment("ui", "10m", 2),
  ];
  deepEqual(roomFaults(objects, { nodes: [node("a", "2")], pods: [pod("100m")], namespace: "n" }), [
    "the nodes must have room for pods: 3 of ml-api with 1400m of CPU and 128 MiB each; free are 1900m " +
    "of CPU and 3968 MiB, so that 3 of ml-api would wait (add a node, take something away, or lower " +
    "the requests; --no-room-check where nodes are added by themselves)",
  ]);
});

Deno.test("roomFaults() leaves pods that are there in their place, and replaces those that ask for another amount", () => {
  const nodes = [node("a", "2")];
  const own = [pod("900m", { app: "ui" }), pod("900m", { app: "ui" })];
  const options = { nodes, pods: own, namespace: "n" };
  deepEqual(roomFaults([deployment("ui", "900m", 2)], options), []);
  deepEqual(roomFaults([deployment("ui", "1", 2)], options), []);
  match(roomFaults([deployment("ui", "1100m", 2)], options)[0] ?? "", /so that 1 of ui would wait/);
  // What the HPA made beyond the manifests wants its room as well.
  match(
    roomFaults([deployment("ui", "1100m")], options)[0] ?? "",
    /2 of ui with 1100m .* 1 of ui would wait/,
  );
});

Deno.test("roomFaults() wants whole pods on one node, and none on a node that takes none", () => {
  const nodes = [node("a", "1"), node("b", "1")];
  const away = [node("a", "4", { unschedulable: true })];
  const tainted = [node("a", "4", { taints: [{ effect: "NoSchedule" }] })];
  const objects = [deployment("ui", "1500m", 1)];
  match(roomFaults(objects, { nodes, pods: [], namespace: "n" })[0] ?? "", /1 of ui would wait/);
  for (const none of [away, tainted]) {
    match(
      roomFaults(objects, { nodes: none, pods: [], namespace: "n" })[0] ?? "",
      /none takes pods/,
    );
  }
});

Deno.test("roomFaults() counts memory and init containers, and Knative's least number of pods", () => {
  const hungry: KubernetesObject = {
    ...deployment("ui", "10m"),
    spec: {
      replicas: 1,
      template: {
        spec: { containers: [requests("10m")], initContainers: [requests("10m", "8Gi")] },
      },
    },
  };
  const options = { nodes: [node("a", "2")], pods: [], namespace: "n" };
  match(roomFaults([hungry], options)[0] ?? "", /8192 MiB/);
  deepEqual(roomFaults([service("600m", "3")], options), []);
  match(roomFaults([service("700m", "3")], options)[0] ?? "", /3 of predict .* 1 of predict would/);
});

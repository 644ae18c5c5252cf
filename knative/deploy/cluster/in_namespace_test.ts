import { deepEqual, equal } from "node:assert/strict";
import { inNamespace, projectInNamespace } from "./in_namespace.ts";
import { fakeProject } from "../testing/fake_project.ts";
import { readManifests } from "./kubernetes_object.ts";

const OBJECTS = readManifests(`
apiVersion: v1
kind: Namespace
metadata: {name: mlops-workshop}
---
apiVersion: v1
kind: Service
metadata: {name: ui-service, namespace: mlops-workshop}
spec: {type: NodePort, ports: [{name: http, port: 8501, nodePort: 30851}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ui, namespace: mlops-workshop, labels: {part: mlops-workshop-2}}
spec: {template: {spec: {containers: [{env: [{name: API_URL, value: "http://predict.mlops-workshop"}]}]}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: mlops-workshop}
spec: {ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: mlops-workshop}}}]}]}
`);

Deno.test("inNamespace() leaves the manifests as they are in their own namespace", () => {
  equal(inNamespace(OBJECTS, "mlops-workshop"), OBJECTS);
});

Deno.test("inNamespace() moves every name and address, and takes no node port that is another's", () => {
  const [namespace, service, deployment, policy] = inNamespace(OBJECTS, "second");
  equal(namespace?.metadata.name, "second");
  deepEqual(service?.["spec"], { type: "NodePort", ports: [{ name: "http", port: 8501 }] });
  equal(service?.metadata.namespace, "second");
  const text = JSON.stringify([deployment, policy]);
  equal(text.includes("http://predict.second"), true);
  equal(text.includes('"kubernetes.io/metadata.name":"second"'), true);
  // Another name that only begins so.
  equal(text.includes("mlops-workshop-2"), true);
  equal(text.replaceAll("mlops-workshop-2", "").includes("mlops-workshop"), false);
});

Deno.test("projectInNamespace() lets images ask there, and reads all else as it is", async () => {
  const files: Record<string, string> = {
    "ui/image.json": '["--allow-net=predict.mlops-workshop:80"]',
    "ui/main.ts": "mlops-workshop",
  };
  const readText = (path: string) => Promise.resolve(files[path] ?? "");
  const project = projectInNamespace({ ...fakeProject({}), readText }, "second");
  equal(await project.readText("ui/image.json"), '["--allow-net=predict.second:80"]');
  equal(await project.readText("ui/main.ts"), "mlops-workshop");
});

import { deepEqual, equal } from "node:assert/strict";
import { findAddresses } from "./addresses.ts";
import { closingLines } from "../closing_lines.ts";
import { FakeKubectl, list } from "../testing/fake_kubectl.ts";

const node = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "a" },
  status: {
    addresses: [{ type: "Hostname", address: "a" }, { type: "InternalIP", address: "10.0.0.9" }],
  },
};
const service = (name: string, spec: object, status: object = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec,
  status,
});
const port = (number: number, nodePort?: number) => ({
  type: nodePort === undefined ? "ClusterIP" : "NodePort",
  ports: [{ name: "http", port: number, ...(nodePort === undefined ? {} : { nodePort }) }],
});
const predict = {
  apiVersion: "serving.knative.dev/v1",
  kind: "Service",
  metadata: { name: "predict" },
  status: { url: "http://predict.n.example.com" },
};
const options = { namespace: "n", nodes: [node] };

Deno.test("findAddresses() takes node ports where there are no load balancers", async () => {
  const fake = new FakeKubectl([
    [
      "get services --namespace=n",
      list(
        service("ui-service", port(8501, 30851)),
        service("mlflow-service", port(5000)),
      ),
    ],
    ["get services.serving.knative.dev predict", list(predict)],
    [
      "get services kourier --namespace=kourier-system",
      list(service("kourier", {
        type: "LoadBalancer",
        ports: [{ name: "http2", port: 80, nodePort: 31080 }, { name: "https", port: 443 }],
      })),
    ],
  ]);
  deepEqual(await findAddresses(fake.client, options), {
    page: "http://10.0.0.9:30851",
    mlflow: undefined,
    classic: undefined,
    ingress: "http://10.0.0.9:31080",
    host: "predict.n.example.com",
  });
});

Deno.test("findAddresses() has no host for a Knative Service of the cluster alone", async () => {
  const inner = { ...predict, status: { url: "http://predict.n.svc.cluster.local" } };
  const fake = new FakeKubectl([["get services.serving.knative.dev predict", list(inner)]]);
  equal((await findAddresses(fake.client, options)).host, undefined);
});

Deno.test("findAddresses() prefers a load balancer's own address", async () => {
  const balanced = (ingress: object) => ({ loadBalancer: { ingress: [ingress] } });
  const fake = new FakeKubectl([
    [
      "get services --namespace=n",
      list(
        service("ui-service", port(8501, 30851), balanced({ hostname: "ui.example" })),
      ),
    ],
    [
      "get services istio-ingressgateway",
      list(
        service("istio-ingressgateway", port(80, 31080), balanced({ ip: "192.0.2.7" })),
      ),
    ],
  ]);
  const { page, ingress, host } = await findAddresses(fake.client, options);
  deepEqual([page, ingress, host], ["http://ui.example:8501", "http://192.0.2.7", undefined]);
});

Deno.test("closingLines() shows how to ask and how to load the service", () => {
  const lines = closingLines({
    page: "http://10.0.0.9:30851",
    mlflow: undefined,
    classic: undefined,
    ingress: "http://10.0.0.9:31080",
    host: "predict.n.example.com",
  });
  equal(lines[1], "page                http://10.0.0.9:30851");
  equal(lines[2], "MLflow              deno task open mlflow");
  equal(
    lines[6],
    "curl -H 'Host: predict.n.example.com' -H 'Content-Type: application/json' " +
      "http://10.0.0.9:31080/predict \\",
  );
  equal(
    lines.at(-1),
    "k6 run -e BASE_URL=http://10.0.0.9:31080 -e HOST=predict.n.example.com loadtest/predict.js",
  );
});

import { deepEqual, equal, match, rejects, throws } from "node:assert/strict";
import { clusterTable, MAX_TABLE_BYTES } from "./cluster_table.ts";
import { type KubernetesObject, readManifests } from "../cluster/kubernetes_object.ts";
import { withTable } from "./with_table.ts";

const OBJECTS = readManifests(`
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: n, labels: {app.kubernetes.io/part-of: p}}
spec: {template: {spec: {containers: [{name: train, image: i, env: [{name: A, value: b}]}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: predict-config-abc, namespace: n}
data: {MODEL_URI: "models:/other@champion", PORT: "1"}
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: predict, namespace: n}
spec: {template: {spec: {containers: [{envFrom: [{configMapRef: {name: predict-config-abc}}]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ui, namespace: n}
spec: {template: {spec: {containers: [{name: ui, env: [{name: PORT, value: "8501"}]}]}}}
`);

const bytes = new TextEncoder().encode("island,species\nBiscoe,Adelie\n");

function spec(object: KubernetesObject | undefined): Record<string, unknown> {
  // deno-lint-ignore no-explicit-any -- YAML
  return (object?.["spec"] as any).template.spec;
}

Deno.test("withTable() lets the training read the table, and the others follow its model", async () => {
  const table = await clusterTable({ name: "/home/a/penguins.csv", bytes }, "species", [
    "--n-estimators=50",
  ]);
  const [job, config, service, page, map] = withTable(OBJECTS, table);
  equal(map?.metadata.name, `training-table-${table.digest}`);
  deepEqual(map?.metadata.labels, { "app.kubernetes.io/part-of": "p" });
  deepEqual(map?.["binaryData"], { "penguins.csv": bytes.toBase64() });
  deepEqual(spec(job), {
    containers: [{
      name: "train",
      image: "i",
      env: [{ name: "A", value: "b" }],
      args: ["--table", "/table/penguins.csv", "--target", "species", "--n-estimators=50"],
      volumeMounts: [{ name: "table", mountPath: "/table", readOnly: true }],
    }],
    volumes: [{ name: "table", configMap: { name: map?.metadata.name } }],
  });
  deepEqual(config?.["data"], { MODEL_URI: "models:/penguins-species-model@champion", PORT: "1" });
  match(config?.metadata.name ?? "", /^predict-config-[0-9a-f]{8}$/);
  deepEqual(spec(service), {
    containers: [{ envFrom: [{ configMapRef: { name: config?.metadata.name } }] }],
  });
  deepEqual(spec(page), {
    containers: [{
      name: "ui",
      env: [{ name: "PORT", value: "8501" }, {
        name: "MODEL_NAME",
        value: "penguins-species-model",
      }],
    }],
  });
  throws(() => withTable(OBJECTS.slice(1), table), /must hold a Job \^train\$: they do not/);
});

Deno.test("clusterTable() packs what is too large as it is, and says the way around for what stays so", async () => {
  const rows = new TextEncoder().encode("a,b\n".repeat(MAX_TABLE_BYTES / 2));
  const packed = await clusterTable(
    { name: "https://x.org/long table.csv?raw=1", bytes: rows },
    "b",
    [],
  );
  equal(packed.fileName, "long_table.csv.gz");
  equal(packed.task.model, "long-table-b-model");
  equal(packed.bytes.length < 100_000, true);
  const noise = new Uint8Array(2 * MAX_TABLE_BYTES);
  for (let i = 0; i < noise.length; i += 65_536) {
    crypto.getRandomValues(noise.subarray(i, i + 65_536));
  }
  await rejects(clusterTable({ name: "big.csv", bytes: noise }, "y", []), {
    name: "ApplyError",
    message: /at most 1 MB packed by gzip.*"big.csv" has 2\.0 MB .*deno task train --table big.csv/,
  });
});

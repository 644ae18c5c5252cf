/** The manifests as `kubectl kustomize` renders them. Skipped, by name, where there is no kubectl. */
import { podFaults } from "../../knative/manifests/pod_faults.ts";
import { podTemplates } from "../../knative/manifests/pod_template.ts";
import {
  type KubernetesObject,
  kustomizeVersion,
  readObjects,
} from "../../knative/manifests/render_overlay.ts";
import { deepEqual } from "node:assert/strict";

const isMissing = await kustomizeVersion() === undefined;
const skipped = isMissing ? " [skipped: kubectl is missing]" : "";

async function rendered(folder = "./"): Promise<KubernetesObject[]> {
  const { stdout } = await new Deno.Command("kubectl", {
    args: ["kustomize", new URL(folder, import.meta.url).pathname],
    stdin: "null",
  }).output();
  return readObjects(new TextDecoder().decode(stdout));
}

Deno.test({
  name: `monitoring has no pod that breaks the house's rules, but Prometheus' token${skipped}`,
  ignore: isMissing,
  async fn() {
    const templates = podTemplates(await rendered());
    deepEqual(templates.map(({ owner }) => owner), ["Deployment/grafana", "Deployment/prometheus"]);
    deepEqual(templates.flatMap(podFaults), [
      "Deployment/prometheus: gets a token for the API server",
    ]);
  },
});

Deno.test({
  name: `Alertmanager breaks none, and keeps its receivers' addresses in a Secret${skipped}`,
  ignore: isMissing,
  async fn() {
    const objects = await rendered("./alertmanager/");
    const templates = podTemplates(objects);
    deepEqual(templates.map(({ owner }) => owner), ["Deployment/alertmanager"]);
    deepEqual(templates.flatMap(podFaults), []);
    const holding = objects.filter((object) => JSON.stringify(object).includes("alertmanager.yml"));
    deepEqual(holding.map(({ kind }) => kind), ["Secret", "Deployment"]);
  },
});

Deno.test({
  name: `Prometheus may find pods of its own namespace, and nothing else${skipped}`,
  ignore: isMissing,
  async fn() {
    const objects = await rendered();
    const rights = objects.filter(({ apiVersion }) => apiVersion.startsWith("rbac."));
    deepEqual(rights.map(({ kind }) => kind), ["Role", "RoleBinding"]);
    deepEqual((rights[0] as KubernetesObject & { rules: unknown }).rules, [
      { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
    ]);
  },
});

Deno.test({
  name:
    `the ways of scrapes and alerts are open on both sides, and Grafana's to Prometheus${skipped}`,
  ignore: isMissing,
  async fn() {
    const objects = [...await rendered(), ...await rendered("./alertmanager/")];
    const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
    const ways = policies.flatMap(({ metadata, spec }) => {
      const { ingress = [], egress = [] } = spec as Record<string, { ports: { port: number }[] }[]>;
      const portsOf = (rules: { ports: { port: number }[] }[]) =>
        rules.flatMap(({ ports }) => ports.map(({ port }) => port));
      return `${metadata.name}: in ${portsOf(ingress)}, out ${portsOf(egress)}`;
    });
    deepEqual(ways, [
      "grafana: in , out 9090",
      "prometheus: in 9090, out 8000,8080,9093,443,6443",
      "scraped: in 8000, out ",
      "alertmanager: in 9093, out 443",
    ]);
  },
});

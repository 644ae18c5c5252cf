import { equal, match } from "node:assert/strict";
import { startAnew } from "./start_anew.ts";
import { FakeKubectl } from "../testing/fake_kubectl.ts";

Deno.test("startAnew() restarts a Deployment, and gives a Knative Service another Revision each time", async () => {
  const fake = new FakeKubectl([]);
  const metadata = { name: "a" };
  await startAnew(fake.client, { apiVersion: "apps/v1", kind: "Deployment", metadata }, "n");
  const service = { apiVersion: "serving.knative.dev/v1", kind: "Service", metadata };
  await startAnew(fake.client, service, "n");
  await startAnew(fake.client, service, "n");
  const [restarted, first = "", second] = fake.calls;
  equal(restarted, "rollout restart deployment/a --namespace=n");
  match(
    first,
    /^patch services\.serving\.knative\.dev\/a --type=merge --patch=\{"spec":\{"template":\{"metadata":\{"annotations":\{"mlops\.workshop\/started-anew":"[0-9a-f-]{36}"\}{5} --namespace=n$/,
  );
  equal(first === second, false);
});

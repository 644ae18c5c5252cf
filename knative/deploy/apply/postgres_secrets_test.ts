import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { KubernetesObject } from "../cluster/kubernetes_object.ts";
import { renewCertificate, renewPasswords, setPasswords } from "./postgres_secrets.ts";
import { FakeKubectl, refusal } from "../testing/fake_kubectl.ts";
import { stillClock } from "../testing/still_clock.ts";

function secret(name: string, values: Readonly<Record<string, string>>): KubernetesObject {
  const data = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, btoa(text)]));
  return { apiVersion: "v1", kind: "Secret", metadata: { name }, data };
}

const SECRETS = [
  secret("postgres-admin", { ADMIN_PASSWORD: "it's" }),
  secret("postgres-secret", { POSTGRES_USER: "runs", POSTGRES_PASSWORD: "b" }),
  secret("postgres-tls", { "tls.crt": "new\n" }),
];

function job(digest: string): KubernetesObject {
  const template = { metadata: { annotations: { "mlops.workshop/reads": digest } } };
  const metadata = { name: "postgres-databases" };
  return { apiVersion: "batch/v1", kind: "Job", metadata, spec: { template } };
}

Deno.test("setPasswords() sets what the Secrets say, and none of it is an argument", async () => {
  const fake = new FakeKubectl([]);
  equal(await setPasswords(fake.client, { secrets: SECRETS, namespace: "n" }), true);
  match(fake.inputs[0] ?? "", /VALUES \('postgres', 'it''s'\), \('runs', 'b'\)\)/);
  equal(fake.calls[0]?.includes("it's"), false);
});

Deno.test("renewPasswords() sets them before a Job that reads others", async () => {
  const renewed = async (live: KubernetesObject | string, result: object = {}) => {
    const fake = new FakeKubectl([
      ["get jobs.batch postgres-databases", live],
      ["exec --stdin", { code: 0, stdout: "", stderr: "", ...result }],
    ]);
    const options = { objects: [job("two")], secrets: SECRETS, namespace: "n" };
    return await renewPasswords(fake.client, options);
  };
  equal(await renewed(job("one")), true);
  equal(await renewed(job("two")), false);
  // Nothing is deployed yet, or Postgres does not run: its Jobs say so.
  equal(await renewed(""), false);
  equal(await renewed(job("one"), refusal("no pod")), false);
});

const SERVER = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "postgres" },
  spec: { template: { spec: { volumes: [{ secret: { secretName: "postgres-tls" } }] } } },
};

Deno.test("renewCertificate() waits until the file is the Secret's, and reloads once", async () => {
  const certificates = ["old", "old", "new"];
  const fake = new FakeKubectl([["exec", () => {
    const isReload = fake.calls.at(-1)?.includes("pg_reload_conf") === true;
    return isReload ? "t\n" : `${certificates.shift()}\n`;
  }]]);
  const options = { secrets: SECRETS, namespace: "n", clock: stillClock() };
  equal(await renewCertificate(fake.client, { ...options, objects: [SERVER] }), true);
  deepEqual(certificates, []);
  const plain = { ...SERVER, spec: {} };
  const before = fake.calls.length;
  equal(await renewCertificate(fake.client, { ...options, objects: [plain] }), false);
  // One that is elsewhere has it from others.
  equal(await renewCertificate(fake.client, { ...options, objects: [] }), false);
  equal(fake.calls.length, before);
});

Deno.test("renewCertificate() says that the pod keeps another certificate", async () => {
  const fake = new FakeKubectl([["exec", "old\n"]]);
  const options = { secrets: SECRETS, namespace: "n", clock: stillClock() };
  await rejects(renewCertificate(fake.client, { ...options, objects: [SERVER] }), {
    message:
      "Cannot deploy as Postgres' pod must get the certificate of postgres-tls within 180 s: " +
      "it has another one\n  → kubectl rollout restart deployment/postgres -n n; deploy again",
  });
});

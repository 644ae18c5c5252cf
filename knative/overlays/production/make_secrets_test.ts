import { deepEqual, match, notEqual } from "node:assert/strict";
import { makeSecrets, type NewSecret, randomPassword } from "./make_secrets.ts";

function cluster(existing: string[]): { made: NewSecret[]; has(name: string): Promise<boolean> } & {
  create(secret: NewSecret): Promise<void>;
} {
  const made: NewSecret[] = [];
  return {
    made,
    has: (name) => Promise.resolve(existing.includes(name)),
    create(secret) {
      made.push(secret);
      return Promise.resolve();
    },
  };
}

const RANDOM = {
  password: () => "x",
  keyPair: () => Promise.resolve({ privateKey: "private", publicKey: "public" }),
  certificate: ([name]: readonly string[]) =>
    Promise.resolve({ ca: "ca", certificate: `of ${name}`, privateKey: "secret" }),
};

Deno.test("makeSecrets() makes the Secrets that the pods name", async () => {
  const store = cluster([]);
  let calls = 0;
  const lines = await makeSecrets(store, { ...RANDOM, password: () => `password-${++calls}` });
  deepEqual(store.made, [
    {
      name: "postgres-secret",
      values: { POSTGRES_USER: "mlflow", POSTGRES_PASSWORD: "password-1", POSTGRES_DB: "mlflow" },
    },
    { name: "postgres-admin", values: { ADMIN_PASSWORD: "password-2" } },
    {
      name: "postgres-tls",
      values: { "ca.crt": "ca", "tls.crt": "of postgres-service", "tls.key": "secret" },
    },
    { name: "predictions-owner", values: { PREDICTIONS_OWNER_PASSWORD: "password-3" } },
    { name: "predictions-secret", values: { PREDICTOR_PASSWORD: "password-4" } },
    { name: "ui-secret", values: { UI_ADMIN_TOKEN: "password-5" } },
    { name: "model-signing", values: { "private.pem": "private", "public.pem": "public" } },
  ]);
  deepEqual(lines, [
    "postgres-secret made",
    "postgres-admin made",
    "postgres-tls made",
    "predictions-owner made",
    "predictions-secret made",
    "ui-secret made",
    "model-signing made",
  ]);
});

Deno.test("makeSecrets() leaves a Secret that exists", async () => {
  const store = cluster(["postgres-secret"]);
  const lines = await makeSecrets(store, RANDOM);
  deepEqual(store.made.map(({ name }) => name), [
    "postgres-admin",
    "postgres-tls",
    "predictions-owner",
    "predictions-secret",
    "ui-secret",
    "model-signing",
  ]);
  deepEqual(lines[0], "postgres-secret exists already and is left as it is");
});

Deno.test("randomPassword() gives 32 characters that differ", () => {
  match(randomPassword(), /^[\w-]{32}$/);
  notEqual(randomPassword(), randomPassword());
});

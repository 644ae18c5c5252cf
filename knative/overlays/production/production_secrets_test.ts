import { deepEqual, equal, match, notEqual, rejects, throws } from "node:assert/strict";
import { Authenticator, parseKeys } from "@mlops/rights";
import { ROUTE_RIGHTS } from "../../../functions/predict/http/route_rights.ts";
import { rightOfApi } from "../../../ui/server/api_routes.ts";
import { KEY_HOLDERS } from "./client_keys.ts";
import {
  givenSecrets,
  makeSecrets,
  randomPassword,
  type SecretStore,
} from "./production_secrets.ts";

type Values = Readonly<Record<string, string>>;

function cluster(existing: Readonly<Record<string, Values>> = {}) {
  const secrets = new Map(Object.entries(existing));
  const store: SecretStore = {
    read: (name) => Promise.resolve(secrets.get(name) ?? null),
    write({ name, values }) {
      secrets.set(name, values);
      return Promise.resolve();
    },
  };
  return { store, secrets };
}

const RANDOM = {
  password: () => "x",
  keyPair: () => Promise.resolve({ privateKey: "private", publicKey: "public" }),
  certificate: ([name]: readonly string[]) =>
    Promise.resolve({ ca: "ca", certificate: `of ${name}`, privateKey: "secret" }),
  now: () => Date.UTC(2026, 10, 30),
};

const HOLDERS = ["predict", "train", "ui", "gate", "prometheus", "client"];

Deno.test("makeSecrets() makes the Secrets that the pods name", async () => {
  const { store, secrets } = cluster();
  let calls = 0;
  const lines = await makeSecrets(store, { ...RANDOM, password: () => `password-${++calls}` });
  const values = (name: string) => secrets.get(name);
  deepEqual(values("postgres-secret"), {
    POSTGRES_USER: "mlflow",
    POSTGRES_PASSWORD: "password-1",
    POSTGRES_DB: "mlflow",
  });
  deepEqual(values("postgres-admin"), { ADMIN_PASSWORD: "password-2" });
  deepEqual(values("postgres-tls"), {
    "ca.crt": "ca",
    "tls.crt": "of postgres-service",
    "tls.key": "secret",
  });
  deepEqual(values("predictions-owner"), { PREDICTIONS_OWNER_PASSWORD: "password-3" });
  deepEqual(values("predictions-secret"), { PREDICTOR_PASSWORD: "password-4" });
  deepEqual(values("backup-secret"), { BACKUP_PASSWORD: "password-5" });
  deepEqual(values("ui-secret"), { UI_ADMIN_TOKEN: "password-6" });
  deepEqual(values("model-signing"), { "private.pem": "private", "public.pem": "public" });
  equal(secrets.size, 9 + HOLDERS.length);
  deepEqual(lines.slice(-2), [
    "api-keys made",
    "key-predict, key-train, key-ui, key-gate, key-prometheus, key-client made",
  ]);
  equal(lines.some((line) => line.includes("mlops_")), false);
});

Deno.test("makeSecrets() makes keys that the servers' file knows, and that open what they should", async () => {
  const { store, secrets } = cluster();
  await makeSecrets(store, RANDOM);
  const file = secrets.get("api-keys")?.["keys.json"] ?? "";
  const authenticator = new Authenticator({
    keys: parseKeys(file),
    tokens: null,
    now: RANDOM.now,
  });
  for (const { name, rights } of KEY_HOLDERS) {
    const key = secrets.get(`key-${name}`)?.["API_KEY"] ?? "";
    equal(file.includes(key), false);
    const identity = await authenticator.identify(`Bearer ${key}`);
    deepEqual([identity.name, [...identity.rights]], [name, rights]);
  }
});

Deno.test("the page's key opens what the page asks of the service, and nothing else", () => {
  // The server of the page tells who moved an alias by itself.
  const asked = new Set<string>(["promote"]);
  for (const route of Object.keys(ROUTE_RIGHTS)) {
    const [method = "", path = ""] = route.split(" ");
    const right = rightOfApi(new Request(`http://page/api${path}`, { method }), path);
    if (typeof right === "string") asked.add(right);
  }
  const page = KEY_HOLDERS.find(({ name }) => name === "ui");
  deepEqual([...asked].toSorted(), page?.rights.toSorted());
});

Deno.test("makeSecrets() leaves what exists", async () => {
  const { store, secrets } = cluster({ "postgres-secret": { POSTGRES_PASSWORD: "mine" } });
  await makeSecrets(store, RANDOM);
  const before = new Map(secrets);
  const lines = await makeSecrets(store, { ...RANDOM, password: () => "other" });
  deepEqual(secrets, before);
  deepEqual(secrets.get("postgres-secret"), { POSTGRES_PASSWORD: "mine" });
  equal(lines.every((line) => line.endsWith("exists already and is left as it is")), true);
});

Deno.test("makeSecrets() gives a holder whose Secret is gone another key, and closes the first", async () => {
  const { store, secrets } = cluster();
  await makeSecrets(store, RANDOM);
  const entries = () => parseKeys(secrets.get("api-keys")?.["keys.json"] ?? "");
  const before = entries();
  secrets.delete("key-client");
  const lines = await makeSecrets(store, RANDOM);
  deepEqual(lines.slice(-2), ["api-keys has new keys", "key-client made"]);
  deepEqual(entries().map(({ name }) => name), HOLDERS);
  deepEqual(entries().slice(0, -1), before.slice(0, -1));
  notEqual(entries().at(-1)?.sha256, before.at(-1)?.sha256);
});

Deno.test("randomPassword() gives 32 characters that differ", () => {
  match(randomPassword(), /^[\w-]{32}$/);
  notEqual(randomPassword(), randomPassword());
});

Deno.test("a rotated Secret gets new values, and what is trusted still trusts the one before", async () => {
  const { store, secrets } = cluster();
  const pem = (text: string) => `-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----\n`;
  const withKey = (text: string) => ({
    ...RANDOM,
    password: () => text,
    keyPair: () => Promise.resolve({ privateKey: text, publicKey: pem(text) }),
  });
  await makeSecrets(store, withKey("one"));
  const rotated = new Set(["model-signing", "predictions-secret"]);
  await makeSecrets(store, withKey("two"), { rotated });
  deepEqual(secrets.get("predictions-secret"), { PREDICTOR_PASSWORD: "two" });
  equal(secrets.get("ui-secret")?.["UI_ADMIN_TOKEN"], "one");
  deepEqual(secrets.get("model-signing"), {
    "private.pem": "two",
    "public.pem": pem("two") + pem("one"),
  });
  // The one before that is trusted no longer.
  await makeSecrets(store, withKey("three"), { rotated });
  equal(secrets.get("model-signing")?.["public.pem"], pem("three") + pem("two"));
});

Deno.test("a rotated key opens with its new text, and with its old one for another day", async () => {
  const { store, secrets } = cluster();
  await makeSecrets(store, RANDOM);
  const old = secrets.get("key-ui")?.["API_KEY"];
  await makeSecrets(store, RANDOM, { rotated: new Set(["key-ui"]) });
  const text = secrets.get("key-ui")?.["API_KEY"];
  notEqual(text, old);
  const keys = parseKeys(secrets.get("api-keys")?.["keys.json"] ?? "");
  let now = RANDOM.now();
  const authenticator = new Authenticator({ keys, tokens: null, now: () => now });
  equal((await authenticator.identify(`Bearer ${text}`)).name, "ui");
  match((await authenticator.identify(`Bearer ${old}`)).name, /^ui-until-2026-12-01/);
  now += 86_400_001;
  await rejects(authenticator.identify(`Bearer ${old}`));
});

Deno.test("a Secret that is none of ours cannot be rotated, and the message names those that can", async () => {
  await rejects(makeSecrets(cluster().store, RANDOM, { rotated: new Set(["postgres"]) }), {
    message: /must be one of postgres-secret, .*, key-client: is "postgres"/,
  });
});

Deno.test("the key of a bucket is taken as it was given, and renewed with another alone", async () => {
  const { store, secrets } = cluster();
  const env = (id: string, key: string) => (name: string) =>
    ({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key })[name];
  await makeSecrets(store, RANDOM, { given: givenSecrets(env("", "")) });
  equal(secrets.has("s3-credentials"), false);
  await makeSecrets(store, RANDOM, { given: givenSecrets(env("one", "first")) });
  const first = { AWS_ACCESS_KEY_ID: "one", AWS_SECRET_ACCESS_KEY: "first" };
  deepEqual(secrets.get("s3-credentials"), first);
  const given = givenSecrets(env("two", "second"));
  await makeSecrets(store, RANDOM, { given });
  deepEqual(secrets.get("s3-credentials"), first);
  const rotated = new Set(["s3-credentials"]);
  await makeSecrets(store, RANDOM, { given, rotated });
  equal(secrets.get("s3-credentials")?.["AWS_SECRET_ACCESS_KEY"], "second");
  await rejects(makeSecrets(store, RANDOM, { rotated }), /must hold the new key: they do not/);
  throws(() => givenSecrets(env("one", "")), /must both be set: one is/);
});

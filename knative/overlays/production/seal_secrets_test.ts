import { deepEqual, equal, match } from "node:assert/strict";
import { parseKeys } from "@mlops/rights";
import { sealSecrets } from "./seal_secrets.ts";

interface Secret {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data: Readonly<Record<string, string>>;
}

/** A seal that everybody can look through. */
async function withFolder(
  action: (folder: string, seal: (secret: object) => Promise<string>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sealed-" });
  try {
    await action(`${folder}/sealed-secrets`, (secret) => Promise.resolve(JSON.stringify(secret)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function secretOf(folder: string, name: string): Promise<Secret> {
  return JSON.parse(await Deno.readTextFile(`${folder}/${name}.yaml`));
}

Deno.test("sealSecrets() seals each Secret for its name and namespace, and names every file", async () => {
  await withFolder(async (folder, seal) => {
    await sealSecrets(folder, seal);
    const { metadata, data } = await secretOf(folder, "postgres-secret");
    deepEqual([metadata.name, metadata.namespace], ["postgres-secret", "mlops-workshop"]);
    deepEqual(Object.keys(data), ["POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"]);
    const kustomization = await Deno.readTextFile(`${folder}/kustomization.yaml`);
    for await (const { name } of Deno.readDir(folder)) {
      if (name !== "kustomization.yaml") match(kustomization, new RegExp(`  - ${name}\n`));
    }
  });
});

Deno.test("sealSecrets() leaves what is sealed, and makes anew what is rotated", async () => {
  await withFolder(async (folder, seal) => {
    await sealSecrets(folder, seal);
    const before = await secretOf(folder, "postgres-secret");
    const other = await secretOf(folder, "predictions-secret");
    const lines = await sealSecrets(folder, seal, { rotated: new Set(["postgres-secret"]) });
    equal(lines.filter((line) => line.endsWith(" sealed")).join(), "postgres-secret sealed");
    const after = await secretOf(folder, "postgres-secret");
    equal(before.data["POSTGRES_PASSWORD"] === after.data["POSTGRES_PASSWORD"], false);
    deepEqual(await secretOf(folder, "predictions-secret"), other);
  });
});

Deno.test("sealSecrets() makes keys and the file that knows them together", async () => {
  await withFolder(async (folder, seal) => {
    await sealSecrets(folder, seal);
    await Deno.remove(`${folder}/key-ui.yaml`);
    const lines = await sealSecrets(folder, seal);
    deepEqual(lines.filter((line) => line.endsWith(" sealed")), [
      "api-keys sealed",
      "key-predict sealed",
      "key-train sealed",
      "key-ui sealed",
      "key-gate sealed",
      "key-prometheus sealed",
      "key-client sealed",
    ]);
  });
});

function valuesOf({ data }: Secret): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, atob(value)]));
}

Deno.test("sealSecrets() seals what the cluster holds, and carries over what is trusted", async () => {
  await withFolder(async (folder, seal) => {
    const held = new Map<string, Record<string, string>>();
    const live = (name: string) => Promise.resolve(held.get(name) ?? null);
    await sealSecrets(folder, seal, { live });
    for await (const { name: file } of Deno.readDir(folder)) {
      const name = file.replace(".yaml", "");
      if (name !== "kustomization") held.set(name, valuesOf(await secretOf(folder, name)));
    }
    await Deno.remove(`${folder}/ui-secret.yaml`);
    const rotated = new Set(["key-ui", "model-signing"]);
    const lines = await sealSecrets(folder, seal, { live, rotated });
    deepEqual(lines.filter((line) => line.endsWith(" sealed")).toSorted(), [
      "api-keys sealed",
      "key-ui sealed",
      "model-signing sealed",
      "ui-secret sealed",
    ]);
    deepEqual(valuesOf(await secretOf(folder, "ui-secret")), held.get("ui-secret"));
    const keys = parseKeys(valuesOf(await secretOf(folder, "api-keys"))["keys.json"] ?? "");
    match(keys.map(({ name }) => name).join(), /ui-until-.*,ui$|ui-until-.*ui/);
    const trusted = valuesOf(await secretOf(folder, "model-signing"))["public.pem"] ?? "";
    equal(trusted.endsWith(held.get("model-signing")?.["public.pem"] ?? "none"), true);
  });
});

Deno.test("sealSecrets() makes all keys anew as api-keys", async () => {
  await withFolder(async (folder, seal) => {
    await sealSecrets(folder, seal);
    const lines = await sealSecrets(folder, seal, { rotated: new Set(["api-keys"]) });
    equal(lines.filter((line) => line.endsWith(" sealed")).length, 7);
  });
});

Deno.test("sealSecrets() goes on naming what somebody else made, which it cannot read back", async () => {
  await withFolder(async (folder, seal) => {
    const values = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" };
    await sealSecrets(folder, seal, { given: [{ name: "s3-credentials", values }] });
    const before = await secretOf(folder, "s3-credentials");
    await sealSecrets(folder, seal);
    deepEqual(await secretOf(folder, "s3-credentials"), before);
    match(await Deno.readTextFile(`${folder}/kustomization.yaml`), / - s3-credentials\.yaml\n/);
  });
});

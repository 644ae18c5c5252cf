// deno-lint-ignore-file no-console -- a command line program
/**
 * Makes production's Secrets as sealed ones, files that may be committed: only the controller of the
 * cluster that they were sealed for can open them, in the namespace and under the name that they bear.
 * A file that is there already is left as it is; `--rotate` makes it anew.
 *
 * Usage: deno task secrets:seal --overlay NAME [--cert FILE] [--rotate SECRET,...]
 *
 * `--cert` is the controller's certificate (`kubeseal --fetch-cert`); without it the cluster of the
 * current context is asked. Sealed files cannot be read back, so the API keys of all holders are made
 * together, and are rotated together, as `api-keys`.
 *
 * @module
 */
import { makeKeyPair } from "@mlops/signing";
import { parseArgs } from "node:util";
import { KEY_HOLDERS } from "./client_keys.ts";
import { makeCertificate } from "./make_certificate.ts";
import { makeSecrets, NAMESPACE, type NewSecret, randomPassword } from "./production_secrets.ts";

const OVERLAYS = new URL("../", import.meta.url).pathname;

/** Turns a Secret into a sealed one, YAML. */
export type Seal = (secret: object) => Promise<string>;

/**
 * Makes the sealed files that are missing in a folder, and the kustomization that names them.
 *
 * @param folder The folder.
 * @param seal Seals a Secret.
 * @param rotated Names of Secrets that are made anew.
 * @returns One line for each.
 */
export async function sealSecrets(
  folder: string,
  seal: Seal,
  rotated: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  await Deno.mkdir(folder, { recursive: true });
  const there = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (name !== "kustomization.yaml") there.add(name.replace(/\.yaml$/, ""));
  }
  const made = new Map<string, NewSecret>();
  // Nothing can be read back, so that all are made, and those that stay are left out below.
  await makeSecrets({
    read: (name) => Promise.resolve(made.get(name)?.values ?? null),
    write(secret) {
      made.set(secret.name, secret);
      return Promise.resolve();
    },
  }, {
    password: randomPassword,
    keyPair: makeKeyPair,
    certificate: (names) => makeCertificate(names, new Date()),
    now: Date.now,
  });
  const keys = ["api-keys", ...KEY_HOLDERS.map(({ name }) => `key-${name}`)];
  const renewsKeys = keys.some((name) => rotated.has(name) || !there.has(name));
  const lines: string[] = [];
  for (const [name, { values }] of made) {
    const isKept = there.has(name) && !rotated.has(name) && !(renewsKeys && keys.includes(name));
    lines.push(`${name} ${isKept ? "exists already and is left as it is" : "sealed"}`);
    if (isKept) continue;
    const metadata = { name, namespace: NAMESPACE };
    const encoder = new TextEncoder();
    const data = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, encoder.encode(value).toBase64()]),
    );
    const sealed = await seal({ apiVersion: "v1", kind: "Secret", metadata, data });
    await Deno.writeTextFile(`${folder}/${name}.yaml`, sealed);
  }
  const resources = [...made.keys()].toSorted().map((name) => `  - ${name}.yaml\n`);
  await Deno.writeTextFile(
    `${folder}/kustomization.yaml`,
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${
      resources.join("")
    }`,
  );
  return lines;
}

function kubeseal(cert: string | undefined): Seal {
  return async (secret) => {
    const args = ["--format=yaml", ...cert === undefined ? [] : [`--cert=${cert}`]];
    const child = new Deno.Command("kubeseal", {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(secret)));
    await writer.close();
    const { success, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    if (!success) {
      throw new Error(`Cannot seal as kubeseal must succeed: ${decoder.decode(stderr).trim()}`);
    }
    return decoder.decode(stdout);
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      overlay: { type: "string" },
      cert: { type: "string" },
      rotate: { type: "string" },
    },
  });
  const { overlay, cert, rotate } = values;
  if (overlay === undefined || !/^[a-z][a-z-]*$/.test(overlay)) {
    console.error("Cannot seal as --overlay must be a folder of knative/overlays: it is not");
    return 2;
  }
  const folder = `${OVERLAYS}${overlay}/sealed-secrets`;
  try {
    const rotated = new Set(rotate?.split(",") ?? []);
    for (const line of await sealSecrets(folder, kubeseal(cert), rotated)) console.log(line);
  } catch (error) {
    console.error(
      error instanceof Deno.errors.NotFound
        ? "Cannot seal as kubeseal must be on the PATH: it is not"
        : (error as Error).message,
    );
    return 1;
  }
  console.log(
    `Add "- sealed-secrets" to the resources of knative/overlays/${overlay}, and commit both`,
  );
  return 0;
}

if (import.meta.main) Deno.exitCode = await main();

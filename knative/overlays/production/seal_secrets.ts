// deno-lint-ignore-file no-console -- a command line program
/**
 * Makes production's Secrets as sealed ones, files that may be committed: only the controller of the
 * cluster that they were sealed for can open them, in the namespace and under the name that they bear.
 * A file that is there already is left as it is; `--rotate` makes it anew.
 *
 * Usage: deno task secrets:seal --overlay NAME [--cert FILE] [--context NAME] [--rotate SECRET,...]
 *
 * Sealed files cannot be read back. So the cluster of the context is asked for what its Secrets hold:
 * what is there and has no file yet is sealed as it is, and what is rotated goes on trusting what was
 * trusted before. With `--cert`, the controller's certificate (`kubeseal --fetch-cert`), no cluster is
 * asked; then the API keys of all holders are made and rotated together, and what they opened is closed.
 * AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, where they are set, become `s3-credentials`.
 *
 * @module
 */
import { tellUsage } from "@mlops/processes/tell_usage";
import { DEFAULT_NAMESPACE } from "../../deploy/cluster/in_namespace.ts";
import { denoCommand } from "../../deploy/deno_command.ts";
import { KEY_HOLDERS } from "./client_keys.ts";
import { kubectlOf, kubectlStore, REAL_RANDOMNESS } from "./live_secrets.ts";
import {
  givenSecrets,
  makeSecrets,
  type NewSecret,
  type SecretStore,
} from "./production_secrets.ts";
import { readFlags } from "./read_flags.ts";

const OVERLAYS = new URL("../", import.meta.url).pathname;

/** Turns a Secret into a sealed one, YAML. */
export type Seal = (secret: object) => Promise<string>;

type Values = Readonly<Record<string, string>>;

/** Secrets that know each other: the file of all keys, and the keys. */
const API_KEYS = "api-keys";
const HOLDERS_KEYS = KEY_HOLDERS.map(({ name }) => `key-${name}`);
const KEYS = [API_KEYS, ...HOLDERS_KEYS];

/**
 * Makes the sealed files that are missing in a folder, and the kustomization that names them.
 *
 * @param folder The folder.
 * @param seal Seals a Secret.
 * @param options `rotated` are names of Secrets that are made anew, `live` reads what the cluster holds;
 * without it nothing is known of what was sealed before, and `given` are Secrets that somebody else made.
 * @returns One line for each.
 */
export async function sealSecrets(
  folder: string,
  seal: Seal,
  { rotated = new Set(), live, given = [] }: {
    readonly rotated?: ReadonlySet<string>;
    readonly live?: SecretStore["read"];
    readonly given?: readonly NewSecret[];
  } = {},
): Promise<string[]> {
  await Deno.mkdir(folder, { recursive: true });
  const there = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (name !== "kustomization.yaml") there.add(name.replace(/\.yaml$/, ""));
  }
  const held = new Map<string, Values>();
  const made = new Map<string, Values>();
  await makeSecrets(
    {
      async read(name) {
        const values = made.get(name) ?? await live?.(name) ?? null;
        if (values !== null && !made.has(name)) held.set(name, values);
        return values;
      },
      write({ name, values }) {
        made.set(name, values);
        return Promise.resolve();
      },
    },
    REAL_RANDOMNESS,
    {
      rotated: new Set([...rotated].flatMap((name) => name === API_KEYS ? HOLDERS_KEYS : [name])),
      given,
    },
  );
  // What is neither in a file nor in the cluster has other keys than the file of all of them knows.
  const renewsKeys = KEYS.some((name) => rotated.has(name) || !there.has(name));
  const lines: string[] = [];
  const all = new Map([...held, ...made]);
  for (const [name, values] of all) {
    const isNew = held.has(name)
      ? made.has(name)
      : rotated.has(name) || (renewsKeys && KEYS.includes(name));
    const isKept = there.has(name) && !isNew;
    lines.push(`${name} ${isKept ? "exists already and is left as it is" : "sealed"}`);
    if (isKept) continue;
    const metadata = { name, namespace: DEFAULT_NAMESPACE };
    const encoder = new TextEncoder();
    const data = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, encoder.encode(value).toBase64()]),
    );
    const sealed = await seal({ apiVersion: "v1", kind: "Secret", metadata, data });
    await Deno.writeTextFile(`${folder}/${name}.yaml`, sealed);
  }
  // One that somebody else made lies there from an earlier time.
  const resources = [...there.union(new Set(all.keys()))].toSorted().map((name) =>
    `  - ${name}.yaml\n`
  );
  await Deno.writeTextFile(
    `${folder}/kustomization.yaml`,
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${
      resources.join("")
    }`,
  );
  return lines;
}

function kubeseal(options: readonly string[]): Seal {
  return async (secret) => {
    const args = ["--format=yaml", ...options];
    const result = await denoCommand("kubeseal", args, { input: JSON.stringify(secret) });
    if (result?.code === 0) return result.stdout;
    const why = result === undefined ? "it is not on the PATH" : result.stderr.trim();
    throw new Error(`Cannot seal as kubeseal must succeed: ${why}`);
  };
}

async function main(): Promise<number> {
  const values = readFlags(Deno.args, ["overlay", "cert", "context", "rotate"]);
  tellUsage(
    "Usage: deno task secrets:seal --overlay NAME [--context NAME | --cert FILE] [--rotate SECRET,...]",
    values !== null,
  );
  const { overlay, cert, context, rotate } = values!;
  if (overlay === undefined || !/^[a-z][a-z0-9-]*$/.test(overlay)) {
    console.error("Cannot seal as --overlay must be a folder of knative/overlays: it is not");
    return 2;
  }
  const folder = `${OVERLAYS}${overlay}/sealed-secrets`;
  try {
    const rotated = new Set(rotate?.split(",") ?? []);
    const isAsked = cert === undefined;
    const inContext = context === undefined ? [] : [`--context=${context}`];
    const seal = kubeseal(isAsked ? inContext : [`--cert=${cert}`]);
    const live = isAsked ? { live: kubectlStore(kubectlOf(context)).read } : {};
    const given = givenSecrets((name) => Deno.env.get(name));
    const lines = await sealSecrets(folder, seal, { rotated, given, ...live });
    for (const line of lines) console.log(line);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
  console.log(
    `Add "- sealed-secrets" to the resources of knative/overlays/${overlay}, and commit both`,
  );
  return 0;
}

if (import.meta.main) Deno.exitCode = await main();

// deno-lint-ignore-file no-console -- a command line program
/**
 * Makes production's Secrets on the cluster, with random values that are never printed and exist
 * nowhere else. One that is there already is left as it is, so running it again is safe.
 *
 * Usage: deno task secrets:production [--context NAME] [--rotate SECRET,...]
 *
 * @module
 */

import { parseArgs } from "node:util";
import { makeKeyPair } from "@mlops/signing";
import { makeCertificate } from "./make_certificate.ts";
import {
  makeSecrets,
  NAMESPACE,
  type Randomness,
  randomPassword,
  type SecretStore,
} from "./production_secrets.ts";

async function kubectl(args: readonly string[], input = ""): Promise<string> {
  const child = new Deno.Command("kubectl", {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run kubectl ${args[0]}: ${decoder.decode(stderr).trim()}`);
  return decoder.decode(stdout);
}

/** Who sets the fields, so that a Secret that somebody else set is a conflict and not overwritten. */
const MANAGER = "secrets-production";

function secretStore(context: readonly string[]): SecretStore {
  const namespace = `--namespace=${NAMESPACE}`;
  return {
    async read(name) {
      const args = ["get", "secret", name, "--ignore-not-found", "--output=json"];
      const printed = await kubectl([...args, namespace, ...context]);
      if (printed.trim() === "") return null;
      const { data = {} }: { data?: Record<string, string> } = JSON.parse(printed);
      const decoder = new TextDecoder();
      return Object.fromEntries(
        Object.entries(data).map((
          [key, value],
        ) => [key, decoder.decode(Uint8Array.fromBase64(value))]),
      );
    },
    async write({ name, values }) {
      const metadata = { name, labels: { "app.kubernetes.io/part-of": "diabetes-mlops" } };
      const encoder = new TextEncoder();
      const data = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, encoder.encode(value).toBase64()]),
      );
      const secret = { apiVersion: "v1", kind: "Secret", metadata, data };
      const args = ["apply", "--server-side", `--field-manager=${MANAGER}`, "--filename=-"];
      await kubectl([...args, namespace, ...context], JSON.stringify(secret));
    },
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: { context: { type: "string" }, rotate: { type: "string" } },
  });
  const context = values.context === undefined ? [] : [`--context=${values.context}`];
  const rotated = new Set(values.rotate?.split(",") ?? []);
  const namespace = new URL("../../../k8s/namespace", import.meta.url).pathname;
  const random: Randomness = {
    password: randomPassword,
    keyPair: makeKeyPair,
    certificate: (names) => makeCertificate(names, new Date()),
    now: Date.now,
  };
  try {
    await kubectl(["apply", "--server-side", `--kustomize=${namespace}`, ...context]);
    const lines = await makeSecrets(secretStore(context), random, rotated);
    for (const line of lines) console.log(line);
    if (rotated.size > 0) console.log("Deploy now: that sets them and starts their readers anew");
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}

/**
 * Signs a version that is registered, whoever logged it, after showing what is in it; makes keys.
 *
 * @module
 */

import { ConfigError, readSettings } from "@mlops/config";
import { parseWords } from "@mlops/config/parse_words";
import { credentialsFrom, MlflowClient, type ModelUri, parseModelUri } from "@mlops/mlflow";
import { makeKeyPair, parsePrivateKey, type PrivateKey, SIGNATURE_FILE } from "@mlops/signing";
import { fromCaller, readTrackingUri, write } from "../command/command_line.ts";
import { failureText } from "../command/failure_text.ts";
import { describeCandidate } from "./describe_candidate.ts";
import { prepareSignature, signCandidate } from "./sign_model.ts";

const USAGE = `Signs a version of a model, after showing what is in it.

Usage: deno task sign MODEL [flags]     MODEL: models:/NAME/VERSION or models:/NAME@ALIAS
       deno task sign --new-key FILE    makes a key: FILE signs, FILE.pub is for those who check

  --key FILE    key that signs (PKCS #8, PEM); else MODEL_SIGNING_KEY holds it
  --yes         sign without asking

Environment:
  MLFLOW_TRACKING_URI        tracking server (http://localhost:5000), with
  MLFLOW_TRACKING_USERNAME   and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN

A service whose MODEL_REQUIRE_SIGNATURE holds the public key serves nothing that it did not sign.
`;

/** A command line that cannot be used. */
class UsageError extends Error {}

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = readArguments(args);
    if (values.help) {
      write(Deno.stdout, USAGE);
      return 0;
    }
    if (values["new-key"] !== undefined) return await makeKey(fromCaller(values["new-key"]));
    const [text] = positionals;
    if (text === undefined || positionals.length > 1) {
      throw new UsageError("one model must be named (see --help)");
    }
    const key = await readKey(values.key);
    return await sign(text, { key, isAsked: !values.yes });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    write(Deno.stderr, `${message.replaceAll(/\s*\n\s*/g, " ")}\n`);
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

function readArguments(args: readonly string[]) {
  return parseWords({
    args: [...args],
    allowPositionals: true,
    options: {
      key: { type: "string" },
      "new-key": { type: "string" },
      yes: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  }, (why) => new UsageError(`${why} (see --help)`));
}

function parseUri(text: string): ModelUri {
  try {
    return parseModelUri(text);
  } catch {
    throw new UsageError(
      `the model must be models:/NAME/VERSION or models:/NAME@ALIAS: is "${text}"`,
    );
  }
}

async function readKey(file: string | undefined): Promise<PrivateKey> {
  const text = file === undefined
    ? Deno.env.get("MODEL_SIGNING_KEY")
    : await Deno.readTextFile(fromCaller(file)).catch((error) => {
      throw new UsageError(`Cannot read the key: ${error.message}`);
    });
  if (!text) {
    throw new UsageError("a key must be given, by --key or MODEL_SIGNING_KEY (see --help)");
  }
  try {
    return await parsePrivateKey(text);
  } catch (error) {
    throw new UsageError(`the key ${error instanceof Error ? error.message : error}`);
  }
}

async function sign(
  text: string,
  { key, isAsked }: { key: PrivateKey; isAsked: boolean },
): Promise<number> {
  const uri = parseUri(text);
  const env = (name: string) => Deno.env.get(name);
  const client = new MlflowClient({
    trackingUri: readSettings(env, readTrackingUri),
    credentials: credentialsFrom(env),
  });
  const candidate = await prepareSignature(client, uri).catch((cause) => {
    throw new Error(`Cannot sign ${text}: ${failureText(cause)}`, { cause });
  });
  write(Deno.stdout, `${describeCandidate(candidate).join("\n")}\n`);
  if (isAsked) {
    if (!Deno.stdin.isTerminal()) {
      throw new UsageError("there is nobody to ask: look at what is shown, and give --yes");
    }
    if (!confirm("Sign it?")) return 1;
  }
  await signCandidate(client, candidate, key);
  write(
    Deno.stdout,
    `signed with key ${key.id.slice(0, 12)}: ${SIGNATURE_FILE} lies beside MLmodel\n`,
  );
  return 0;
}

async function makeKey(path: string): Promise<number> {
  const { privateKey, publicKey } = await makeKeyPair();
  await Deno.writeTextFile(path, privateKey, { createNew: true, mode: 0o600 }).catch((error) => {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new UsageError(`${path} is there already: name another file`);
    }
    throw new UsageError(`Cannot write the key: ${error.message}`);
  });
  await Deno.writeTextFile(`${path}.pub`, publicKey, { createNew: true });
  const { id } = await parsePrivateKey(privateKey);
  write(
    Deno.stdout,
    `key ${id.slice(0, 12)}: ${path} signs (keep it secret), ${path}.pub checks\n`,
  );
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));

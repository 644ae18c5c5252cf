/**
 * Makes, lists and revokes API keys in a file.
 *
 * @module
 */
import { parseWords } from "@mlops/config/parse_words";
import { formatKeys, type KeyEntry, KeyFileError, parseKeys } from "@mlops/rights";
import { fromCaller, write } from "../../functions/train/command/command_line.ts";
import { addKey, describeKeys, revokeKey } from "./edit_keys.ts";

const USAGE = `Makes, lists and revokes API keys. The file holds hashes: a key is shown once.

Usage: deno task keys make NAME --rights predict,read [--expires 90d]
       deno task keys list
       deno task keys revoke NAME

  --file FILE           file of keys (API_KEYS_FILE, else api-keys.json here)
  --rights WORDS        some of predict, feedback, read, promote, between commas
  --expires 90d         days from now, or a date; else the key lasts until it is revoked
  --speaks-for-others   the key may say for whom it asks: for the page's server

Environment:
  DATABASE_URL          Postgres of the predictions, whose audit takes who made or revoked a key,
                        with PGPASSWORD and DATABASE_CA (none: the service notes the key alone)
  USER                  who it was

A service whose API_KEYS_FILE names the file takes changes within two seconds. To rotate a key,
make another under a new name, give it to whoever has the old one, then revoke the old one.
`;

/** A command line that cannot be used. */
class UsageError extends Error {}

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals: [command, name, ...rest] } = readArguments(args);
    if (values.help) {
      write(Deno.stdout, USAGE);
      return 0;
    }
    const file = fromCaller(values.file ?? (Deno.env.get("API_KEYS_FILE") || "api-keys.json"));
    if (rest.length > 0) throw new UsageError(`"${rest[0]}" is too much (see --help)`);
    switch (command) {
      case "make":
        return await make(file, { ...values, name: required(name) });
      case "list":
        return await list(file);
      case "revoke":
        return await revoke(file, required(name));
      default:
        throw new UsageError("the command must be make, list or revoke (see --help)");
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    write(Deno.stderr, `${message}\n`);
    return error instanceof UsageError || error instanceof RangeError ? 2 : 1;
  }
}

function readArguments(args: readonly string[]) {
  return parseWords({
    args: [...args],
    allowPositionals: true,
    options: {
      file: { type: "string" },
      rights: { type: "string", default: "" },
      expires: { type: "string" },
      "speaks-for-others": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  }, (why) => new UsageError(`${why} (see --help)`));
}

function required(name: string | undefined): string {
  if (name === undefined) throw new UsageError("a key must be named (see --help)");
  return name;
}

async function make(
  file: string,
  { name, rights, expires, "speaks-for-others": speaksForOthers }: {
    name: string;
    rights: string;
    expires?: string | undefined;
    "speaks-for-others": boolean;
  },
): Promise<number> {
  const before = await read(file, { isNewFine: true });
  const { key, keys } = await addKey(
    before,
    { name, rights, expires, speaksForOthers },
    Date.now(),
  );
  await save(file, keys);
  await tellAudit(keys, name);
  // The key alone on standard output: it can be piped to where it belongs and is seen nowhere.
  write(Deno.stderr, `The key "${name}" is shown once; ${file} holds its hash.\n`);
  write(Deno.stdout, `${key}\n`);
  return 0;
}

async function list(file: string): Promise<number> {
  const keys = await read(file, { isNewFine: false });
  const lines = describeKeys(keys, Date.now());
  write(Deno.stdout, lines.length === 0 ? "no keys\n" : `${lines.join("\n")}\n`);
  return 0;
}

async function revoke(file: string, name: string): Promise<number> {
  const keys = revokeKey(await read(file, { isNewFine: false }), name, Date.now());
  await save(file, keys);
  await tellAudit(keys, name);
  write(Deno.stdout, `The key "${name}" is revoked.\n`);
  return 0;
}

async function tellAudit(keys: readonly KeyEntry[], name: string): Promise<void> {
  const entry = keys.find((key) => key.name === name);
  if (entry === undefined || !Deno.env.get("DATABASE_URL")) return;
  // Postgres' client is loaded only here.
  const { recordKey } = await import("./record_key.ts");
  const trouble = await recordKey(entry, Deno.env.get);
  if (trouble !== null) write(Deno.stderr, `${trouble}\n`);
}

async function read(file: string, { isNewFine }: { isNewFine: boolean }): Promise<KeyEntry[]> {
  try {
    return parseKeys(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      if (isNewFine) return [];
      throw new UsageError(`${file} is not there: deno task keys make NAME makes it`);
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      error instanceof KeyFileError
        ? `${file} is no file of keys: ${why}`
        : `Cannot read the file of keys: ${why}`,
      { cause: error },
    );
  }
}

/** At once: a service that reads it meanwhile sees the keys before or after. */
async function save(file: string, keys: readonly KeyEntry[]): Promise<void> {
  const draft = `${file}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(draft, formatKeys(keys), { createNew: true, mode: 0o600 });
    await Deno.rename(draft, file);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "its folder must exist: it does not"
      : `${cause instanceof Error ? cause.message : cause}`;
    throw new Error(`Cannot write ${file} as ${why}`, { cause });
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));

import { openZip, type ZipEntry } from "@mlops/zip";
import { DecodeBudget } from "./decode_budget.ts";
import { PickleError } from "./pickle_error.ts";
import type { PythonValue } from "./python_value.ts";
import type { AllowedGlobals } from "./read_global.ts";
import { type JsonObject, readJson } from "./read_json.ts";
import { MAX_NODES_DEEP, SkopsNodes } from "./skops_nodes.ts";

/** Protocols of skops 0.9 to 0.16. */
const PROTOCOLS: readonly unknown[] = [1, 2];

/** A deflated model of scikit-learn unpacks to 8 to 20 times its size, its schema alone to 32. */
const MAX_GROWTH = 64;
const ALWAYS_ALLOWED_BYTES = 4 << 20;
const MAX_UNPACKED_BYTES = 256 << 20;

/** A node is three objects and arrays of JSON at most. */
const MAX_JSON_DEEP = 3 * MAX_NODES_DEEP;

/**
 * Reads a skops file (the format of skops 0.9 to 0.16), without running any of it: a class is a name,
 * its instance a record, as in `readPickle`.
 *
 * @param bytes The whole file; arrays that are not deflated stay views of it.
 * @param allowed Names of classes and functions that it may hold, as `module.name`.
 * @returns The value that it holds.
 * @throws {PickleError} If it is damaged, or holds what is not allowed.
 */
export function readSkops(bytes: Uint8Array, allowed: AllowedGlobals): PythonValue {
  const members = readDirectory(bytes);
  const schema = readSchema(unpack(members, "schema.json"));
  const protocol = schema.get("protocol");
  if (!PROTOCOLS.includes(protocol)) {
    throw refused(`its protocol must be 1 or 2, of skops 0.9 to 0.16: is protocol ${protocol}`);
  }
  const unpackedBytes = [...members.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return new SkopsNodes({
    allowed,
    budget: new DecodeBudget(unpackedBytes),
    member: unpackOnce(members),
  }).read(schema);
}

function readDirectory(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  let entries: ZipEntry[];
  try {
    entries = openZip(bytes);
  } catch (error) {
    throw damaged(error);
  }
  const limit = Math.min(
    MAX_UNPACKED_BYTES,
    Math.max(ALWAYS_ALLOWED_BYTES, bytes.length * MAX_GROWTH),
  );
  const unpacked = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (unpacked > limit) {
    throw refused(`its uncompressed size must be at most ${limit} bytes: is ${unpacked}`);
  }
  return new Map(entries.map((entry) => [entry.path, entry]));
}

/** Nodes may name one member over and over: it is unpacked the first time. */
function unpackOnce(members: ReadonlyMap<string, ZipEntry>): (name: string) => Uint8Array {
  const unpacked = new Map<string, Uint8Array>();
  return (name) => {
    const content = unpacked.get(name) ?? unpack(members, name);
    unpacked.set(name, content);
    return content;
  };
}

function unpack(members: ReadonlyMap<string, ZipEntry>, name: string): Uint8Array {
  const entry = members.get(name);
  if (entry === undefined) {
    throw refused(`its member ${JSON.stringify(name.slice(0, 80))} is missing`);
  }
  try {
    return entry.unpack();
  } catch (error) {
    throw damaged(error);
  }
}

function readSchema(bytes: Uint8Array): JsonObject {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw refused("its schema.json is no JSON: it is not UTF-8", error);
  }
  const schema = readJson(text, { maxDepth: MAX_JSON_DEEP, name: "schema.json" });
  if (schema instanceof Map) return schema;
  throw refused("its schema.json must hold an object");
}

function damaged(error: unknown): unknown {
  if (!(error instanceof SyntaxError)) return error;
  return refused(error.message.replace("Cannot read ZIP archive as it", "its ZIP archive"), error);
}

function refused(what: string, cause?: unknown): PickleError {
  return new PickleError(what, { format: "skops file", ...cause === undefined ? {} : { cause } });
}

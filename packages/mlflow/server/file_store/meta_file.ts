import { basename } from "@std/path";
import { parsePyYaml } from "../../py_yaml.ts";
import { WireObject } from "../../wire_object.ts";
import { RefusedRequest } from "../requests/refused_request.ts";
import { readTextOrNull } from "./store_folder.ts";

/**
 * Reads the file `meta.yaml` of an experiment, run, model or version.
 *
 * @returns Its fields, or `null` if there is no such file.
 * @throws {RefusedRequest} `INTERNAL_ERROR` if it is malformed; fields throw the same.
 */
export function readMeta(folder: string): WireObject | null {
  const text = readTextOrNull(`${folder}/meta.yaml`);
  if (text === null) return null;
  const name = basename(folder);
  const fail = (fault: string) =>
    new RefusedRequest("INTERNAL_ERROR", `Malformed metadata of '${name}': ${fault}`);
  let value: unknown;
  try {
    value = parsePyYaml(text);
  } catch {
    throw fail("it must be YAML");
  }
  return new WireObject(value, "meta", fail);
}

/**
 * Reads many things for a list, leaving aside what is missing or malformed, so that one bad file
 * does not hide all the others.
 *
 * @param things What to read, e.g. names of folders.
 * @param read Reads one of them.
 * @returns What could be read.
 */
export function readEach<N, T>(things: readonly N[], read: (thing: N) => T | null): T[] {
  return things.flatMap((thing) => {
    try {
      const value = read(thing);
      return value === null ? [] : [value];
    } catch (error) {
      if (error instanceof RefusedRequest && error.code === "INTERNAL_ERROR") return [];
      throw error;
    }
  });
}

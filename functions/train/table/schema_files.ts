import { accessFault } from "../dataset/dataset_fetch_error.ts";
import type { SchemaFiles } from "./prepare_table.ts";

/** Schemas as files of this machine; an error tells which one cannot be read or written, and why. */
export const SCHEMA_FILES: SchemaFiles = {
  read: (path) =>
    Deno.readTextFile(path).catch((cause) => {
      throw new Error(`Cannot read the schema "${path}" as ${accessFault(cause)}`, { cause });
    }),
  write: (path, text) =>
    Deno.writeTextFile(path, text).catch((cause) => {
      const why = cause instanceof Deno.errors.NotFound
        ? "its folder must exist: it does not"
        : accessFault(cause);
      throw new Error(`Cannot write the schema "${path}" as ${why}`, { cause });
    }),
};

import { ModelError } from "@mlops/model";
import type { ProtobufReader } from "./protobuf_reader.ts";
import { readModel } from "./read_model.ts";

// Field of TensorProto: entries of key (1) and value (2).
const EXTERNAL_DATA = 13;

/** Each is fetched by a request of its own; exporters write one, or one for each tensor of a large model. */
const MAX_FILES = 500;

/**
 * Lists the files beside a model's own that hold its tensors, as exporters write them for large weights.
 *
 * @param bytes The model's file.
 * @returns Their paths below the model's folder, each once, ascending; nearly always none.
 * @throws {OnnxError} If the bytes are no ONNX model.
 * @throws {ModelError} If a path would leave the folder, or there are too many.
 */
export function externalFiles(bytes: Uint8Array): string[] {
  const files = new Set<string>();
  for (const [name, tensor] of readModel(bytes).initializers) {
    const location = readLocation(tensor);
    if (location === null) continue;
    if (!isBelow(location)) {
      const found = JSON.stringify(location.slice(0, 200));
      throw new ModelError(
        "forbidden",
        `the file of a tensor must lie in the model's folder: ${found} of "${name}" leaves it`,
      );
    }
    files.add(location);
    if (files.size > MAX_FILES) {
      throw new ModelError(
        "forbidden",
        `its tensors must lie in at most ${MAX_FILES} files: lie in more`,
      );
    }
  }
  return [...files].sort();
}

function readLocation(tensor: ProtobufReader): string | null {
  let location: string | null = null;
  tensor.rewind();
  while (tensor.next()) {
    if (tensor.field !== EXTERNAL_DATA) {
      tensor.skip();
      continue;
    }
    const entry = tensor.message();
    let key = "";
    let value = "";
    while (entry.next()) {
      if (entry.field === 1) key = entry.text();
      else if (entry.field === 2) value = entry.text();
      else entry.skip();
    }
    if (key === "location") location = value;
  }
  return location;
}

/** Names that stay where they are on every file system: no drive, no root, no way up. */
function isBelow(path: string): boolean {
  return path.split("/").every((segment) =>
    !["", ".", ".."].includes(segment) && !/[\\\p{Cc}]|^[A-Za-z]:/u.test(segment)
  );
}

import { ModelFormatError } from "./model_format_error.ts";
import { WireObject } from "./wire_object.ts";

/** One input or output of a model: a tensor, or a column of a table. */
export interface SignatureField {
  /** Its name, or `null` for the only tensor of a model. */
  readonly name: string | null;
  /** `tensor`, or a column's type, e.g. `double`, `long`, `string`. */
  readonly type: string;
  /** numpy's name of a tensor's element type, e.g. `float32`, or `null` for a column. */
  readonly dtype: string | null;
  /** Whether a table must have the column, with a value in each row; left out: it must. */
  readonly isRequired?: boolean;
  /** A tensor's shape, -1 where any size will do, or `null` for a column. */
  readonly shape: readonly number[] | null;
}

/** What a model takes and gives. */
export interface ModelSignature {
  /** Inputs in order. */
  readonly inputs: readonly SignatureField[];
  /** Outputs in order; empty if the model does not say. */
  readonly outputs: readonly SignatureField[];
}

/**
 * Reads the mapping `signature` of an `MLmodel` file, whose values are JSON texts.
 *
 * @param wire The mapping.
 * @returns The fields.
 * @throws {ModelFormatError} If a text is no JSON, or no list of fields.
 */
export function parseSignature(wire: WireObject): ModelSignature {
  return { inputs: parseFields(wire, "inputs"), outputs: parseFields(wire, "outputs") };
}

/**
 * Writes the mapping `signature` of an `MLmodel` file.
 *
 * @param signature The fields.
 * @returns A mapping of JSON texts; `params` is null.
 */
export function formatSignature(signature: ModelSignature): Record<string, string | null> {
  return {
    inputs: formatFields(signature.inputs),
    outputs: signature.outputs.length === 0 ? null : formatFields(signature.outputs),
    params: null,
  };
}

function parseFields(wire: WireObject, key: string): SignatureField[] {
  const text = wire.stringOrNull(key);
  if (text === null) return [];
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (cause) {
    throw new ModelFormatError(`"MLmodel.signature.${key}" must be a JSON text`, { cause });
  }
  return new WireObject({ [key]: fields }, "MLmodel.signature", (fault) => {
    return new ModelFormatError(fault);
  }).list(key, parseField);
}

function parseField(wire: WireObject): SignatureField {
  const tensor = wire.has("tensor-spec") ? wire.object("tensor-spec") : null;
  return {
    name: wire.stringOrNull("name"),
    type: wire.string("type"),
    dtype: tensor?.string("dtype") ?? null,
    shape: tensor?.numbers("shape") ?? null,
    ...wire.has("required") && { isRequired: wire.boolean("required") },
  };
}

function formatFields(fields: readonly SignatureField[]): string {
  return JSON.stringify(fields.map(({ name, type, dtype, shape, isRequired }) => ({
    ...name !== null && { name },
    type,
    ...shape !== null && { "tensor-spec": { dtype, shape } },
    ...isRequired !== undefined && { required: isRequired },
  })));
}

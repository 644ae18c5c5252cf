/** A change of what is served, as the record names it. */
export interface RegistryChange {
  /** What was asked for: `set alias`, `delete model version`, … */
  readonly action: string;
  /** The registered model, where the request names it. */
  readonly model?: string;
  /** Its version. */
  readonly version?: string;
  /** The alias. */
  readonly alias?: string;
  /** The stage that a version moves to. */
  readonly stage?: string;
}

const REGISTRY =
  /^\/(?:ajax-)?api\/\d\.\d\/mlflow\/((?:registered-models|model-versions|logged-models)\/[\w/-]+)$/;

const VERBS: Readonly<Record<string, string>> = {
  POST: "write",
  PATCH: "change",
  PUT: "write",
  DELETE: "delete",
};

/** Members of a change, and what MLflow calls them. */
const MEMBERS = { model: "name", version: "version", alias: "alias", stage: "stage" } as const;

const MAX_TEXT = 256;

/**
 * Tells what a request changes in the registry.
 *
 * @param method The method.
 * @param path Path of the address, decoded.
 * @param body The body, JSON.
 * @returns The change, or `null` for what changes no registered model.
 */
export function registryChange(
  method: string,
  path: string,
  body: Uint8Array,
): RegistryChange | null {
  const route = REGISTRY.exec(path)?.[1];
  if (route === undefined) return null;
  const told = jsonOf(body);
  const members = Object.entries(MEMBERS).flatMap(([member, name]) => {
    const value = told[name];
    if (typeof value !== "string" && typeof value !== "number") return [];
    return [[member, `${value}`.slice(0, MAX_TEXT)]];
  });
  return { action: `${VERBS[method] ?? method} ${route}`, ...Object.fromEntries(members) };
}

/**
 * Reads a body; what is no JSON is refused by MLflow itself.
 *
 * @param body The body.
 * @returns Its fields, none if it is no object.
 */
export function jsonOf(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}

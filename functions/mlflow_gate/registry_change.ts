import { whyCostly } from "@mlops/json_cost";
import type { ToldDeed } from "./audit_post.ts";
import { Refused } from "./mlflow_answer.ts";

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
  /** The version that it led to before; `null`: to none, or it is not known. */
  readonly previous?: string | null;
  /** The stage that a version moves to. */
  readonly stage?: string;
  /** The tag that is written or taken away. */
  readonly tag?: string;
  /** The name that a model gets. */
  readonly renamedTo?: string;
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
const MEMBERS = {
  model: "name",
  version: "version",
  alias: "alias",
  stage: "stage",
  tag: "key",
  renamedTo: "new_name",
} as const;

const MAX_TEXT = 256;

/**
 * Reads the body of a call as MLflow would read it.
 *
 * MLflow takes more for JSON than JSON is: a text that holds JSON once more, `NaN`, and other encodings than
 * UTF-8. What it would read otherwise than this gate would pass its checks and its record: it is refused.
 *
 * @param body The body.
 * @returns Its fields; none for an empty body.
 * @throws {Refused} If it is no JSON object in UTF-8.
 */
export function readCall(body: Uint8Array): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const costly = whyCostly(text);
    if (costly !== null) {
      throw new Refused({ status: 413, code: "INVALID_PARAMETER_VALUE", message: costly });
    }
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw new Refused({
    status: 400,
    code: "BAD_REQUEST",
    message: "The body of a call must be a JSON object in UTF-8",
  });
}

/**
 * Tells what a request changes in the registry.
 *
 * @param method The method.
 * @param path Path of the address, decoded.
 * @param fields Fields of the body.
 * @returns The change, or `null` for what changes no registered model.
 */
export function registryChange(
  method: string,
  path: string,
  fields: Readonly<Record<string, unknown>>,
): RegistryChange | null {
  const route = REGISTRY.exec(path)?.[1];
  if (route === undefined) return null;
  const members = Object.entries(MEMBERS).flatMap(([member, name]) => {
    const value = fields[name];
    if (typeof value !== "string" && typeof value !== "number") return [];
    return [[member, `${value}`.slice(0, MAX_TEXT)]];
  });
  return { action: `${VERBS[method] ?? method} ${route}`, ...Object.fromEntries(members) };
}

/** What an entry of the audit says of a change. */
export type ChangeDeed = Pick<ToldDeed, "action" | "subject" | "reason" | "detail">;

/**
 * Tells a change as the audit keeps it.
 *
 * @param change The change.
 * @returns What the entry says; a move of an alias is told as the page tells it.
 */
export function deedOf(change: RegistryChange): ChangeDeed {
  const { action, model = "?", version, alias, previous, ...others } = change;
  const reason = `By MLflow's API: ${action}`;
  if (action.endsWith("registered-models/alias") && alias !== undefined) {
    const state = action.startsWith("delete") ? null : version ?? null;
    return {
      action: "alias_moved",
      subject: `models:/${model}@${alias}`,
      reason,
      detail: { state, previous: previous ?? null },
    };
  }
  return {
    action: "registry_changed",
    subject: version === undefined ? `models:/${model}` : `models:/${model}/${version}`,
    reason,
    detail: Object.keys(others).length === 0 ? null : { ...others },
  };
}

import type { Deed } from "./audit_trail.ts";
import { type Fault, ValidationError } from "../http/validation_error.ts";

/** What somebody did, as whoever saw it tells it. */
export type ToldDeed = Omit<Deed, "who">;

/** What may be told: alias moves by whoever asks, all of it by whoever stands before the registry. */
export const TOLD_ACTIONS = ["alias_moved", "registry_changed", "request_refused"] as const;

/** Longest text of each member; the audit cuts them further. */
export const MAX_TEXT = 2_000;

/** Members of the particulars. */
export const MAX_PARTICULARS = 12;

const MOVE = { required: ["model", "alias", "version"], optional: ["previous", "reason", "from"] };
const DEED = { required: ["action", "subject"], optional: ["reason", "from", "detail"] };

/**
 * Reads what is told: an alias that was moved, or, where `action` names it, any of {@linkcode TOLD_ACTIONS}.
 *
 * @param body The body, parsed.
 * @param address Where it comes from, unless it says so itself.
 * @returns The deed; `isMove` where it is one that whoever moves an alias may tell of themselves.
 * @throws {ValidationError} If it is none of them, with all faults.
 */
export function readToldDeed(
  body: unknown,
  address: string | null,
): { deed: ToldDeed; isMove: boolean } {
  const given: Readonly<Record<string, unknown>> =
    typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body } : {};
  if (Object.keys(given).length === 0) {
    const reason = "must be an object with model, alias, version";
    throw new ValidationError([{ path: [], reason }]);
  }
  const isMove = !Object.hasOwn(given, "action");
  const faults: Fault[] = [];
  const texts = readTexts(given, isMove ? MOVE : DEED, faults);
  const detail = readDetail(given["detail"] ?? null, faults);
  const { action = null } = texts;
  if (action !== null && !(TOLD_ACTIONS as readonly string[]).includes(action)) {
    faults.push({ path: ["action"], reason: `action must be one of ${TOLD_ACTIONS.join(", ")}` });
  }
  if (faults.length > 0) throw new ValidationError(faults.slice(0, 100), faults.length);
  const { reason = null, from = null, model, alias, version, previous = null, subject } = texts;
  const common = { origin: from ?? address, reason };
  return {
    isMove,
    deed: isMove
      ? {
        ...common,
        action: "alias_moved",
        subject: `models:/${model}@${alias}`,
        detail: { state: version, previous },
      }
      : { ...common, action: action!, subject: subject!, detail },
  };
}

function readTexts(
  given: Readonly<Record<string, unknown>>,
  { required, optional }: { required: readonly string[]; optional: readonly string[] },
  faults: Fault[],
): Readonly<Record<string, string | null>> {
  for (const name of Object.keys(given)) {
    if (required.includes(name) || optional.includes(name)) continue;
    faults.push({ path: [name], reason: `${JSON.stringify(name.slice(0, 40))} is not known` });
  }
  const texts: Record<string, string | null> = {};
  for (const name of [...required, ...optional]) {
    if (name === "detail") continue;
    const value = given[name] ?? null;
    const isText = typeof value === "string" && value !== "" && value.length <= MAX_TEXT;
    if (value === null ? required.includes(name) : !isText) {
      faults.push({
        path: [name],
        reason: `${name} must be a text of 1 to ${MAX_TEXT} characters`,
      });
    }
    texts[name] = isText ? value : null;
  }
  return texts;
}

function readDetail(value: unknown, faults: Fault[]): ToldDeed["detail"] {
  if (value === null) return null;
  const entries = typeof value === "object" && !Array.isArray(value) ? Object.entries(value!) : [];
  const isPlain = entries.length > 0 && entries.length <= MAX_PARTICULARS &&
    entries.every(([name, inside]) =>
      name.length <= 40 &&
      (inside === null || typeof inside === "number" ||
        typeof inside === "string" && inside.length <= MAX_TEXT)
    );
  if (isPlain) return Object.fromEntries(entries);
  const reason = `detail must be an object of 1 to ${MAX_PARTICULARS} texts, numbers and nulls`;
  faults.push({ path: ["detail"], reason });
  return null;
}

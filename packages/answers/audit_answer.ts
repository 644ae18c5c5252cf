import {
  type Answer,
  anything,
  described,
  listOf,
  nullable,
  object,
  oneOf,
  recordOf,
  text,
  time,
  whole,
} from "./schema.ts";

/** Something that was changed, or refused. */
const AUDIT_ENTRY = object({
  id: described(whole, "Later entries have larger ones."),
  at: time,
  who: described(text, "Name of the identity; `anonymous`, or `unknown` where nobody told."),
  action: described(text, "E.g. alias_moved, alias_seen, outcome_replaced, request_refused."),
  subject: described(text, "What it was done to, e.g. models:/NAME@ALIAS."),
  origin: described(nullable(text), "From where: an address, a program."),
  reason: described(nullable(text), "Why, as a sentence."),
  detail: described(nullable(recordOf(anything)), "The particulars."),
});

/** `GET /audit`: entries, the newest first. */
export const AUDIT = object({
  source: described(
    oneOf("database", "memory"),
    "Of the database, or of what this instance alone noticed since its start.",
  ),
  entries: listOf(AUDIT_ENTRY),
  next: described(nullable(whole), "What `before` is for the entries before these; null: none."),
});

/** Answer of `GET /audit`. */
export type AuditAnswer = Answer<typeof AUDIT>;

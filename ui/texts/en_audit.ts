import type { Texts } from "./texts.ts";

/** The texts of the audit page in English. */
export const enAudit: Texts["audit"] = {
  heading: "Audit",
  lead: "Who changed what, when, from where and why, and what was refused. It only ever grows.",
  loading: "Reading the audit…",
  none: "Nothing has been changed or refused yet.",
  refused: "This page has no right to read the audit.",
  inMemory: "Without a database the audit has what this instance has seen since its start.",
  when: "When",
  who: "Who",
  action: "What",
  subject: "To what",
  origin: "From",
  reason: "Why",
  older: "Older entries",
  anonymous: "nobody in particular",
  unknown: "unknown",
  actions: {
    "alias_moved": "alias moved",
    "alias_seen": "alias seen",
    "key_made": "key made",
    "key_revoked": "key revoked",
    "outcome_confirmed": "outcome confirmed",
    "outcome_replaced": "outcome replaced",
    "request_refused": "request refused",
    "version_refused": "version refused",
  },
  change: (before: string, after: string) => `${before} → ${after}`,
  nothing: "nothing",
  times: (count: string) => `${count} times`,
};

import { frAuditSentence } from "./fr_audit_sentence.ts";

/** The texts of the audit page in French. */
export const frAudit = {
  heading: "Audit",
  lead:
    "Qui a changé quoi, quand, d’où et pourquoi, et ce qui a été refusé. Le journal ne fait que s’allonger.",
  loading: "Lecture de l’audit…",
  none: "Rien n’a encore été changé ni refusé.",
  refused: "Cette page n’a pas le droit de lire l’audit.",
  inMemory:
    "Sans base de données, l’audit n’a que ce que cette instance a vu depuis son démarrage.",
  when: "Quand",
  who: "Qui",
  action: "Quoi",
  subject: "Sur quoi",
  origin: "D’où",
  reason: "Pourquoi",
  older: "Plus anciens",
  anonymous: "personne en particulier",
  unknown: "inconnu",
  actions: {
    "alias_moved": "alias déplacé",
    "alias_seen": "alias vu",
    "key_made": "clé créée",
    "key_revoked": "clé révoquée",
    "outcome_confirmed": "issue confirmée",
    "outcome_replaced": "issue remplacée",
    "registry_changed": "registre modifié",
    "request_refused": "requête refusée",
    "version_refused": "version refusée",
  } as Record<string, string>,
  origins: { registry: "registre" } as Record<string, string>,
  sentence: frAuditSentence,
  saidBy: (who: string, by: string) => `${who} (selon ${by === "run" ? "son run" : "le registre"})`,
  change: (before: string, after: string) => `${before} → ${after}`,
  nothing: "rien",
  times: (count: string) => `${count} fois`,
};

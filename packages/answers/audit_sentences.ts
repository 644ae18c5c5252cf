/** What the service itself says in the audit of what it saw, which a page says in other languages too. */
export const SEEN_SENTENCES = {
  aliasGone: "The registry no longer has the alias; nobody told who took it away",
  aliasUntold: "Seen in the registry; nobody told who moved it",
  aliasToldByRegistry: "Seen in the registry; its registry says who moved it",
  aliasToldByRun: "Seen in the registry; its run says who moved it",
  key: "Seen in the file of API keys",
} as const;

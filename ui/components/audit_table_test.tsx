import { match } from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import type { AuditEntry } from "../browser/audit_session.ts";
import { en } from "../texts/en.ts";
import { fr } from "../texts/fr.ts";
import { AuditTable } from "./AuditTable.tsx";
import { createLocale, LocaleContext } from "./LocaleContext.tsx";

const SEEN: AuditEntry = {
  id: 1,
  at: "2026-12-01T09:08:00.005Z",
  who: "train (by its run)",
  action: "alias_seen",
  subject: "models:/penguins-species-model@champion",
  origin: "registry",
  reason: "Seen in the registry; its run says who moved it",
  detail: { state: "1", previous: null },
};

function render(texts: typeof fr | typeof en, entry: Partial<AuditEntry> = {}): string {
  return renderToString(
    <LocaleContext.Provider value={createLocale(texts)}>
      <AuditTable entries={[{ ...SEEN, ...entry }]} />
    </LocaleContext.Provider>,
  );
}

Deno.test("AuditTable() says in the reader's language what a program wrote in English", () => {
  const french = render(fr);
  match(french, /<td>train \(selon son run\)<\/td>/);
  match(
    french,
    /<td>registre<\/td><td[^>]*>Vu dans le registre ; son run dit qui l’a déplacé<\/td>/,
  );
  const english = render(en);
  match(english, /<td>train \(by its run\)<\/td>/);
  match(
    english,
    /<td>registry<\/td><td[^>]*>Seen in the registry; its run says who moved it<\/td>/,
  );
});

Deno.test("AuditTable() marks as English what it has no words for", () => {
  const reason = 'Cannot serve "iris" as its class is not known';
  match(render(fr, { action: "version_refused", reason }), /<td[^>]* lang="en">Cannot serve/);
});

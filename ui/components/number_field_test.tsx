import { match } from "node:assert/strict";
import type { ComponentChild } from "preact";
import { renderToString } from "preact-render-to-string";
import { readFeature } from "../browser/model_feature.ts";
import { session } from "../browser/page_state.ts";
import { en } from "../texts/en.ts";
import { fr } from "../texts/fr.ts";
import { createLocale, LocaleContext } from "./LocaleContext.tsx";
import { NumberField } from "./NumberField.tsx";

Deno.test("NumberField() shows a column of dates as dates, in its field, its slider and its note", () => {
  const quantiles = Array.from({ length: 101 }, (_, i) => 20_000 + i);
  const feature = readFeature({ name: "sold", type: "fp64", date: true, quantiles });
  session.values.value = { sold: 20_088 };
  match(render(<NumberField feature={feature} />), /type="date"[^>]* value="2024-12-31"/);
  match(render(<NumberField feature={feature} />, fr), /aria-valuetext="31 déc\. 2024"/);
  session.values.value = { sold: 10_000 };
  match(
    render(<NumberField feature={feature} />, fr),
    /Hors de la plage d’apprentissage \(5 oct\. 2024 à 11 janv\. 2025\)/,
  );
  session.values.value = { sold: 20_088.75 };
  const timed = { ...feature, kind: "number" } as const;
  match(
    render(<NumberField feature={timed} />),
    /type="datetime-local"[^>]* value="2024-12-31T18:00"/,
  );
});

function render(content: ComponentChild, texts = en): string {
  return renderToString(
    <LocaleContext.Provider value={createLocale(texts)}>{content}</LocaleContext.Provider>,
  );
}

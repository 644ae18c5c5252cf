import { equal, match } from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { browserPage } from "../browser/idle_poller.ts";
import { RegistrySession } from "../browser/registry_session.ts";
import { ModelRegistry } from "../islands/ModelRegistry.tsx";
import { fr } from "../texts/fr.ts";
import { CsvResult } from "./CsvResult.tsx";
import { createLocale, LocaleContext } from "./LocaleContext.tsx";

const EVIL = `<img src=x onerror=alert(1)>"'`;
const locale = createLocale(fr);

Deno.test("whatever the registry says is shown as text", () => {
  const registry = new RegistrySession(browserPage());
  registry.models.value = [EVIL];
  registry.model.value = EVIL;
  registry.versions.value = ["1", "2"].map((version) => ({
    version,
    createdAt: null,
    aliases: [EVIL],
    sha256: null,
    runId: EVIL,
    runName: EVIL,
    runUrl: null,
    metrics: { [EVIL]: 1 },
    params: { [EVIL]: EVIL },
    datasetName: EVIL,
    datasetDigest: EVIL,
  }));
  registry.picked.value = ["1", "2"];
  const html = renderToString(
    <LocaleContext.Provider value={locale}>
      <ModelRegistry session={registry} />
    </LocaleContext.Provider>,
  );
  match(html, /&lt;img src=x/);
  equal(html.includes("<img"), false);
});

Deno.test("whatever a file says is shown as text", () => {
  const outcome = {
    fileName: "a.csv",
    content: new Blob(),
    columns: [EVIL],
    rows: [[EVIL]],
    rowCount: 1,
    counts: [1],
  };
  const html = renderToString(
    <LocaleContext.Provider value={locale}>
      <CsvResult outcome={outcome} />
    </LocaleContext.Provider>,
  );
  equal(html.includes("<img"), false);
});

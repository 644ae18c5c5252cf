import { deepEqual, equal, match } from "node:assert/strict";
import type { ComponentChild } from "preact";
import { renderToString } from "preact-render-to-string";
import { chooseVersions, type Estimate, type VersionQuality } from "../browser/quality_report.ts";
import { fr } from "../texts/fr.ts";
import { DriftCard } from "./DriftCard.tsx";
import { createLocale, LocaleContext } from "./LocaleContext.tsx";
import { MeasureTable } from "./MeasureTable.tsx";
import { RegressionTable } from "./RegressionTable.tsx";
import { sharesOf } from "./TwoHistograms.tsx";
import { WordShares } from "./WordShares.tsx";

const UNKNOWN: Estimate = { value: null, low: null, high: null };
const MEASURES = {
  count: 40,
  accuracy: { value: 0.75, low: 0.598, high: 0.8581 },
  precision: UNKNOWN,
  recall: UNKNOWN,
  f1: UNKNOWN,
  auc: UNKNOWN,
  brier: UNKNOWN,
};

Deno.test("MeasureTable() writes each figure with its interval, and a dash where there is none", () => {
  const html = render(
    <MeasureTable
      title="Versions"
      columns={[{ version: "3", role: "championne", measures: MEASURES }]}
      difference={{ value: 0.02, low: -0.01, high: 0.05 }}
    />,
  );
  match(html, /<strong>0,7500<\/strong><span class="interval">0,5980 – 0,8581<\/span>/);
  equal(html.match(/<td class="numeric">—<\/td>/g)?.length, 5);
  match(html, /Écart d’exactitude, en points : \+2,0 \(de −1,0 à \+5,0\)/);
});

Deno.test("MeasureTable() says what is compared, and that figures are means over classes", () => {
  const macro = { ...MEASURES, average: "macro" } as const;
  const html = render(
    <MeasureTable
      title="Versions"
      note={fr.quality.samePeriodNote("24/11", "25/11")}
      columns={[{ version: "3", role: "", measures: macro }]}
    />,
  );
  match(html, /<p>24\/11 – 25\/11 : chaque requête n’a reçu qu’une réponse/);
  match(html, /Précision, rappel et F1 sont ici des moyennes sur les classes/);
});

Deno.test("RegressionTable() writes what is known of a regression", () => {
  const r2 = { value: null, low: null, high: null };
  const mae = { value: 12.5, low: 11, high: 14 };
  const html = render(
    <RegressionTable
      title="Versions"
      versions={[{
        version: "3",
        role: "champion",
        count: 40,
        mae,
        rmse: { value: 31_088.16, low: null, high: null },
        r2,
        "mean_residual": mae,
        days: [],
      }]}
    />,
  );
  match(html, /<strong>12,5<\/strong><span class="interval">11 – 14<\/span>/);
  match(html, /<strong>31\s088<\/strong>/);
  match(html, /<span class="tag">champion<\/span>/);
  equal(html.match(/<td class="numeric">—<\/td>/g)?.length, 1);
});

Deno.test("DriftCard() says the level in words, with both histograms over the same bins", () => {
  const figures = { psi: 0.312, "psi_by_chance": 0.05, ks: 0.2 };
  const histograms = { edges: [0, 10, 20], training: [30, 10], recent: [1, 3] };
  const none = { level: "unknown", psi: null, "psi_by_chance": null, ks: null } as const;
  const html = render(
    <DriftCard
      drift={{
        version: "3",
        rows: 4,
        features: [{ name: "BMI", label: "IMC", level: "major", ...figures, bins: [], histograms }],
        probability: { ...none, bins: [], histograms: null },
      }}
    />,
  );
  match(html, /IMC<\/h3>.*forte dérive.*PSI 0,312 \(hasard : jusqu’à 0,05\) · KS 0,2/);
  match(html, /class="training-bars" d="M0.5 100v-96h9v96zM10.5 100v-32h9v32z"/);
  match(html, /class="recent-outline" d="M0 100V68h10V4h10V100"/);
  match(html, /Probabilité prédite<\/h3>.*inconnue.*PSI — /);
});

Deno.test("DriftCard() writes the ends of a narrow histogram so that they differ", () => {
  const figures = { psi: 0.1, "psi_by_chance": 0.05, ks: 0.2, level: "stable", bins: [] } as const;
  const histograms = { edges: [-0.000301, 0, 0.00032], training: [30, 10], recent: [1, 3] };
  const html = render(
    <DriftCard
      drift={{
        version: "3",
        rows: 4,
        features: [{ name: "rate", ...figures, histograms }],
        probability: { ...figures, histograms: null },
      }}
    />,
  );
  match(html, /<span>−0,000301<\/span><span>0,00032<\/span>/);
});

Deno.test("DriftCard() says what its first and last bars hold of long tails, with the unit or as dates", () => {
  const figures = { psi: 0.1, "psi_by_chance": 0.05, ks: 0.2, level: "stable", bins: [] } as const;
  const rows = { training: [1, 30, 10, 9, 5], recent: [0, 1, 3, 2, 1] };
  const html = render(
    <DriftCard
      drift={{
        version: "3",
        rows: 4,
        features: [
          {
            name: "income",
            unit: "€",
            ...figures,
            histograms: { edges: [0, 10, 20, 30, 40, 5000], ...rows },
          },
          {
            name: "sold",
            date: true,
            ...figures,
            histograms: { edges: [20_000, 20_010, 20_020, 20_030, 20_040, 20_050], ...rows },
          },
        ],
        probability: {
          ...figures,
          histograms: null,
          bins: [
            { above: null, "up_to": 0.1, expected: 0.5, actual: 0.4 },
            { above: 0.1, "up_to": null, expected: 0.5, actual: 0.6 },
          ],
        },
      }}
    />,
  ).replaceAll("\u00a0", " ");
  match(html, /income<\/h3>.*<span>0 €<\/span><span>≥ 40 €<\/span>/);
  match(html, /<p class="drift-tails">Dernière barre : tout entre 40 € et 5000 €\.<\/p>/);
  match(html, /sold<\/h3>.*<span>4 oct\. 2024<\/span><span>23 nov\. 2024<\/span>/);
  match(html, /Probabilité prédite<\/h3>.*<span>≤ 10,0 %<\/span><span>≥ 10,0 %<\/span>/);
});

Deno.test("RegressionTable() writes an interval with the decimals of its figure", () => {
  const wide = { value: 20_709, low: 0, high: 30_402.4 };
  const html = render(
    <RegressionTable
      title="Versions"
      versions={[{
        version: "1",
        role: null,
        count: 30,
        mae: wide,
        rmse: wide,
        r2: { value: 0.9378, low: null, high: null },
        "mean_residual": { value: -4.5, low: -8.25, high: 2685.56 },
        days: [],
      }]}
    />,
  ).replaceAll(/[\u00a0\u202f]/g, " ");
  match(html, /<strong>20 709<\/strong><span class="interval">0 – 30 402<\/span>/);
  match(html, /<strong>0,9378<\/strong>/);
  match(html, /<strong>−4,5<\/strong><span class="interval">−8,3 – 2 685,6<\/span>/);
});

Deno.test("WordShares() says yes and no in the reader's language, and words as they are", () => {
  const namesOf = (words: readonly string[]) =>
    [
      ...render(
        <WordShares
          words={words.map((word) => ({ word, kind: "word", training: 1, recent: 1 }))}
        />,
      ).matchAll(/class="word-name"[^>]*>([^<]*)</g),
    ].map(([, name]) => name);
  deepEqual(namesOf(["false", "true"]), ["non", "oui"]);
  deepEqual(namesOf(["true", "perhaps"]), ["true", "perhaps"]);
});

Deno.test("DriftCard() says what is unknown only where something is", () => {
  const figures = { psi: 0.1, "psi_by_chance": 0.05, ks: 0.2, bins: [], histograms: null } as const;
  const cardOf = (level: "stable" | "unknown") =>
    render(
      <DriftCard
        drift={{
          version: "3",
          rows: 4,
          features: [{ name: "rate", ...figures, level }],
          probability: { ...figures, level: "stable" },
        }}
      />,
    );
  match(cardOf("unknown"), /Inconnue : trop peu de lignes récentes/);
  equal(cardOf("stable").includes("Inconnue"), false);
});

Deno.test("sharesOf() has no share without rows", () => {
  deepEqual(sharesOf([1, 3]), [0.25, 0.75]);
  deepEqual(sharesOf([0, 0]), [0, 0]);
});

Deno.test("chooseVersions() takes the champion first, then the newest other one", () => {
  const version = (version: string, role: VersionQuality["role"]): VersionQuality => ({
    version,
    role,
    ...MEASURES,
    calibration: [],
    days: [],
  });
  const all = [version("4", "shadow"), version("3", null), version("2", "champion")];
  deepEqual(chooseVersions(all).map(({ version }) => version), ["2", "4"]);
});

function render(content: ComponentChild): string {
  return renderToString(
    <LocaleContext.Provider value={createLocale(fr)}>{content}</LocaleContext.Provider>,
  );
}

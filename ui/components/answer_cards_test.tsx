import { deepEqual, equal, match } from "node:assert/strict";
import { FEATURES } from "@mlops/tasks/diabetes";
import type { ComponentChild } from "preact";
import { renderToString } from "preact-render-to-string";
import { assumedFeature } from "../browser/model_feature.ts";
import { session } from "../browser/page_state.ts";
import { task } from "../browser/task_state.ts";
import { ResultPanel } from "../islands/ResultPanel.tsx";
import { en } from "../texts/en.ts";
import { fr } from "../texts/fr.ts";
import { CsvResult } from "./CsvResult.tsx";
import { ExplanationCard } from "./ExplanationCard.tsx";
import { createLocale, LocaleContext } from "./LocaleContext.tsx";
import { WhatIfCard } from "./WhatIfCard.tsx";

Deno.test("ExplanationCard() tells a difference that its reader finds, too", () => {
  // Unrounded it is −6.64, which nobody gets from 34.7 and 28.0.
  session.explanation.value = {
    space: "probability",
    base: 0.3468,
    contributions: [{ feature: "Glucose", contribution: -0.0664 }],
    nearestChange: null,
    values: { Glucose: 120 },
  };
  match(render(<ExplanationCard />), /34\.7\s% to start with −6\.7 = 28\.0\s%/);
  session.explanation.value = null;
});

Deno.test("WhatIfCard() draws the bar of a category from zero, whatever the sign", () => {
  const [first] = FEATURES;
  session.prediction.value = {
    figure: -30,
    kind: "value",
    interval: null,
    classes: [],
    isPositive: null,
    riskLevel: null,
    label: "",
    version: "1",
    madeBy: "service",
    elapsedMs: 1,
  };
  session.whatIf.value = {
    feature: { ...assumedFeature(first!), range: null, categories: ["van", "bike", "boat"] },
    grid: ["van", "bike", "boat"],
    figures: [-30, -10, 10],
    here: "van",
  };
  const bars = [
    ...render(<WhatIfCard />).matchAll(
      /class="scale-fill" x="([\d.]+)%" width="([\d.]+)%"/g,
    ),
  ].map(([, from, share]) => [Number(from), Number(share)]);
  deepEqual(bars, [[0, 75], [50, 25], [75, 25]]);
  session.whatIf.value = null;
  session.prediction.value = null;
});

Deno.test("ResultPanel() names no figure before it is known what answers, but for a task that tells it", () => {
  const known = task.value;
  const nameOf = () => /<dt>(.*?)<\/dt>/.exec(render(<ResultPanel />))?.[1];
  equal(nameOf(), "Probability");
  task.value = null;
  try {
    equal(nameOf(), "Answer");
  } finally {
    task.value = known;
  }
});

Deno.test("CsvResult() writes the answers as the page's numbers, and the file's own cells as they are", () => {
  const known = task.value;
  task.value = null;
  try {
    const cellsOf = (columns: string[], row: string[]) =>
      [
        ...render(
          <CsvResult
            outcome={{
              fileName: "a.csv",
              content: new Blob(),
              columns,
              rows: [row],
              rowCount: 1,
              counts: [],
            }}
          />,
          fr,
        ).matchAll(/<td>(.*?)<\/td>/g),
      ].map(([, cell]) => cell?.replaceAll(/\s/g, " "));
    deepEqual(
      cellsOf(
        ["label", "x", "prediction", "interval_from", "interval_to"],
        ["a", "-1.50", "-19.185600000000022", "-35.7486944669366", "4.074552978056454"],
      ),
      ["−19,19", "−35,75", "4,075", "a", "-1.50"],
    );
    deepEqual(
      cellsOf(["probability_of_rain", "label", "probability_a", "probability_b"], [
        "70",
        "b",
        "0,025",
        "0,975",
      ]),
      ["b", "2,5 %", "97,5 %", "70"],
    );
  } finally {
    task.value = known;
  }
});

Deno.test("CsvResult() says how many rows it shows only where there are others", () => {
  const shownOf = (rowCount: number) =>
    render(
      <CsvResult
        outcome={{
          fileName: "a.csv",
          content: new Blob(),
          columns: ["x", "prediction"],
          rows: [["1", "2"]],
          rowCount,
          counts: [],
        }}
      />,
      fr,
    ).includes("Les 1 premières");
  deepEqual([shownOf(1), shownOf(2)], [false, true]);
});

function render(content: ComponentChild, texts = en): string {
  return renderToString(
    <LocaleContext.Provider value={createLocale(texts)}>{content}</LocaleContext.Provider>,
  );
}

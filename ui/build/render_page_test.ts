import { deepEqual, equal, match } from "node:assert/strict";
import { REFERENCE_TASK } from "@mlops/tasks";
import { ROUTES } from "../routes/pages.tsx";
import { SITE_NAME } from "../texts/site_name.ts";
import { LANGUAGES } from "../texts/language.ts";
import { islandNames, renderPage } from "./render_page.tsx";

const ASSETS = { style: "/assets/s.css", font: "/assets/f.woff2", script: "/a.js", modules: [] };

Deno.test("renderPage() writes nothing that the policy forbids, in no language", () => {
  for (const route of ROUTES) {
    for (const language of LANGUAGES) {
      const html = renderPage(route, language, ASSETS, null) +
        renderPage(route, language, ASSETS, REFERENCE_TASK);
      deepEqual(
        html.match(/ style=|<style|<script(?! type="module" src=)| on\w+=|javascript:/g),
        null,
      );
      deepEqual(html.match(/(?:src|href)="(?:https?:)?\/\//g), null);
      match(html, new RegExp(`^<!doctype html><html lang="${language}" data-task`));
    }
  }
});

Deno.test("renderPage() has the whole form before any script has run", () => {
  const front = ROUTES.find(({ name }) => name === "predict");
  if (front === undefined) throw new TypeError("no front page");
  const html = renderPage(front, "fr", ASSETS, REFERENCE_TASK);
  equal(html.match(/type="range"/g)?.length, 8);
  equal(html.match(/type="number"/g)?.length, 8);
  match(html, /min="0" max="67" step="0.1" value="32"/);
});

Deno.test("renderPage() says nothing of a task on the pages of any table", () => {
  for (const route of ROUTES) {
    const html = renderPage(route, "en", ASSETS, null);
    deepEqual(html.match(/diabetes|medical|measurement/i), null);
    match(html, new RegExp(`<title>[^<]* · ${SITE_NAME}</title>`));
  }
});

Deno.test("islandNames() finds the islands of a page", () => {
  deepEqual(ROUTES.map((route) => islandNames(route)), [
    [
      "ViewerMenu",
      "ServiceStatus",
      "AboutTask",
      "PredictHeading",
      "PatientForm",
      "ResultPanel",
      "LocalScoring",
      "CsvUpload",
    ],
    ["ViewerMenu", "ModelRegistry"],
    ["ViewerMenu", "TrafficBoard"],
    ["ViewerMenu", "QualityBoard"],
    ["ViewerMenu", "AuditBoard"],
    [],
  ]);
});

import { equal } from "node:assert/strict";
import { fr } from "../texts/fr.ts";
import { differenceText } from "./figure_texts.ts";
import { createLocale } from "./LocaleContext.tsx";

Deno.test("differenceText() writes points of a share alone, an error in its own unit however small", () => {
  const write = (name: string, values: readonly [number, number]) =>
    differenceText(createLocale(fr), name, values).replaceAll(/\s/g, " ");
  equal(write("accuracy", [0.81, 0.8]), "−1,0 pt");
  equal(write("r2", [0.9, 0.91]), "+1,0 pt");
  equal(write("rmse", [0.42, 0.4]), "−0,0200");
  equal(write("median_ae", [0.3, 0.3]), "0,0000");
  equal(write("log_loss", [0.0782, 0.0739]), "−0,0043");
  equal(write("mae", [8955.6, 9517.99]), "+562,39");
});

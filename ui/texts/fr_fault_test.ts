import { equal, notEqual, ok } from "node:assert/strict";
import { frFault } from "./fr_fault.ts";

Deno.test("the faults of a file are said in French, with its own names and cells", () => {
  equal(
    frFault("line 1: column island is missing; line 1: column sex is missing"),
    "ligne 1 : la colonne island manque ; ligne 1 : la colonne sex manque",
  );
  equal(
    frFault(
      'line 2: mass must be a finite 32-bit number: is "abc; d"; line 3: must have 5 cells: has 2',
    ),
    "ligne 2 : mass doit être un nombre de 32 bits : est « abc; d » ; " +
      "ligne 3 : il faut 5 cellules : en a 2",
  );
  equal(
    frFault(
      "line 2: sold must be an ISO date such as 2024-12-31, or days since 1970-01-01, " +
        'or missing (null): is "x"; and 7 more',
    ),
    "ligne 2 : sold doit être une date ISO comme 2024-12-31, ou des jours depuis le 1970-01-01, " +
      "ou manquer : est « x » ; et 7 autres",
  );
  equal(
    frFault("The CSV cannot be read: line 1: it is gzip: give the CSV itself"),
    "Le CSV ne peut pas être lu : ligne 1 : c’est du gzip : donnez le CSV lui-même",
  );
  equal(frFault("BMI must be a number: is null"), "BMI doit être un nombre : est null");
  equal(frFault("BMI must be a text: is an array"), "BMI doit être un texte : est un tableau");
  equal(frFault("what nobody knows"), "what nobody knows");
});

Deno.test("what each type of value demands has its words in French", async () => {
  const source = await Deno.readTextFile(
    new URL("../../functions/predict/rows/feature_reader.ts", import.meta.url),
  );
  const demands = [...source.matchAll(/demand(?::| =) [`"]([^`"]+)[`"]/g)]
    .map(([, demand]) => demand!.replaceAll(/\$\{[^}]*\}/g, "7"))
    .filter((demand) => !demand.startsWith("must be"));
  ok(demands.length >= 5);
  for (const demand of demands) {
    notEqual(frFault(`x must be ${demand}`), `x doit être ${demand}`, demand);
  }
});

import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { TableError } from "@mlops/tables/csv-rows";
import { deepEqual, equal, throws } from "node:assert/strict";
import { parseTable } from "./parse_table.ts";

const HEADER = "Pregnancies,Glucose,BloodPressure,SkinThickness,Insulin,BMI," +
  "DiabetesPedigreeFunction,Age,Outcome";
const SICK = "6,148,72,35,0,33.6,0.627,50,1";
const WELL = "1,85,66,29,0,26.6,0.351,31,0";
const FEATURES = [6, 148, 72, 35, 0, 33.6, 0.627, 50, 1, 85, 66, 29, 0, 26.6, 0.351, 31];

function faultsOf(text: string): string[] {
  try {
    parseTable(text);
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    return error.faults.map((fault) => `${fault.line}:${fault.column} ${fault.reason}`);
  }
  return [];
}

Deno.test("parseTable() reads all rows of the reference data set", () => {
  const { features, labels, nRows } = parseTable(DIABETES_CSV);
  equal(nRows, 768);
  equal(features.length, 768 * 8);
  equal(labels.reduce((sum, label) => sum + label), 268);
  deepEqual(features.slice(0, 8), Float64Array.of(6, 148, 72, 35, 0, 33.6, 0.627, 50));
  deepEqual(features.slice(-8), Float64Array.of(1, 93, 70, 31, 0, 30.4, 0.315, 23));
});

const FORMS: Record<string, string> = {
  "LF": `${HEADER}\n${SICK}\n${WELL}\n`,
  "CRLF": `${HEADER}\r\n${SICK}\r\n${WELL}\r\n`,
  "no final line end": `${HEADER}\n${SICK}\n${WELL}`,
  "a byte-order mark": `\uFEFF${HEADER}\n${SICK}\n${WELL}\n`,
  "quoted cells": `"${HEADER.replaceAll(",", '","')}"\n"${SICK.replaceAll(",", '","')}"\n${WELL}`,
  "blank lines": `\n${HEADER}\n\n${SICK}\n${WELL}\n\n\n`,
  "blanks around cells": `${HEADER}\n${SICK.replaceAll(",", " , ")}\n  ${WELL}\n`,
  "other columns, in another order": `Note,${HEADER.replace("Pregnancies,", "")},Pregnancies\nx,${
    SICK.replace("6,", "")
  },6\n"a, b",${WELL.replace("1,", "")},1\n`,
  "semicolons and decimal commas": [HEADER, SICK, WELL].join("\n").replaceAll(",", ";")
    .replaceAll(".", ","),
  "tabs": [HEADER, SICK, WELL].join("\n").replaceAll(",", "\t"),
  "a line that names the separator": `sep=|\n${
    [HEADER, SICK, WELL].join("\r").replaceAll(",", "|")
  }`,
  "CR": [HEADER, SICK, WELL].join("\r"),
  "exponents and bare points": `${HEADER}\n6,1.48e2,72,35,.0,33.6,627E-3,+50,1.0\n${WELL}\n`,
};
for (const [name, text] of Object.entries(FORMS)) {
  Deno.test(`parseTable() accepts ${name}`, () => {
    const { features, labels } = parseTable(text);
    deepEqual(features, Float64Array.from(FEATURES));
    deepEqual(labels, Int32Array.of(1, 0));
  });
}

const NUMBER = "must be a number within ±3.4e+38";

const REFUSALS: Record<string, [text: string, faults: string[]]> = {
  "a misspelt column": [`${HEADER.replace("BMI", "Bmi")}\n${SICK}\n${WELL}`, [
    "1:1 column BMI is missing",
  ]],
  "a column that is there twice": [`BMI,${HEADER}\n1,${SICK}\n2,${WELL}`, [
    "1:1 column BMI is there twice",
  ]],
  "a missing cell": [`${HEADER}\n6,,72,35,0,33.6,0.627,50,1\n${WELL}`, [
    "2:3 Glucose is missing",
  ]],
  "a word for a number": [`${HEADER}\r\n${WELL}\r\n6,148,72,35,0,NaN,0.627,50,1\r\n`, [
    `3:15 BMI ${NUMBER}: is "NaN"`,
  ]],
  "a number beyond float32": [`${HEADER}\n6,148,72,35,4e38,33.6,0.627,50,1\n${WELL}`, [
    `2:13 Insulin ${NUMBER}: is "4e38"`,
  ]],
  "a hexadecimal number": [`${HEADER}\n0x6,148,72,35,0,33.6,0.627,50,1\n${WELL}`, [
    `2:1 Pregnancies ${NUMBER}: is "0x6"`,
  ]],
  "a label of 2": [`${HEADER}\n6,148,72,35,0,33.6,0.627,50,2\n${WELL}`, [
    '2:29 Outcome must be true or false (1 or 0): is "2"',
  ]],
  "a short row": [`${HEADER}\n${SICK}\n1,85\n`, ["3:1 must have 9 cells: has 2"]],
  "a long row": [`${HEADER}\n${SICK},x\n${WELL}`, ["2:1 must have 9 cells: has 10"]],
  "a table with one class": [`${HEADER}\n${SICK}\n${SICK}\n`, [
    "1:1 Outcome must hold both 0 and 1: is always 1",
  ]],
  "a header alone": [`${HEADER}\n`, ["1:1 it must have rows below its header: has none"]],
  "an HTML page": ["\n<!doctype html><html><head><title>502 Bad Gateway</title>", [
    '1:1 it is an HTML page titled "502 Bad Gateway", most often a page to sign in: ' +
    "give the address of the file itself",
  ]],
  "an ARFF file": ["@RELATION diabetes\n@ATTRIBUTE Glucose NUMERIC\n", [
    "1:1 it is an ARFF file (Weka): save the table as CSV (UTF-8)",
  ]],
  "a quote that is never closed": [`${HEADER}\n${WELL}\n"6,148\n${SICK}`, [
    '3:1 the quote before "6,148\\n6,148,72,35,0,33.6,0.627,50,1" must be closed: is open at the end',
  ]],
  "text after a closing quote": [`${HEADER}\n"6"6,148,72,35,0,33.6,0.627,50,1\n${WELL}`, [
    "2:1 a cell has text after its closing quote",
  ]],
  "cells after a quoted line end": [`${HEADER}\n"6\n",148,?,35,0,33.6,0.627,50,1\n${WELL}`, [
    `3:7 BloodPressure ${NUMBER}: is "?"`,
  ]],
};
for (const [name, [text, faults]] of Object.entries(REFUSALS)) {
  Deno.test(`parseTable() refuses ${name}`, () => deepEqual(faultsOf(text), faults));
}

Deno.test("parseTable() names every missing column", () => {
  const faults = faultsOf("a,b\n1,2\n");
  equal(faults.length, 9);
  equal(faults[0], "1:1 column Pregnancies is missing");
  deepEqual(faultsOf(""), ["1:1 it must have a line with the columns' names: it is empty"]);
});

Deno.test("parseTable() lists the first ten faults and counts the rest", () => {
  const rows = Array.from({ length: 12 }, (_, index) => SICK.replace("33.6", `bad${index}`));
  throws(() => parseTable([HEADER, ...rows].join("\n"), "t.csv"), (error) => {
    if (!(error instanceof TableError)) return false;
    equal(error.faults.length, 12);
    equal(
      error.message.startsWith(
        `Cannot read the table "t.csv": line 2, column 15: BMI ${NUMBER}: is "bad0"; line 3, `,
      ),
      true,
    );
    equal(error.message.endsWith('is "bad9"; and 2 more'), true);
    return true;
  });
});

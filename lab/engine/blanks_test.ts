import { equal, throws } from "node:assert/strict";
import { countBlanks, withBlanks, withoutMarks } from "./blanks.ts";

const TEXT = [
  "key: POSTGRES_USER #? la clé | the key",
  "other: value # a comment that stays",
  "  fit(x, y); //? entraînez | fit it",
  "RUN pip install psycopg2-binary #? «psycopg2-binary» le pilote | the driver",
  "const parts = splitRows(rows, 0.2); //?",
].join("\n");

Deno.test("withBlanks() blanks the value, the statement, or the piece that is named", () => {
  equal(
    withBlanks(TEXT, "en"),
    [
      "key: ____ # the key",
      "other: value # a comment that stays",
      "  ____; // fit it",
      "RUN pip install ____ # the driver",
      "const parts = ____;",
    ].join("\n"),
  );
  equal(withBlanks(TEXT, "fr").split("\n")[0], "key: ____ # la clé");
});

Deno.test("withoutMarks() gives the file as it works", () => {
  equal(withoutMarks("key: POSTGRES_USER #? la clé | the key"), "key: POSTGRES_USER");
  equal(countBlanks(withoutMarks(TEXT)), 0);
  equal(countBlanks(withBlanks(TEXT, "fr")), 4);
});

Deno.test("withBlanks() refuses a piece that is not on its line, or twice", () => {
  for (const code of ["a: 1", "b: b"]) {
    throws(() => withBlanks(`${code} #? «b» x | y`, "en"), {
      message: `Cannot blank "b" as the line must hold it once: is "${code}"`,
    });
  }
});

/** What pandas 2.3 reads as missing, case and all. */
export const MISSING_WORDS: ReadonlySet<string> = new Set([
  "",
  "#N/A",
  "#N/A N/A",
  "#NA",
  "-1.#IND",
  "-1.#QNAN",
  "-NaN",
  "-nan",
  "1.#IND",
  "1.#QNAN",
  "<NA>",
  "N/A",
  "NA",
  "NULL",
  "NaN",
  "None",
  "n/a",
  "nan",
  "null",
]);

/** What stands for a missing value only among numbers, booleans or dates; elsewhere it is a category. */
export const SOFT_MISSING_WORDS: ReadonlySet<string> = new Set([
  "?",
  "-",
  "--",
  ".",
  "..",
  "none",
  "missing",
  "unknown",
]);

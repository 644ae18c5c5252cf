import { equal } from "node:assert/strict";
import { chooseEncoding, chooseLanguage } from "./negotiation.ts";

Deno.test("chooseLanguage() follows the browser's order", () => {
  equal(chooseLanguage(undefined, "en-GB,en;q=0.9,fr;q=0.8"), "en");
  equal(chooseLanguage(undefined, "de, fr;q=0.3, en;q=0.7"), "en");
  equal(chooseLanguage(undefined, "fr-CH, en;q=0.9"), "fr");
});

Deno.test("chooseLanguage() is French for a language that does not exist", () => {
  equal(chooseLanguage(undefined, "de-DE,de;q=0.9"), "fr");
  equal(chooseLanguage(undefined, undefined), "fr");
  equal(chooseLanguage(undefined, "en;q=0"), "fr");
});

Deno.test("chooseLanguage() lets the reader's choice win", () => {
  equal(chooseLanguage("a=1; lang=en", "fr"), "en");
  equal(chooseLanguage("lang=xx", "en"), "en");
  equal(chooseLanguage("xlang=en", "fr"), "fr");
});

Deno.test("chooseEncoding() prefers brotli and honours a refusal", () => {
  equal(chooseEncoding("gzip, deflate, br"), "br");
  equal(chooseEncoding("gzip, br;q=0"), "gzip");
  equal(chooseEncoding("identity"), null);
  equal(chooseEncoding(undefined), null);
});

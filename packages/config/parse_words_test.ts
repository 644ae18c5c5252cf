import { deepEqual, throws } from "node:assert/strict";
import { parseWords } from "./parse_words.ts";

const read = (...args: string[]) =>
  parseWords(
    { args, allowPositionals: true, options: { to: { type: "string" }, yes: { type: "boolean" } } },
    (why, cause) => new RangeError(why, { cause }),
  );

Deno.test("parseWords() parts flags from other words", () => {
  const { values, positionals } = read("restore", "--to", "latest", "--yes");
  deepEqual([{ ...values }, positionals], [{ to: "latest", yes: true }, ["restore"]]);
});

Deno.test("parseWords() says in a few words what cannot be read", () => {
  const faults = {
    "--fast": "Unknown option '--fast'",
    "-f": "Unknown option '-f'",
    "--to": "Option '--to <value>' argument missing",
    "--yes=no": "Option '--yes' does not take an argument",
  };
  for (const [word, why] of Object.entries(faults)) {
    throws(() => read(word), { name: "RangeError", message: why });
  }
  throws(() => read("--to", "--yes"), { message: "Option '--to' argument is ambiguous" });
});

import { deepEqual, equal, throws } from "node:assert/strict";
import { parseAnswer } from "./parse.ts";
import {
  anything,
  either,
  flag,
  listOf,
  nullable,
  number,
  object,
  oneOf,
  recordOf,
  text,
  whole,
} from "./schema.ts";

const SCHEMA = object({
  name: text,
  rows: whole,
  kind: oneOf("a", "b"),
  items: listOf(object({ value: nullable(object({ at: number })) })),
  figures: recordOf(number),
}, { label: either(number, flag) });

const VALUE = { name: "x", rows: 3, kind: "a", items: [{ value: null }], figures: { f: 1.5 } };

Deno.test("parseAnswer() gives back what fits, as it is", () => {
  equal(parseAnswer(SCHEMA, VALUE), VALUE);
  equal(parseAnswer(SCHEMA, VALUE, { isStrict: true }), VALUE);
  const labelled = { ...VALUE, label: true, items: [] };
  equal(parseAnswer(SCHEMA, labelled).label, true);
});

Deno.test("parseAnswer() passes over what a newer service says besides, unless it is strict", () => {
  const newer = { ...VALUE, novelty: 1 };
  equal(parseAnswer(SCHEMA, newer), newer);
  throws(() => parseAnswer(SCHEMA, newer, { isStrict: true }), {
    name: "TypeError",
    message: "Cannot read the answer as .novelty must fit its schema",
  });
});

Deno.test("parseAnswer() names the first place that does not fit", () => {
  const cases: [change: object, place: string][] = [
    [{ name: 1 }, ".name"],
    [{ rows: 1.5 }, ".rows"],
    [{ kind: "c" }, ".kind"],
    [{ items: {} }, ".items"],
    [{ items: [{ value: null }, {}] }, ".items[1].value"],
    [{ items: [{ value: { at: "1" } }] }, ".items[0].value.at"],
    [{ figures: { f: null } }, ".figures.f"],
    [{ label: "a" }, ".label"],
  ];
  for (const [change, place] of cases) {
    throws(() => parseAnswer(SCHEMA, { ...VALUE, ...change }), {
      message: `Cannot read the answer as ${place} must fit its schema`,
    });
  }
  const { name: _, ...nameless } = VALUE;
  throws(() => parseAnswer(SCHEMA, nameless), /\.name must fit/);
  throws(() => parseAnswer(SCHEMA, "<html>"), /it must fit/);
  throws(() => parseAnswer(SCHEMA, null), /it must fit/);
});

Deno.test("parseAnswer() takes whatever there is where the schema says no more", () => {
  const schema = object({ detail: recordOf(anything) });
  for (const value of [1, null, "a", [1], { a: 1 }]) {
    deepEqual(parseAnswer(schema, { detail: { value } }), { detail: { value } });
  }
  throws(() => parseAnswer(schema, { detail: 1 }), /\.detail must fit/);
});

import { deepEqual, equal } from "node:assert/strict";
import { parseChallenge } from "./challenge.ts";

Deno.test("parseChallenge() reads quoted, bare and escaped values", () => {
  deepEqual(
    parseChallenge('BEARER Realm="https://a/t?x=1,2", service=hub,scope="a \\"b\\" c"'),
    {
      scheme: "bearer",
      parameters: { realm: "https://a/t?x=1,2", service: "hub", scope: 'a "b" c' },
    },
  );
  deepEqual(parseChallenge("Basic"), { scheme: "basic", parameters: {} });
});

Deno.test("parseChallenge() knows what is none", () => {
  equal(parseChallenge(""), undefined);
  equal(parseChallenge("="), undefined);
});

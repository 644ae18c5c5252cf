import { equal } from "node:assert/strict";
import { isLike } from "./like_pattern.ts";

Deno.test("isLike() matches as SQL's LIKE does", () => {
  const cases: [string, string, boolean][] = [
    ["", "", true],
    ["", "%", true],
    ["a", "", false],
    ["abc", "abc", true],
    ["abc", "ab", false],
    ["abc", "a%", true],
    ["abc", "%c", true],
    ["abc", "%b%", true],
    ["abc", "a_c", true],
    ["abc", "____", false],
    ["a.c", "a.c", true],
    ["abc", "a.c", false],
    ["aXbXc", "a%X%c", true],
    ["a\nb", "a%b", true],
    ["abab", "%ab", true],
    ["aab", "a%ab%", true],
    ["ABC", "abc", false],
  ];
  for (const [text, pattern, expected] of cases) {
    equal(isLike(text, pattern), expected, `${text} LIKE ${pattern}`);
  }
});

Deno.test("isLike() answers a hostile pattern", () => {
  equal(isLike("a".repeat(5_000), `${"%a".repeat(200)}%b`), false);
});

import { deepEqual, throws } from "node:assert/strict";
import { closingLines, readJunit } from "./junit.ts";

Deno.test("readJunit() counts and keeps the names of skipped tests", () => {
  deepEqual(
    readJunit(`<?xml version="1.0"?>
<testsuites name="deno test" tests="4" failures="1" errors="0" time="0.010">
  <testsuite name="a" tests="4" disabled="1" errors="0" failures="1">
    <testcase name="ok" classname="a" time="0.001" line="1" col="6">
    </testcase>
    <testcase name="b &lt;c&gt; [skipped: no d]" classname="a" time="0.000" line="2" col="6">
      <skipped/>
    </testcase>
    <testcase name="e" classname="a"><failure message="f">g</failure></testcase>
    <testcase name="h" classname="a"></testcase>
  </testsuite>
</testsuites>`),
    { passed: 2, failed: 1, skipped: 1, skippedNames: ["b <c> [skipped: no d]"] },
  );
});

Deno.test("readJunit() refuses an empty report", () => {
  throws(() => readJunit(""), SyntaxError);
});

Deno.test("closingLines() counts all parts in the last line, and tells what was skipped", () => {
  const part = { passed: 2, failed: 0, skipped: 1, skippedNames: ["a [skipped: no b]"] };
  deepEqual(closingLines([part, { ...part, skipped: 0, skippedNames: [] }]), {
    lines: ["\nSkipped:", "  a [skipped: no b]", "\n4 passed, 0 failed, 1 skipped"],
    isGood: true,
  });
  deepEqual(closingLines([{ ...part, failed: 1 }]).isGood, false);
});

Deno.test("closingLines() says that no test has the word in its name", () => {
  const none = { passed: 0, failed: 0, skipped: 0, skippedNames: [] };
  deepEqual(closingLines([none, none], "nonsense"), {
    lines: [`\nNo test's name holds "nonsense"`, "\n0 passed, 0 failed, 0 skipped"],
    isGood: false,
  });
});

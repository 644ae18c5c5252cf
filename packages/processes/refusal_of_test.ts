import { equal } from "node:assert/strict";
import { refusalOf } from "./embedded_postgres.ts";

Deno.test("refusalOf() tells why initdb refuses, not what it tidied up after that", () => {
  equal(
    refusalOf(
      "2026-11-30 FATAL:  could not extend file: No space left on device\n" +
        'child process exited with exit code 1\ninitdb: removing data directory "/d"\n',
    ),
    "2026-11-30 FATAL:  could not extend file: No space left on device",
  );
  equal(refusalOf("initdb: removing data directory\n"), "initdb: removing data directory");
});

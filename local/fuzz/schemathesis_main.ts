// deno-lint-ignore-file no-console -- a command line program
/**
 * Runs Schemathesis longer than the tests do and prints its report; exits with 1 if it found anything.
 *
 * Usage: deno task schemathesis [SEED]
 *
 * @module
 */
import { tellUsage } from "@mlops/processes/tell_usage";
import { runSchemathesis } from "./schemathesis.ts";

tellUsage(
  `Runs Schemathesis against the service, longer than the tests do.

Usage: deno task schemathesis [SEED]`,
  Deno.args.length === 0 || Deno.args.length === 1 && /^\d+$/.test(Deno.args[0]!),
);
const seed = Number(Deno.args[0] ?? Date.now() % 2 ** 31);
const { isClean, text, trouble } = await runSchemathesis({ maxExamples: 200, seed });
console.log(text);
for (const line of trouble) console.log(line);
Deno.exit(isClean && trouble.length === 0 ? 0 : 1);

// deno-lint-ignore-file no-console -- says how far it has come
import { delay } from "@std/async";
import { runProgram } from "../run_program.ts";

await runProgram(async (_args, signal) => {
  try {
    console.log("waiting");
    await delay(1e6, { signal });
    return 0;
  } finally {
    console.log("cleaned up");
  }
});

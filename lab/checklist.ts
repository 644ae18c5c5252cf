/**
 * `deno task checklist`: with `--exercise N` it checks a learner's own exercise, in his language and
 * namespace; without, the running stack, by the workshop's checklists.
 *
 * @module
 */
import { main as checkStack } from "../knative/checklist/main.ts";
import { main as lab } from "./main.ts";

const at = Deno.args.indexOf("--exercise");
const rest = Deno.args.toSpliced(at, 2);
Deno.exit(
  at === -1 ? await checkStack(Deno.args) : await lab(["check", Deno.args[at + 1] ?? "", ...rest]),
);

// deno-lint-ignore-file no-console -- a command line program
/**
 * The lab: reads the command line and runs one of its commands. `deno task lab`.
 *
 * Exit codes: 0 done and all holds, 1 something does not hold or cannot be done, 2 a command line that
 * cannot be understood.
 *
 * @module
 */
import { PublishError } from "@mlops/oci";
import { ApplyError } from "../knative/deploy/apply_error.ts";
import { injure } from "./commands/break.ts";
import { check } from "./commands/check.ts";
import { compareForms } from "./commands/compare.ts";
import { exportLab } from "./commands/export.ts";
import { grade } from "./commands/grade.ts";
import { hint } from "./commands/hint.ts";
import { image } from "./commands/image.ts";
import { list } from "./commands/list.ts";
import { page } from "./commands/page.ts";
import { answer } from "./commands/questions.ts";
import { reset } from "./commands/reset.ts";
import { solution } from "./commands/solution.ts";
import { start } from "./commands/start.ts";
import type { LabDeps } from "./engine/deps.ts";
import { faultText, isFileError, LabFault, languageOf } from "./engine/words.ts";
import { openLab, rememberedLanguage } from "./open_lab.ts";
import { type LabOptions, parseLabOptions } from "./options.ts";
import { USAGE } from "./usage.ts";

async function run(deps: LabDeps, options: LabOptions): Promise<number> {
  const [first, second, ...rest] = options.words;
  const kind = options.isLocal ? "local" : "cluster";
  switch (options.command) {
    case "help":
      console.log(USAGE[deps.language]);
      return 0;
    case "list":
      return await list(deps);
    case "start":
      return await start(deps, first, kind);
    case "check":
      return await check(deps, first, options.step);
    case "hint":
      return await hint(deps, first);
    case "solution":
      return await solution(deps, first, options.isWritten);
    case "break":
      return await injure(deps, first, second);
    case "answer":
      return await answer(deps, first, second, rest.join(" "));
    case "compare":
      return await compareForms(deps, first);
    case "image":
      return await image(deps, first);
    case "reset":
      return await reset(deps, first, kind);
    case "page":
      return await page(deps, options.port);
    case "grade":
      return await grade(deps, first);
    case "export":
      return await exportLab(deps, first, second, options.repository);
  }
}

/** What is told in words; anything else is a fault of this program. */
function isExpected(error: unknown): boolean {
  return error instanceof LabFault ||
    error instanceof ApplyError || error instanceof PublishError || isFileError(error);
}

/**
 * Runs the lab.
 *
 * @param args The words after the program.
 * @param where The folder of the learner's files, if it is another one.
 * @returns Exit code.
 */
export async function main(
  args: readonly string[],
  where: { readonly work?: string } = {},
): Promise<number> {
  let language = await rememberedLanguage(where.work) ?? languageOf(navigator.language);
  let options: LabOptions;
  try {
    options = parseLabOptions(args);
    language = options.language ?? language;
  } catch (error) {
    if (!(error instanceof LabFault)) throw error;
    console.error(`${faultText(error, language)} (deno task lab help)`);
    return 2;
  }
  try {
    return await run(
      await openLab(options, { ...where, print: (line) => console.log(line) }),
      options,
    );
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(faultText(error, language));
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));

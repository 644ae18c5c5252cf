// deno-lint-ignore-file no-console -- a command line program
/**
 * Holds the repository to the rule that no program knows a task by name.
 *
 * Usage: deno task check:tasks
 *
 * @module
 */
import { repositoryFiles } from "./repository_files.ts";
import { wrongTaskWords } from "./task_words.ts";

const TEXT = /\.(tsx?|js|json|ya?ml|env|md|sql|css|html|sh|py|txt)$|(^|\/)[^./]+$/;

/** In `std/` lies what others wrote. */
const isRead = (path: string) => TEXT.test(path) && !path.startsWith("std/");

const all = await repositoryFiles(isRead);
const files = new Map([...all].filter(([path]) => isRead(path)));
const tasks = new Set([...all.keys()].flatMap((path) => /^tasks\/([^/]+)\//.exec(path)?.[1] ?? []));
const faults = wrongTaskWords(files, [...tasks]);
faults.forEach((fault) => console.error(fault));
console.log(`Checked the words of ${files.size} files`);
Deno.exit(faults.length > 0 ? 1 : 0);

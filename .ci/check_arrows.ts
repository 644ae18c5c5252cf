// deno-lint-ignore-file no-console -- a command line program
/**
 * Holds every import of the repository to the table in `arrows.ts`.
 *
 * Usage: deno task check:arrows
 *
 * @module
 */
import { wrongArrows } from "./arrows.ts";
import { repositoryFiles } from "./repository_files.ts";

const isRead = (path: string) => /\.(tsx?|js)$|(^|\/)deno\.json$/.test(path);

const all = await repositoryFiles(isRead);
const files = new Map([...all].filter(([path]) => isRead(path)));
const faults = wrongArrows(files);
faults.forEach((fault) => console.error(fault));
console.log(`Checked the imports of ${files.size} files`);
Deno.exit(faults.length > 0 ? 1 : 0);

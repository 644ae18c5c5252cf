// deno-lint-ignore-file no-console -- a command line program
/**
 * Finds the places that documents and comments name and that are not there; see `stale_paths.ts`.
 *
 * Usage: deno task check:paths
 *
 * @module
 */
import { repositoryFiles } from "./repository_files.ts";
import { isRead, stalePaths } from "./stale_paths.ts";

const files = await repositoryFiles(isRead);
const faults = stalePaths(files);
faults.forEach((fault) => console.error(fault));
console.log(`Checked the places that ${[...files.keys()].filter(isRead).length} files name`);
Deno.exit(faults.length > 0 ? 1 : 0);

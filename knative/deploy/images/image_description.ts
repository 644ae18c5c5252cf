import { ApplyError } from "../apply_error.ts";

/**
 * What a folder says of its image, in its `image.json`: the permissions of the program stand beside
 * the program, and nowhere else.
 */
export interface ImageDescription {
  /** What the image is, in a few words. */
  readonly title: string;
  /** The program in the folder, `dist/main.js`. */
  readonly main: string;
  /** Exact permissions of the program, each an `--allow-…` flag of `deno run`. */
  readonly permissions: readonly string[];
  /** Flags of V8 that the program runs with; none where the file names none. */
  readonly v8Flags: readonly string[];
  /** Files and folders of the folder that the image holds, `["dist"]`. */
  readonly files: readonly string[];
  /** Modules of the folder that the bundles are made of; their packages are the image's. */
  readonly sources: readonly string[];
  /** Task that builds the files. */
  readonly task: string;
}

/**
 * Reads an image description.
 *
 * @param text JSON of the file.
 * @param path Its path, for messages.
 * @returns The description.
 * @throws {ApplyError} If it is none, with all faults at once.
 */
export function parseImageDescription(text: string, path: string): ImageDescription {
  const value: Record<string, unknown> = JSON.parse(text);
  const faults: string[] = [];
  const string = (name: string): string => {
    const field = value[name];
    if (typeof field === "string" && field !== "") return field;
    faults.push(`"${name}" must be a text`);
    return "";
  };
  const list = (name: string): string[] => {
    const field = value[name];
    if (Array.isArray(field) && field.every((item) => typeof item === "string")) return field;
    faults.push(`"${name}" must be a list of texts`);
    return [];
  };
  const description = {
    title: string("title"),
    main: string("main"),
    permissions: list("permissions"),
    v8Flags: value["v8Flags"] === undefined ? [] : list("v8Flags"),
    files: list("files"),
    sources: list("sources"),
    task: string("task"),
  };
  for (const permission of description.permissions) {
    if (!/^--(allow|deny|ignore)-(?!all\b)[a-z]+(=.+)?$/.test(permission)) {
      faults.push(`"permissions" must hold --allow-… flags, never all of them: "${permission}"`);
    }
  }
  for (const flag of description.v8Flags) {
    if (/^--[\w-]+(=[\w.-]+)?$/.test(flag)) continue;
    faults.push(`"v8Flags" must hold flags as deno run --v8-flags takes them: "${flag}"`);
  }
  if (faults.length > 0) {
    throw new ApplyError(`Cannot build image as "${path}" must be right: ${faults.join("; ")}`);
  }
  return description;
}

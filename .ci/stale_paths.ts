/**
 * Finds the places that documents and comments name and that are not there: a file that moved leaves
 * its name behind in prose, where no compiler looks. It reads texts and touches nothing; `check_paths.ts`
 * hands it the files.
 *
 * @module
 */

/** Files that are read; data of tests may be anybody's, and tests of checks name what never was. */
const READ =
  /^(?!.*\/testdata\/|\.ci\/\w+_test).*(\.(md|tsx?|js|py|ya?ml|sql|css)|(^|\/)deno\.json)$/;

/** Files that are read as a whole; of all others the comments are. */
const WHOLE = /\.md$|(^|\/)deno\.json$|^\.github\//;

/** Comments by the ending of the file: of lines, and of blocks. */
const COMMENTS: readonly (readonly [files: RegExp, comment: RegExp])[] = [
  [/\.(tsx?|js|css)$/, /\/\*[\s\S]*?\*\/|(?<=^|[\s;{(])\/\/.*$/gm],
  [/\.(py|ya?ml)$/, /(?<=^|\s)#.*$/gm],
  [/\.sql$/, /--.*$/gm],
];

/** Links of Markdown, what stands in backticks, and names of files of ours. */
const MENTIONS = [
  /\]\(([^()\s#]+)(?:#[^()\s]*)?\)/g,
  /`([^`\s]+)`/g,
  /(?<![\w./@*:-])((?:\.{1,2}\/)*(?:[\w-][\w.-]*\/)*[\w-]+\.(?:tsx?|sql))(?![\w*])/g,
];

/** Endings of files that are ours wherever they are named: no other program's files are told of by them. */
const OURS = /\.(tsx?|sql)$/;

/** What is made, not written, lies outside, or stands for any name. */
const NO_PLACE =
  /(^|\/)(dist[\w-]*|node_modules|\.stack|lab\/work)(\/|$)|^[a-z]+:|[*<>{}$|…"'=,;]|^\.\.\/shared\b|^[/@~]/;

/** A file, a folder, or a name in prose. */
const PLACE = /^[\w.-]+(\/[\w.-]+)*\/?$/;

/**
 * Tells whether a file is read.
 *
 * @param path Its path from the repository's root.
 * @returns Whether its text is needed; of all others the names alone are.
 */
export function isRead(path: string): boolean {
  return READ.test(path);
}

/**
 * Finds mentions of places that are not there.
 *
 * A mention is a link of Markdown or a word in backticks. It is held to the files if it begins with a
 * folder of the repository's top, or is the name of a TypeScript or SQL file. It may be told from the
 * repository's root, from the folder of the file that tells it or one above, or by its last segments.
 *
 * @param files Texts by path from the repository's root; those that are not read may be empty.
 * @returns A sentence for each fault, none if all is well.
 */
export function stalePaths(files: ReadonlyMap<string, string>): string[] {
  const places = placesOf(files.keys());
  const tops = new Set(Array.from(files.keys(), (path) => path.split("/", 1)[0]!));
  return [...files].filter(([path]) => isRead(path)).flatMap(([path, text]) => {
    const gone = mentionsOf(path, text).filter(({ place }) =>
      isHeld(place, tops) && !isThere(place, path, places)
    );
    // A link whose text is its file's name names it twice.
    return [
      ...new Set(
        gone.map(({ place, line }) => `${path}:${line} names ${place}, which is not there`),
      ),
    ];
  });
}

/** All files and folders, and every end of their paths. */
function placesOf(paths: Iterable<string>): Set<string> {
  const places = new Set<string>();
  for (const path of paths) {
    const segments = path.split("/");
    for (let end = 1; end <= segments.length; end++) {
      for (let begin = 0; begin < end; begin++) {
        places.add(segments.slice(begin, end).join("/"));
      }
    }
  }
  return places;
}

interface Mention {
  readonly place: string;
  readonly line: number;
}

function mentionsOf(path: string, text: string): Mention[] {
  const pieces = WHOLE.test(path)
    ? [{ text, at: 0 }]
    : COMMENTS.filter(([files]) => files.test(path)).flatMap(([, comment]) =>
      [...text.matchAll(comment)].map((match) => ({ text: match[0], at: match.index }))
    );
  return pieces.flatMap((piece) =>
    MENTIONS.flatMap((pattern) => [...piece.text.matchAll(pattern)]).map((match) => ({
      place: match[1]!,
      line: text.slice(0, piece.at + match.index).split("\n").length,
    }))
  );
}

function isHeld(place: string, tops: ReadonlySet<string>): boolean {
  if (NO_PLACE.test(place) || !PLACE.test(place)) return false;
  return OURS.test(place) || place.includes("/") && tops.has(place.split("/", 1)[0]!);
}

function isThere(place: string, from: string, places: ReadonlySet<string>): boolean {
  const wanted = place.replace(/\/$/, "");
  return places.has(wanted) || places.has(resolve(from, wanted));
}

function resolve(from: string, place: string): string {
  const segments = from.split("/").slice(0, -1);
  for (const segment of place.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}

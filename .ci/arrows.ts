/**
 * Which way the imports of the repository point: one table of what may import what, and a check of
 * every import against it, those of types included. It reads texts and touches nothing;
 * `check_arrows.ts` hands it the files.
 *
 * @module
 */

/** Places with what their programs may import beside themselves. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "packages": ["packages"],
  "tasks": ["packages"],
  "functions": ["packages", "tasks"],
  "ui": ["packages", "tasks"],
  "local": ["packages", "tasks", "functions", "ui"],
  "knative": ["packages", "tasks"],
  "k8s": ["packages", "tasks"],
  "loadtest": ["packages", "tasks", "knative"],
  "lab": ["packages", "tasks", "local", "knative"],
  "testing": ["packages", "tasks", "functions"],
  ".ci": ["packages"],
};

/**
 * What tests and what they are made of may import beyond that. All may import `testing/`, and what
 * serves the tests of a place that they may import.
 */
const TRIALS_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "packages": ["tasks"],
  "knative": ["functions", "ui"],
  "k8s": ["functions", "knative"],
};

/** Tests, their helpers, and programs that try the product out: no program of the product imports one. */
const TRIAL = new RegExp([
  String.raw`_(test|bench|e2e)\.tsx?$`,
  "(^|/)(testing|testdata|e2e|fuzz|contract)/",
  "^local/(bench|reliability)/",
  "^knative/manifests/",
].join("|"));

/** Members of a place that are places of their own: none imports its neighbours, unless the table says so. */
const DIVIDED = new Set(["packages", "functions"]);

const CODE = /\.(tsx?|js)$/;

/** Imports as `deno fmt` writes them; those in comments do not begin a line. */
const IMPORTS = [
  /^(?:import|export)\b[^;"']*?\bfrom\s+"([^"\n]+)"/gm,
  /^import\s+"([^"\n]+)"/gm,
  /\bimport\(\s*"([^"\n]+)"/g,
];

/** A file that imports, and the file that it imports. */
interface Arrow {
  readonly from: string;
  readonly to: string;
}

/**
 * Finds the imports that point the wrong way.
 *
 * @param files Texts by path from the repository's root: code, and the members' `deno.json`.
 * @returns A sentence for each fault, none if all is well.
 */
export function wrongArrows(files: ReadonlyMap<string, string>): string[] {
  const arrows = findArrows(files);
  return [
    ...arrows.flatMap((arrow) => wrongArrow(arrow) ?? []),
    ...findMutualPlaces(arrows),
    ...findCircles(arrows),
  ];
}

function findArrows(files: ReadonlyMap<string, string>): Arrow[] {
  const exported = readExports(files);
  return [...files].filter(([path]) => CODE.test(path)).flatMap(([from, text]) =>
    IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)]).flatMap(([, specifier = ""]) => {
      const to = specifier.startsWith(".") ? resolve(from, specifier) : exported.get(specifier);
      return to === undefined ? [] : [{ from, to }];
    })
  );
}

/** Files by the names under which other members import them. */
function readExports(files: ReadonlyMap<string, string>): Map<string, string> {
  const exported = new Map<string, string>();
  for (const [path, text] of files) {
    if (!path.endsWith("/deno.json")) continue;
    const { name, exports } = JSON.parse(text);
    const entries = typeof exports === "string" ? { ".": exports } : exports ?? {};
    for (const [key, file] of Object.entries<string>(entries)) {
      exported.set(`${name}${key.slice(1)}`, resolve(path, file));
    }
  }
  return exported;
}

function resolve(from: string, specifier: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function wrongArrow({ from, to }: Arrow): string | undefined {
  const [place, target] = [topOf(from), topOf(to)];
  const isTrial = TRIAL.test(from);
  if (!isTrial && TRIAL.test(to)) return `${from} imports ${to}, which only tests may`;
  if (isTrial && (target === "testing" || target === "")) return;
  if (memberOf(from) === memberOf(to)) return;
  const allowed = MAY_IMPORT[place];
  if (allowed === undefined) return `${from} lies in "${place}", which the table does not know`;
  const allowedToTrials = isTrial ? TRIALS_MAY_IMPORT[place] ?? [] : [];
  if ([...allowed, ...allowedToTrials].includes(target)) return;
  return `${from} imports ${to}: ${nameOf(from)} may import ${allowed.join(", ")}`;
}

function topOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function memberOf(path: string): string {
  const top = topOf(path);
  return DIVIDED.has(top) ? path.split("/").slice(0, 2).join("/") : top;
}

function nameOf(path: string): string {
  return TRIAL.test(path) ? `a test in ${memberOf(path)}` : memberOf(path);
}

/** Two packages may import each other through different files, which is no circle of files. */
function findMutualPlaces(arrows: readonly Arrow[]): string[] {
  const first = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const key = `${memberOf(arrow.from)} ${memberOf(arrow.to)}`;
    if (!TRIAL.test(arrow.from) && !first.has(key)) first.set(key, arrow);
  }
  return [...first].flatMap(([key, there]) => {
    const [a = "", b = ""] = key.split(" ");
    const back = first.get(`${b} ${a}`);
    if (a >= b || back === undefined) return [];
    return `${a} and ${b} import each other: ${there.from}, ${back.from}`;
  });
}

/** Finds circles between files, each once, beginning with the file that is first by name. */
function findCircles(arrows: readonly Arrow[]): string[] {
  const next = Map.groupBy(arrows, ({ from }) => from);
  const done = new Set<string>();
  const circles = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const begin = trail.indexOf(path);
    if (begin !== -1) {
      circles.add(turnedToFirst(trail.slice(begin)).join(" → "));
    } else if (!done.has(path)) {
      for (const { to } of next.get(path) ?? []) visit(to, [...trail, path]);
      done.add(path);
    }
  };
  for (const path of next.keys()) visit(path, []);
  return [...circles].map((circle) => `These files import each other in a circle: ${circle}`);
}

function turnedToFirst(circle: readonly string[]): string[] {
  const begin = circle.indexOf(circle.toSorted()[0]!);
  const turned = [...circle.slice(begin), ...circle.slice(0, begin)];
  return [...turned, ...turned.slice(0, 1)];
}

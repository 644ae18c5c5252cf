import { ModelError } from "@mlops/model";

/** Lines `key=value` of one part of a model file. */
export type Block = ReadonlyMap<string, string>;

/** Most keys of one part: LightGBM writes some twenty of a tree and a hundred parameters. */
const MAX_KEYS = 1_000;

/** Fewer characters make no tree. */
const LEAST_OF_TREE = 64;

/** What a model file says, its numbers not read yet. */
export interface ModelText {
  /** What holds for the whole model. */
  readonly header: Block;
  /** One for each tree, in order. */
  readonly trees: readonly Block[];
  /** Training parameters, `[name: value]`. */
  readonly parameters: Block;
  /** JSON of the categories of pandas' columns, or `null` if the file has none. */
  readonly pandasCategorical: string | null;
}

/**
 * Splits LightGBM's text format, v3 and v4 (3.3 to 4.7), into its parts.
 *
 * @param text The file.
 * @returns Its parts; there are as many trees as `tree_sizes` says.
 * @throws {ModelError} If it is none, or truncated.
 */
export function splitModelText(text: string): ModelText {
  if (!/^tree\r?\n/.test(text)) {
    throw new ModelError("damaged", 'a LightGBM model must begin with a line "tree"');
  }
  const header = new Map<string, string>();
  const trees: Map<string, string>[] = [];
  const parameters = new Map<string, string>();
  let pandasCategorical: string | null = null;
  let block = header;
  let isComplete = false;
  const put = (key: string, value: string, into: Map<string, string>) => {
    into.set(key, value);
    if (into.size <= MAX_KEYS) return;
    throw new ModelError(
      "damaged",
      `a part of the file must have at most ${MAX_KEYS} keys: has more`,
    );
  };
  for (const line of linesOf(text)) {
    const trimmed = line.trimEnd();
    if (isComplete) {
      const [, name, value] = /^\[([^:]+): ?(.*)\]$/.exec(trimmed) ?? [];
      if (name !== undefined) put(name, value!, parameters);
      else if (trimmed.startsWith(PANDAS)) pandasCategorical = trimmed.slice(PANDAS.length);
    } else if (trimmed === "end of trees") isComplete = true;
    else if (trimmed.startsWith("Tree=")) {
      trees.push(block = new Map());
      if (trees.length > text.length / LEAST_OF_TREE) {
        throw new ModelError("damaged", `the file holds less than its ${trees.length} trees`);
      }
    } else if (trimmed !== "") {
      const split = trimmed.indexOf("=");
      // A word alone is a switch: `average_output`.
      put(split < 0 ? trimmed : trimmed.slice(0, split), trimmed.slice(split + 1), block);
    }
  }
  const nSizes = header.get("tree_sizes")?.split(" ").length ?? 0;
  if (!isComplete || nSizes !== trees.length) {
    const found = `${trees.length} trees of ${nSizes} in tree_sizes`;
    throw new ModelError("damaged", `the file is truncated, or its trees differ: has ${found}`);
  }
  return { header, trees, parameters, pandasCategorical };
}

/** One line after the other: all at once take ten times the memory of a file of short ones. */
function* linesOf(text: string): Generator<string> {
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end;
    yield text.slice(from, to);
    from = to + 1;
  }
}

const PANDAS = "pandas_categorical:";

/**
 * Takes an integer.
 *
 * @param block Where it is.
 * @param name Its name.
 * @param place The block, for messages: "the header", "tree 3".
 * @returns The integer.
 * @throws {ModelError} If there is none.
 */
export function integerOf(block: Block, name: string, place: string): number {
  const word = block.get(name) ?? "";
  if (/^-?\d{1,10}$/.test(word)) return Number(word);
  throw new ModelError("damaged", `${place}: ${name} must be an integer: is ${describe(word)}`);
}

/**
 * Takes a list of numbers.
 *
 * @param block Where it is.
 * @param name Its name.
 * @param place The block, for messages.
 * @returns The numbers; none if there is no such list.
 * @throws {ModelError} If one is no number.
 */
export function numbersOf(block: Block, name: string, place: string): number[] {
  const text = block.get(name) ?? "";
  if (text === "") return [];
  return text.split(" ").map((word) => {
    const number = word === "inf" ? Infinity : word === "-inf" ? -Infinity : Number(word);
    if (word !== "" && !Number.isNaN(number)) return number;
    throw new ModelError("damaged", `${place}: ${name} must be numbers: has ${describe(word)}`);
  });
}

function describe(word: string): string {
  return JSON.stringify(word.slice(0, 40));
}

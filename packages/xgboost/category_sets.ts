import { ModelError } from "@mlops/model";
import type { CategorySplits } from "@mlops/trees";

/** Categories from this one on, 2 ** 24, count as missing (`common/categorical.h`). */
const LIMIT = 2 ** 24;

/** Gathers the sets of categories of an ensemble's nodes. */
export class CategorySets {
  readonly #sets: Int32Array;
  readonly #offsets: number[] = [0];
  readonly #words: Uint32Array[] = [];

  /**
   * Begins without a set.
   *
   * @param nNodes Number of nodes of all trees.
   */
  constructor(nNodes: number) {
    this.#sets = new Int32Array(nNodes).fill(-1);
  }

  /**
   * Gives a node its set.
   *
   * @param node The node.
   * @param categories Its categories, whose largest sets the memory that it takes.
   * @param name The node, for messages.
   * @throws {ModelError} If a category is negative, or too large to be in any model.
   */
  add(node: number, categories: Int32Array, name: string): void {
    let largest = -1;
    for (const category of categories) {
      if (category < 0 || category >= LIMIT) {
        const what = `${name}: category ${category} must be in [0, ${LIMIT})`;
        throw new ModelError("damaged", what);
      }
      largest = Math.max(largest, category);
    }
    this.#refuseSize((largest + 32) / 32, name);
    const words = new Uint32Array(Math.floor(largest / 32) + 1);
    for (const category of categories) words[Math.floor(category / 32)]! |= 1 << category % 32;
    this.#sets[node] = this.#words.length;
    this.#words.push(words);
    this.#offsets.push(this.#offsets.at(-1)! + words.length);
  }

  /** Puts the sets together: `null` if no node has one. */
  finish(): CategorySplits | null {
    if (this.#words.length === 0) return null;
    const words = new Uint32Array(this.#offsets.at(-1)!);
    this.#words.forEach((set, i) => words.set(set, this.#offsets[i]!));
    const offsets = Int32Array.from(this.#offsets);
    return { sets: this.#sets, offsets, words, limit: LIMIT, modulus: null, known: null };
  }

  /** A set of one large category takes far more memory than the bytes that name it. */
  #refuseSize(nWords: number, name: string): void {
    if (this.#offsets.at(-1)! + nWords <= MAX_WORDS) return;
    const what = `${name}: the categories of all nodes must fit ${4 * MAX_WORDS} bytes`;
    throw new ModelError("unsupported", what);
  }
}

/** 16 MiB: a thousand nodes that split by one of 130 000 categories. */
const MAX_WORDS = 4 * 1024 * 1024;

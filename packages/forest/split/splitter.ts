import type { FeatureDraw } from "./feature_draw.ts";
import type { SplitRules } from "./split_rules.ts";
import type { NodeMeasure, Split, SplitSearch, SplitterNode } from "./split_search.ts";

/** Finds the best split of a node among randomly drawn features (scikit-learn's `Splitter`). */
export class Splitter {
  /** Rows of the tree; a node is a range of them. */
  readonly samples: Int32Array;
  /** Measures nodes. */
  readonly measure: NodeMeasure;
  /** What every split keeps. */
  readonly rules: SplitRules;
  readonly #draw: FeatureDraw;
  readonly #search: SplitSearch;

  /**
   * Prepares a tree's splitter.
   *
   * @param samples Rows of the tree.
   * @param parts What splits must keep, and who draws features, searches them, and measures nodes.
   */
  constructor(
    samples: Int32Array,
    parts: {
      readonly rules: SplitRules;
      readonly draw: FeatureDraw;
      readonly search: SplitSearch;
      readonly measure: NodeMeasure;
    },
  ) {
    this.samples = samples;
    this.measure = parts.measure;
    this.rules = parts.rules;
    this.#draw = parts.draw;
    this.#search = parts.search;
  }

  /** Constant features of the node that was searched last, known ones included. */
  get nConstants(): number {
    return this.#draw.nConstants;
  }

  /**
   * Searches the best split of the node that was measured last and, if there is one, puts the rows that
   * go left first.
   *
   * @returns The split, or `null` if no candidate is allowed.
   */
  search(node: SplitterNode): Split | null {
    const draw = this.#draw;
    const search = this.#search;
    draw.begin(node.nConstants);
    search.begin(node);
    for (let feature = draw.next(); feature >= 0; feature = draw.next()) {
      if (search.look(feature)) draw.tried();
      else draw.found();
    }
    draw.end();
    return search.finish();
  }
}

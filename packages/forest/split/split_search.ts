/** The best split of a node. */
export interface Split {
  /** Feature to compare. */
  readonly feature: number;
  /** Rows whose value is not larger go left. */
  readonly threshold: number;
  /** Where rows without a value go. */
  readonly missingGoesLeft: boolean;
  /** Position in the samples of the first row that goes right. */
  readonly position: number;
  /** Impurity of the left side. */
  readonly leftImpurity: number;
  /** Impurity of the right side. */
  readonly rightImpurity: number;
  /** How much impurity it removes, weighted with the node's share of all rows. */
  readonly improvement: number;
  /** Prediction midway between both sides, which monotonic constraints keep them from crossing. */
  readonly middle: number;
}

/** A node to be split. */
export interface SplitterNode {
  /** First position of the node's rows in the samples. */
  readonly start: number;
  /** Position after its last row. */
  readonly end: number;
  /** Its impurity. */
  readonly impurity: number;
  /** Features that an ancestor found to be constant. */
  readonly nConstants: number;
  /** Least prediction that monotonic constraints leave to its sides. */
  readonly lower: number;
  /** Largest prediction that they leave. */
  readonly upper: number;
}

/** What a node is worth before it is split. */
export interface NodeMeasure {
  /** Weight of the node. */
  readonly weight: number;
  /** Takes up a node. */
  startNode(start: number, end: number): void;
  /** Its impurity. */
  nodeImpurity(): number;
  /** Writes its prediction: a share of each class, or one number. */
  writeValue(into: Float64Array, at: number): void;
}

/** A way of searching a node's split, feature by feature. */
export interface SplitSearch {
  /** Begins a node. */
  begin(node: SplitterNode): void;
  /** Searches a feature; `false` if all its values are the same. */
  look(feature: number): boolean;
  /** Puts the rows that go left first, and tells the best split, or `null` if there is none. */
  finish(): Split | null;
}

import type { Verdict } from "./verdict.ts";

/** What is known in advance of a column that a model takes: the texts and the slider of its field. */
export interface TaskColumn {
  /** Column name, as in the data set and in requests. */
  readonly name: string;
  /** What people read beside the slider. */
  readonly label: string;
  /** Unit of the value; empty for a number without one. */
  readonly unit: string;
  /** Lowest value of the slider. The model answers below it too. */
  readonly min: number;
  /** Highest value of the slider. The model answers above it too. */
  readonly max: number;
  /** Distance between two values of the slider. */
  readonly step: number;
  /** Where the slider stands at first. */
  readonly default: number;
}

/**
 * What is predicted, of which columns, and under which names: all that the programs need to know of a
 * table before they have seen it.
 */
export interface Task {
  /** Its name, which models carry in their metadata. */
  readonly name: string;
  /** Column that is predicted. */
  readonly target: string;
  /** The columns that models take, in their order; empty where the table says which. */
  readonly columns: readonly TaskColumn[];
  /** The MLflow experiment of its trainings. */
  readonly experiment: string;
  /** Name of each training's run. */
  readonly run: string;
  /** Name of the registered model. */
  readonly model: string;
  /** What the service calls itself. */
  readonly title: string;
  /** How the classes are named in plots, in the order of their labels; empty: by their labels. */
  readonly classNames: readonly string[];
  /** Words of its own for the probability of the second of two classes, or `null`. */
  readonly verdict: Verdict | null;
  /** A row that examples and checks ask about, or `null`. */
  readonly sample: TaskSample | null;
  /** Rows that show what a model can say; the task's texts have their names. */
  readonly cases: readonly TaskCase[];
}

/** A row of a task's own data, to be tried. */
export interface TaskCase {
  /** Its name among the task's texts. */
  readonly name: string;
  /** A value for each column. */
  readonly row: Readonly<Record<string, number>>;
}

/** A row with what the first model of the task answers. */
export interface TaskSample {
  /** A value for each column. */
  readonly row: Readonly<Record<string, number>>;
  /** Probability of the second class by the model that the defaults train on the task's own data. */
  readonly probability: number;
}

/** The alias of the version that is served. */
export const CHAMPION = "champion";

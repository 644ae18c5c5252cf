/** The words in which a page speaks of a task, in one language; what they leave out has words for any. */
export interface TaskTexts {
  /** Name of the site. */
  readonly brand: string;
  /** The same in one word, for the icon on a phone. */
  readonly shortBrand: string;
  /** Sentence at the foot of every page. */
  readonly footer: string;
  /** What the front page is for, as search engines show it. */
  readonly description: string;
  /** Heading of the front page. */
  readonly heading: string;
  /** Sentence below it. */
  readonly lead: string;
  /** What answers, in a paragraph. */
  readonly about: string;
  /** Heading of the form. */
  readonly form: string;
  /** What is drawn behind its sliders. */
  readonly histogramHint: string;
  /** Names of the task's cases. */
  readonly cases: Readonly<Record<string, string>>;
  /** Labels of columns by their names; a column that is not here has its own label. */
  readonly columns: Readonly<Record<string, string>>;
  /** Units by the way the task writes them. */
  readonly units: Readonly<Record<string, string>>;
  /** The verdict's levels, from low to high. */
  readonly levels: readonly string[];
  /** What is said if the second class is predicted. */
  readonly positive: string;
  /** What is said if it is not. */
  readonly negative: string;
  /** Why a prediction is what it is. */
  readonly why: {
    /** Where the model begins. */
    readonly base: (figure: string) => string;
    /** What moves it up. */
    readonly raises: (items: string) => string;
    /** What moves it down; for what was raised, "it" may have a gender. */
    readonly lowers: (items: string) => string;
    /** That nothing moves it. */
    readonly nothing: string;
    /** What the chart shows. */
    readonly chart: string;
    /** What will stand here. */
    readonly empty: string;
  };
  /** What another value would lead to. */
  readonly whatIf: {
    /** The choice of a column. */
    readonly choose: string;
    /** What will stand here. */
    readonly empty: string;
    /** That no change helps. */
    readonly noChange: string;
    /** What the chart of a probability shows. */
    readonly chart: (label: string) => string;
  };
  /** The comparison of this browser with the service. */
  readonly check: string;
  /** What became of the predictions. */
  readonly quality: {
    /** Sentence below the heading. */
    readonly lead: string;
    /** What the indices of drift mean. */
    readonly driftHelp: string;
  };
  /** What a file must hold, and what it gets. */
  readonly csv: string;
}

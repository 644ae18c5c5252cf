/**
 * The few instruments that the service needs, written in Prometheus' text format 0.0.4. Series are
 * looked up once and kept by their users, so that counting is an addition.
 *
 * @module
 */

/** Names and values of labels. */
export type Labels = Readonly<Record<string, string>>;

/** One number that its owner changes. */
export class Series {
  /** The number. */
  value = 0;
}

/** Counts of observations by size, and their sum. */
export class HistogramSeries {
  /** Sum of all observations. */
  sum = 0;
  /** Observations in each bucket, not cumulated; the last is beyond all bounds. */
  readonly counts: Float64Array;
  readonly #bounds: readonly number[];

  /**
   * Makes an empty histogram.
   *
   * @param bounds Upper bounds of the buckets, ascending.
   */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  /**
   * Adds an observation.
   *
   * @param value Its size, in the unit of the bounds.
   */
  observe(value: number): void {
    let bucket = 0;
    // Most observations are small, so the first bounds are reached soon.
    while (bucket < this.#bounds.length && value > this.#bounds[bucket]!) bucket++;
    this.counts[bucket] = this.counts[bucket]! + 1;
    this.sum += value;
  }
}

/**
 * Most series of a metric; beyond them the oldest is forgotten. Versions and the metrics of their runs have
 * the names that a registry gives them, as many as it likes, and each scrape writes them all.
 */
const MAX_SERIES = 1_000;

/** A metric: series of one name and kind that differ by their labels. */
class Family<S> {
  readonly #make: () => S;
  readonly #series = new Map<string, S>();
  readonly #write: (labels: string, series: S) => string;

  constructor(make: () => S, write: (labels: string, series: S) => string) {
    this.#make = make;
    this.#write = write;
  }

  /** Finds the series with these labels, making it if there is none. */
  with(labels: Labels = {}): S {
    const key = formatLabels(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = this.#make();
      this.#series.set(key, series);
      if (this.#series.size > MAX_SERIES) this.#forgetOldest();
    }
    return series;
  }

  /** Forgets all series, before they are set anew. */
  clear(): void {
    this.#series.clear();
  }

  #forgetOldest(): void {
    for (const key of this.#series.keys()) {
      this.#series.delete(key);
      return;
    }
  }

  /** Writes all series. */
  text(): string {
    return [...this.#series].map(([labels, series]) => this.#write(labels, series)).join("");
  }
}

/** Metrics whose series hold one number. */
export type NumberFamily = Pick<Family<Series>, "with" | "clear">;

/** Metrics whose series are histograms. */
export type HistogramFamily = Pick<Family<HistogramSeries>, "with">;

/** All metrics of a service, in the order in which they were declared. */
export class Exposition {
  readonly #parts: { readonly head: string; readonly text: () => string }[] = [];

  /**
   * Declares a number that only grows.
   *
   * @param name Name with unit and `_total`.
   * @param help What it counts.
   * @returns The metric.
   */
  counter(name: string, help: string): NumberFamily {
    return this.#numbers(name, help, "counter");
  }

  /**
   * Declares a number that goes up and down.
   *
   * @param name Name with unit.
   * @param help What it shows.
   * @returns The metric.
   */
  gauge(name: string, help: string): NumberFamily {
    return this.#numbers(name, help, "gauge");
  }

  /**
   * Declares a histogram.
   *
   * @param name Name with unit.
   * @param help What it observes.
   * @param bounds Upper bounds of the buckets, ascending.
   * @returns The metric.
   */
  histogram(name: string, help: string, bounds: readonly number[]): HistogramFamily {
    const write = (labels: string, series: HistogramSeries) => {
      let count = 0;
      let text = "";
      series.counts.forEach((inBucket, index) => {
        count += inBucket;
        const le = `le="${bounds[index] ?? "+Inf"}"`;
        text += `${name}_bucket{${labels === "" ? le : `${labels},${le}`}} ${count}\n`;
      });
      const braced = labels === "" ? "" : `{${labels}}`;
      return `${text}${name}_sum${braced} ${series.sum}\n${name}_count${braced} ${count}\n`;
    };
    const family = new Family(() => new HistogramSeries(bounds), write);
    this.#declare(name, help, "histogram", () => family.text());
    return family;
  }

  /**
   * Declares a number that is read anew whenever the metrics are written.
   *
   * @param metric Name with unit, and whether it only grows.
   * @param help What it shows.
   * @param value Reads it.
   */
  read(
    { name, type }: { readonly name: string; readonly type: "counter" | "gauge" },
    help: string,
    value: () => number,
  ): void {
    this.#declare(name, help, type, () => `${name} ${value()}\n`);
  }

  /** Writes all metrics in Prometheus' text format. */
  text(): string {
    return this.#parts.map(({ head, text }) => head + text()).join("");
  }

  #numbers(name: string, help: string, type: string): Family<Series> {
    const family = new Family(
      () => new Series(),
      (labels, { value }) => `${name}${labels === "" ? "" : `{${labels}}`} ${value}\n`,
    );
    this.#declare(name, help, type, () => family.text());
    return family;
  }

  #declare(name: string, help: string, type: string, text: () => string): void {
    this.#parts.push({ head: `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, text });
  }
}

function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(",");
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

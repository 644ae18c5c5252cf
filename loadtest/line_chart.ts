/** One line of a chart. */
export interface Series {
  /** Name, for the legend. */
  readonly name: string;
  /** Points `[x, y]` in the axes' units, x ascending. */
  readonly points: readonly (readonly [number, number])[];
  /** Whether y keeps its value until the next point, as a number of pods does. */
  readonly isStepped?: boolean;
}

/** A chart of lines over time. */
export interface LineChart {
  /** What the chart shows, with the unit of y. */
  readonly title: string;
  /** Its lines; the first three are told apart by dash as well as by colour. */
  readonly series: readonly Series[];
}

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 48;
const RIGHT = 12;
const TOP = 30;
const BOTTOM = 26;
const DASHES = ["", "7 4", "2 4"];

/**
 * Draws a chart as SVG of 720 by 200 units; colours come from the page's classes `line0` to `line2`.
 *
 * @param chart What to draw; x is in seconds.
 * @returns The `<svg>` element.
 */
export function lineChartSvg(chart: LineChart): string {
  const points = chart.series.flatMap((series) => series.points);
  const maxX = Math.max(1, ...points.map(([x]) => x));
  const maxY = niceCeiling(Math.max(1e-9, ...points.map(([, y]) => y)));
  const x = (value: number) => LEFT + (value / maxX) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (value / maxY) * (HEIGHT - TOP - BOTTOM);
  const ticks = [0, 0.5, 1].map((share) => share * maxY);
  const grid = ticks.map((tick) =>
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fixed(y(tick))}" y2="${
      fixed(y(tick))
    }"/>` +
    `<text class="tick" x="${LEFT - 6}" y="${fixed(y(tick) + 4)}" text-anchor="end">${
      label(tick)
    }</text>`
  );
  const seconds = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    // The last one would be cut off at the right if it stood in the middle of its place.
    `<text class="tick" x="${fixed(x(share * maxX))}" y="${HEIGHT - 8}" text-anchor="${
      share === 1 ? "end" : "middle"
    }">` +
    `${Math.round(share * maxX)} s</text>`
  );
  const lines = chart.series.map((series, index) =>
    `<path class="line${index % 3}" stroke-dasharray="${DASHES[index % 3]}" d="${
      path(series, x, y)
    }"/>`
  );
  const legend = chart.series.map((series, index) => {
    const left = WIDTH - RIGHT - 130 * (chart.series.length - index);
    return `<line class="line${index % 3}" stroke-dasharray="${DASHES[index % 3]}" x1="${left}" ` +
      `x2="${left + 24}" y1="14" y2="14"/><text class="tick" x="${left + 30}" y="18">` +
      `${escapeHtml(series.name)}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${
    escapeHtml(chart.title)
  }">` +
    `<text class="title" x="0" y="18">${escapeHtml(chart.title)}</text>` +
    [...grid, ...seconds, ...lines, ...legend].join("") + "</svg>";
}

/**
 * Escapes text for HTML, in an attribute too.
 *
 * @param text Any text.
 * @returns The same text as HTML.
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function path(series: Series, x: (value: number) => number, y: (value: number) => number): string {
  let text = "";
  let before = 0;
  for (const [px, py] of series.points) {
    if (text === "") text = `M${fixed(x(px))} ${fixed(y(py))}`;
    else if (series.isStepped) {
      text += `L${fixed(x(px))} ${fixed(y(before))}L${fixed(x(px))} ${fixed(y(py))}`;
    } else text += `L${fixed(x(px))} ${fixed(y(py))}`;
    before = py;
  }
  return text;
}

/** The next 1, 2 or 5 times a power of ten, so that the axis ends at a round number. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((factor) => value <= factor * power) ?? 10;
  return step * power;
}

function label(value: number): string {
  return value >= 1000 ? `${value / 1000}k` : String(Number(value.toPrecision(3)));
}

function fixed(value: number): string {
  return value.toFixed(1);
}

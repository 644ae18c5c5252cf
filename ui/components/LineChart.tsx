import type { JSX } from "preact";
import { useState } from "preact/hooks";
import {
  anchorAt,
  CHARACTER_WIDTH,
  fittingTicks,
  type KnownPoint,
  leftRoom,
  type LinePoint,
  runsOf,
  TEXT_GAP,
} from "./chart_geometry.ts";
import { useWidth } from "./use_width.ts";

/** One line of a chart. */
export interface Series {
  /** What the line shows. */
  readonly name: string;
  /** Points by ascending x; a y of `null` leaves a gap. */
  readonly points: readonly LinePoint[];
  /** How it is drawn: the accent, a dashed second line, or a quiet third one. */
  readonly look: "main" | "second" | "quiet";
  /** Whether it jumps from value to value, as a forest does. */
  readonly isStep?: boolean;
}

/** One direction of a chart. */
export interface Axis {
  /** Value at its start. */
  readonly min: number;
  /** Value at its end. */
  readonly max: number;
  /** Values that are written beside it. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** A point of a chart with a name. */
export interface Mark {
  /** Where it is. */
  readonly x: number;
  /** Where it is. */
  readonly y: number;
  /** What is written beside it. */
  readonly text: string;
  /** A filled dot for what is, an open one for what could be. */
  readonly look: "filled" | "open";
}

/** What a chart is drawn from. */
export interface LineChartProps {
  /** What it shows, for people who do not see it. */
  readonly label: string;
  /** Its lines, the last one on top. */
  readonly series: readonly Series[];
  /** The horizontal axis. */
  readonly x: Axis;
  /** The vertical axis. */
  readonly y: Axis;
  /** Height in CSS pixels. */
  readonly height: number;
  /** Horizontal lines with a name, such as the limits of a level. */
  readonly limits?: readonly { readonly at: number; readonly text: string }[];
  /** Named points. */
  readonly marks?: readonly Mark[];
  /** Says what is under the pointer, given its x. */
  readonly describe?: (x: number) => string;
}

/** Room around the lines for the axes' texts, in CSS pixels; on the left it depends on them. */
const MARGIN = { top: 12, right: 12, bottom: 22 };

/**
 * Draws lines over two axes.
 *
 * @param props Lines, axes and marks.
 * @returns The chart, with the reading under the pointer above it.
 */
export function LineChart(props: LineChartProps): JSX.Element {
  const { ref, width } = useWidth();
  const [pointer, setPointer] = useState<number | null>(null);
  const { x, y, height } = props;
  const left = leftRoom(y.ticks.map(({ text }) => text));
  const toX = (value: number) => left + scale(value, x) * Math.max(0, width - left - MARGIN.right);
  const toY = (value: number) =>
    height - MARGIN.bottom - scale(value, y) * (height - MARGIN.top - MARGIN.bottom);
  const toValue = (pixel: number) => {
    const share = (pixel - left) / Math.max(1, width - left - MARGIN.right);
    return x.min + Math.min(1, Math.max(0, share)) * (x.max - x.min);
  };
  return (
    <div class="chart" ref={ref}>
      <p class="chart-reading" aria-hidden="true">
        {pointer === null ? " " : props.describe?.(pointer) ?? " "}
      </p>
      <svg
        role="img"
        aria-label={props.label}
        width="100%"
        height={height}
        onPointerMove={(event) => setPointer(toValue(event.offsetX))}
        onPointerLeave={() => setPointer(null)}
      >
        {width > 0 && (
          <>
            <Grid x={x} y={y} left={left} toX={toX} toY={toY} width={width} height={height} />
            {props.limits?.map(({ at, text }) => (
              <g key={text} class="chart-limit">
                <line x1={left} x2={width - MARGIN.right} y1={toY(at)} y2={toY(at)} />
                <LimitName
                  limit={at}
                  text={text}
                  chart={props}
                  left={left}
                  y={toY(at)}
                  width={width}
                />
              </g>
            ))}
            {props.series.map((series) => (
              <SeriesLine key={series.name} series={series} toX={toX} toY={toY} />
            ))}
            {pointer !== null && props.describe !== undefined && (
              <line
                class="chart-pointer"
                x1={toX(pointer)}
                x2={toX(pointer)}
                y1={MARGIN.top}
                y2={height - MARGIN.bottom}
              />
            )}
            {props.marks?.map((mark) => (
              <MarkPoint
                key={`${mark.look} ${mark.text}`}
                mark={mark}
                x={toX(mark.x)}
                y={toY(mark.y)}
                width={width}
              />
            ))}
          </>
        )}
      </svg>
    </div>
  );
}

interface GridProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly left: number;
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

function Grid({ x, y, left, toX, toY, width, height }: GridProps): JSX.Element {
  return (
    <g class="chart-grid" aria-hidden="true">
      {y.ticks.map(({ at, text }) => (
        <g key={at}>
          <line x1={left} x2={width - MARGIN.right} y1={toY(at)} y2={toY(at)} />
          <text x={left - TEXT_GAP} y={toY(at) + 4} text-anchor="end">{text}</text>
        </g>
      ))}
      {fittingTicks(x.ticks, width - left - MARGIN.right).map(({ at, text }) => (
        <text key={at} x={toX(at)} y={height - 4} text-anchor={anchorAt(scale(at, x))}>{text}</text>
      ))}
    </g>
  );
}

/** A figure without neighbours, in CSS pixels: seen at a glance, and smaller than a mark. */
const DOT_RADIUS = 3;

interface SeriesLineProps {
  readonly series: Series;
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
}

function SeriesLine({ series, toX, toY }: SeriesLineProps): JSX.Element {
  const runs = runsOf(series.points);
  return (
    <g>
      <path
        class={`chart-line chart-line-${series.look}`}
        d={runs.map((run) => pathOf(run, series.isStep ?? false, toX, toY)).join("")}
      />
      {runs.filter(({ length }) => length === 1).flat().map(([x, y]) => (
        <circle
          key={x}
          class={`chart-dot chart-dot-${series.look}`}
          cx={toX(x).toFixed(1)}
          cy={toY(y).toFixed(1)}
          r={DOT_RADIUS}
        />
      ))}
    </g>
  );
}

interface MarkPointProps {
  readonly mark: Mark;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function MarkPoint({ mark, x, y, width }: MarkPointProps): JSX.Element {
  // What is stands above its point, what could be below if it can, so that neither covers the other.
  const hasRoomRight = x + 9 + mark.text.length * CHARACTER_WIDTH < width - MARGIN.right;
  const isBelow = y < MARGIN.top + 22 || (mark.look === "open" && hasRoomRight);
  const isRight = hasRoomRight && (mark.look === "open" || x < width * 0.3);
  return (
    <g class={`chart-mark chart-mark-${mark.look}`}>
      <circle cx={x} cy={y} r={5.5} />
      <text
        x={isRight ? x + 9 : x - 9}
        y={isBelow ? y + 20 : y - 9}
        text-anchor={isRight ? "start" : "end"}
      >
        {mark.text}
      </text>
    </g>
  );
}

interface LimitNameProps {
  readonly limit: number;
  readonly text: string;
  readonly chart: LineChartProps;
  readonly left: number;
  readonly y: number;
  readonly width: number;
}

/** Writes a limit's name where there is room: away from the marks, on the side that the line leaves. */
function LimitName({ limit, text, chart, left, y, width }: LimitNameProps): JSX.Element {
  const { points = [] } = chart.series[0] ?? {};
  const isRight = chart.marks?.some(({ x }) => scale(x, chart.x) < 0.5) ?? true;
  const nearby = (isRight ? points.at(-1) : points[0])?.[1] ?? limit;
  return (
    <text
      x={isRight ? width - MARGIN.right : left + 4}
      y={nearby > limit ? y + 14 : y - 5}
      text-anchor={isRight ? "end" : "start"}
    >
      {text}
    </text>
  );
}

function scale(value: number, { min, max }: Axis): number {
  return max === min ? 0.5 : (value - min) / (max - min);
}

function pathOf(
  run: readonly KnownPoint[],
  isStep: boolean,
  toX: (value: number) => number,
  toY: (value: number) => number,
): string {
  return run.map(([x, y], i) => {
    const [left, top] = [toX(x).toFixed(1), toY(y).toFixed(1)];
    return i === 0 ? `M${left} ${top}` : isStep ? `H${left}V${top}` : `L${left} ${top}`;
  }).join("");
}

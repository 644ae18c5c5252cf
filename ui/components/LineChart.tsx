import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useWidth } from "./use_width.ts";

/** One line of a chart. */
export interface Series {
  /** What the line shows. */
  readonly name: string;
  /** Points by ascending x; a y of `null` leaves a gap. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
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

/** Room around the lines for the axes' texts, in CSS pixels. */
const MARGIN = { top: 12, right: 12, bottom: 22, left: 44 };

/** About the width of a character of a chart's texts, in CSS pixels. */
const CHARACTER_WIDTH = 7;

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
  const toX = (value: number) =>
    MARGIN.left + scale(value, x) * Math.max(0, width - MARGIN.left - MARGIN.right);
  const toY = (value: number) =>
    height - MARGIN.bottom - scale(value, y) * (height - MARGIN.top - MARGIN.bottom);
  const toValue = (pixel: number) => {
    const share = (pixel - MARGIN.left) / Math.max(1, width - MARGIN.left - MARGIN.right);
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
            <Grid x={x} y={y} toX={toX} toY={toY} width={width} height={height} />
            {props.limits?.map(({ at, text }) => (
              <g key={text} class="chart-limit">
                <line x1={MARGIN.left} x2={width - MARGIN.right} y1={toY(at)} y2={toY(at)} />
                <LimitName
                  limit={at}
                  text={text}
                  chart={props}
                  y={toY(at)}
                  width={width}
                />
              </g>
            ))}
            {props.series.map((series) => (
              <path
                key={series.name}
                class={`chart-line chart-line-${series.look}`}
                d={pathOf(series, toX, toY)}
              />
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
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

function Grid({ x, y, toX, toY, width, height }: GridProps): JSX.Element {
  return (
    <g class="chart-grid" aria-hidden="true">
      {y.ticks.map(({ at, text }) => (
        <g key={at}>
          <line x1={MARGIN.left} x2={width - MARGIN.right} y1={toY(at)} y2={toY(at)} />
          <text x={MARGIN.left - 8} y={toY(at) + 4} text-anchor="end">{text}</text>
        </g>
      ))}
      {x.ticks.map(({ at, text }, i) => (
        <text
          key={at}
          x={toX(at)}
          y={height - 4}
          text-anchor={i === 0 ? "start" : i === x.ticks.length - 1 ? "end" : "middle"}
        >
          {text}
        </text>
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
  readonly y: number;
  readonly width: number;
}

/** Writes a limit's name where there is room: away from the marks, on the side that the line leaves. */
function LimitName({ limit, text, chart, y, width }: LimitNameProps): JSX.Element {
  const { points = [] } = chart.series[0] ?? {};
  const isRight = chart.marks?.some(({ x }) => scale(x, chart.x) < 0.5) ?? true;
  const nearby = (isRight ? points.at(-1) : points[0])?.[1] ?? limit;
  return (
    <text
      x={isRight ? width - MARGIN.right : MARGIN.left + 4}
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
  { points, isStep }: Series,
  toX: (value: number) => number,
  toY: (value: number) => number,
): string {
  let path = "";
  let isDown = false;
  for (const [x, y] of points) {
    if (y === null) {
      isDown = false;
      continue;
    }
    const at = `${toX(x).toFixed(1)} ${toY(y).toFixed(1)}`;
    if (!isDown) path += `M${at}`;
    else if (isStep) path += `H${toX(x).toFixed(1)}V${toY(y).toFixed(1)}`;
    else path += `L${at}`;
    isDown = true;
  }
  return path;
}

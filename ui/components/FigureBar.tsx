import type { JSX } from "preact";

/** What a bar is drawn from. */
export interface FigureBarProps {
  /** What it stands for. */
  readonly name: string;
  /** Its figure, as text. */
  readonly text: string;
  /** Where its bar begins, 0–1 (default 0). */
  readonly from?: number;
  /** Its length, 0–1. */
  readonly share: number;
  /** Whether it is the one that holds now. */
  readonly isCurrent: boolean;
}

/**
 * Draws one line of a list of figures: a name, a bar and the number.
 *
 * @param props Name, number and length.
 */
export function FigureBar(
  { name, text, from = 0, share, isCurrent }: FigureBarProps,
): JSX.Element {
  return (
    <li class={isCurrent ? "class-figure is-current" : "class-figure"}>
      <span class="class-figure-name">{name}</span>
      <svg class="class-figure-bar" aria-hidden="true" focusable="false">
        <rect class="zone" width="100%" height="100%" rx="3" />
        <rect
          class="scale-fill"
          x={`${(from * 100).toFixed(2)}%`}
          width={`${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`}
          height="100%"
          rx="3"
        />
      </svg>
      <span class="class-figure-text">{text}</span>
    </li>
  );
}

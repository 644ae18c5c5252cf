import type { JSX } from "preact";

/** Drawings on a grid of 16, each a path that takes the colour of its text. */
const PATHS = {
  check: "M3 8.5l3.2 3.2L13 5",
  alert: "M8 4.2v4.6M8 11.6v.2",
  cross: "M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6",
  moon: "M12.6 9.8A5.2 5.2 0 016.2 3.4a5.2 5.2 0 106.4 6.4z",
  dots: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  link: "M6.6 9.4l2.8-2.8M7.4 4.6l1-1a2.83 2.83 0 014 4l-1 1M8.6 11.4l-1 1a2.83 2.83 0 01-4-4l1-1",
  up: "M8 12.5v-9M4.5 7L8 3.5 11.5 7",
  down: "M8 3.5v9M4.5 9L8 12.5 11.5 9",
  arrow: "M3 8h9.5M9 4.5L12.5 8 9 11.5",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
} as const;

/** Name of a drawing. */
export type IconName = keyof typeof PATHS;

/**
 * Draws an icon beside a text that says the same; a screen reader reads the text alone.
 *
 * @param props Name of the drawing.
 * @returns The picture.
 */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

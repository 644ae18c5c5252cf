/**
 * Writes SVG 1.1 text: three functions and a palette, shared by the plots.
 *
 * @module
 */

/** Colours of all plots; dark enough for text on white by WCAG's 4.5:1, except `grid` and `area`. */
export const PALETTE = {
  background: "#ffffff",
  text: "#1f2937",
  muted: "#5b6472",
  grid: "#e5e7eb",
  accent: "#1d4ed8",
  area: "#dbe4fd",
  second: "#b45309",
} as const;

/** Attributes of an element; numbers are written with at most two decimals. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * Writes one element.
 *
 * @param name Its name, e.g. `rect`.
 * @param attributes Its attributes; values are escaped.
 * @param children Markup inside it, already written.
 * @returns Its markup.
 */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeText(formatValue(value))}"`).join("");
  return children.length === 0
    ? `<${name}${written}/>\n`
    : `<${name}${written}>${children.join("")}</${name}>\n`;
}

/**
 * Writes a line of text.
 *
 * @param content What it says; escaped.
 * @param attributes `x`, `y` and what differs from 14 px dark text.
 * @returns Its markup.
 */
export function text(content: string, attributes: Attributes): string {
  return element(
    "text",
    { "font-size": 14, fill: PALETTE.text, ...attributes },
    escapeText(content),
  );
}

/**
 * Writes a whole drawing on a white ground, with a heading.
 *
 * @param size Width and height in px.
 * @param heading `title` is what the plot is, `subtitle` what it shows in figures.
 * @param children Markup of the drawing.
 * @returns The file's text.
 */
export function drawing(
  size: { readonly width: number; readonly height: number },
  heading: { readonly title: string; readonly subtitle: string },
  ...children: string[]
): string {
  const { width, height } = size;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "font-family": "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
    },
    element("title", {}, escapeText(`${heading.title}: ${heading.subtitle}`)),
    element("rect", { width, height, fill: PALETTE.background }),
    text(heading.title, { x: 24, y: 36, "font-size": 20, "font-weight": 600 }),
    text(heading.subtitle, { x: 24, y: 58, fill: PALETTE.muted }),
    ...children,
  );
}

function formatValue(value: string | number): string {
  return typeof value === "string" ? value : String(Math.round(value * 100) / 100);
}

function escapeText(content: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return content.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

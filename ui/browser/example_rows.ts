import { isoText } from "@mlops/tables/iso-date";
import type { ModelFeature, Value } from "./model_feature.ts";

/** Lines of the file. */
const LINES = 4;

/**
 * Writes a CSV for the model's inputs to try the upload with: its defaults, then values across each range.
 *
 * @param features The model's inputs.
 * @returns Its text, a heading and some lines.
 */
export function exampleRows(features: readonly ModelFeature[]): string {
  const rows = Array.from(
    { length: LINES },
    (_, line) =>
      features.map((feature) =>
        cellOf(dayText(line === 0 ? feature.default : valueAt(feature, line), feature))
      ),
  );
  const heading = features.map(({ name }) => cellOf(name));
  return `${[heading, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}

function valueAt({ kind, range, categories, default: start }: ModelFeature, line: number): Value {
  if (kind === "boolean") return line % 2 === 0;
  if (kind === "category") return categories[line % categories.length] ?? null;
  if (range === null) return start;
  const steps = Math.round((range.max - range.min) / range.step * line / LINES);
  return Number((range.min + steps * range.step).toFixed(6));
}

/** A date as tables have it. */
function dayText(value: Value, { isDate }: ModelFeature): Value {
  return isDate && typeof value === "number" ? isoText(value) : value;
}

function cellOf(value: Value): string {
  const text = value === null ? "" : `${value}`;
  return /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

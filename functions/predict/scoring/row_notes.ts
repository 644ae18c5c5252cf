import type { Rows } from "@mlops/model";
import type { ServedModel } from "../model/served_model.ts";

/**
 * Tells what of a row the model's training has not seen: words that it does not know, which count as
 * missing, and numbers beyond those of all training rows. Both are scored.
 *
 * @param rows Rows that were read.
 * @param row Which of them.
 * @returns Sentences, without their full stops; none of a model whose trainer says nothing of its columns.
 */
export function rowNotes(
  { features, hasNotes }: Pick<ServedModel, "features" | "hasNotes">,
  { numbers, texts }: Rows,
  row: number,
): string[] {
  if (!hasNotes) return [];
  const notes: string[] = [];
  for (let column = 0; column < features.length; column++) {
    const { name, categories, quantiles } = features[column]!;
    const at = row * features.length + column;
    const text = texts?.[at] ?? null;
    if (text !== null && categories !== null && !categories.includes(text)) {
      notes.push(
        `${name} ${
          JSON.stringify(shortened(text))
        } is no word of the training: it counts as missing`,
      );
    }
    const [low, high] = [quantiles?.[0] ?? -Infinity, quantiles?.at(-1) ?? Infinity];
    const value = numbers[at]!;
    if (value < low || value > high) {
      notes.push(`${name} ${value} is beyond the training's ${low} to ${high}`);
    }
  }
  return notes;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39).toWellFormed()}…`;
}

import { Fields } from "./fields.ts";

type Categories = readonly (string | number)[];

/**
 * Reads the categories that XGBoost 3.1 and later keep of the training table: code `i` stands for the
 * `i`th of them.
 *
 * @param cats `model.cats`.
 * @returns Categories of each feature; `null` for a number, and where they cannot be read: names that
 * are not ASCII were cut (3.2 stored "é" as its first byte), so that only codes can be told apart.
 */
export function readCategories(cats: Fields): readonly (Categories | null)[] {
  return cats.list("enc").map((value, index) =>
    readOne(new Fields(value, `categories of ${index}`))
  );
}

function readOne(encoder: Fields): Categories | null {
  if (!encoder.has("offsets")) {
    const numbers = encoder.list("values");
    const isSound = numbers.length > 0 && numbers.every((value) => typeof value === "number");
    return isSound ? numbers as readonly number[] : null;
  }
  const offsets = encoder.integers("offsets");
  const bytes = Uint8Array.from(encoder.integers("values"));
  // Offsets count letters: behind one that is not ASCII every name is cut and moved.
  if (bytes.some((byte) => byte > 127)) return null;
  const names: string[] = [];
  for (let i = 0; i + 1 < offsets.length; i++) {
    if (offsets[i]! > offsets[i + 1]!) return null;
    names.push(new TextDecoder().decode(bytes.subarray(offsets[i]!, offsets[i + 1]!)));
  }
  return names.length === 0 || new Set(names).size < names.length ? null : names;
}

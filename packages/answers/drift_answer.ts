import {
  type Answer,
  flag,
  listOf,
  nullable,
  number,
  object,
  oneOf,
  recordOf,
  share,
  text,
  time,
  whole,
} from "./schema.ts";

const COLUMN = {
  rows: whole,
  level: oneOf("stable", "moderate", "major", "unknown"),
  psi: nullable(number),
  "psi_by_chance": nullable(number),
  ks: nullable(share),
  "ks_by_chance": nullable(number),
  bins: listOf(
    object({ above: nullable(number), "up_to": nullable(number), expected: number, actual: share }),
  ),
  histograms: nullable(
    object({ edges: listOf(number), training: listOf(number), recent: listOf(number) }),
  ),
  words: nullable(listOf(
    object({
      word: text,
      kind: oneOf("word", "missing", "unknown"),
      training: number,
      recent: whole,
    }),
  )),
} as const;

/** `GET /drift`: how recent predictions lie beside the training's rows. */
export const DRIFT = object({
  model: text,
  version: text,
  rows: whole,
  since: nullable(time),
  until: nullable(time),
  "training_rows": nullable(whole),
  levels: object({ moderate: number, major: number, meanings: recordOf(text) }),
  features: listOf(object({ name: text, label: text, unit: text, ...COLUMN }, { date: flag })),
  probability: object(COLUMN),
}, { prediction: object(COLUMN) });

/** Answer of `GET /drift`. */
export type DriftAnswer = Answer<typeof DRIFT>;

import type { TaskTexts } from "@mlops/task";
import type { fr } from "./fr.ts";

/** The same keys as another text, with any words: what every language must provide. */
export type Translated<T> = T extends string ? string
  : T extends (...args: infer Args) => string ? (...args: Args) => string
  : T extends Readonly<Record<string, TaskTexts>> ? Readonly<Record<string, TaskTexts>>
  : { readonly [Key in keyof T]: Translated<T[Key]> };

/** Every text that people read, in one language. */
export type Texts = Translated<typeof fr>;

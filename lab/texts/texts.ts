import type { Language } from "../engine/words.ts";
import { EN } from "./en.ts";
import { FR } from "./fr.ts";

/** The lab's own texts in one language. */
export type Texts = typeof FR;

/** The lab's own texts. */
export const TEXTS: Readonly<Record<Language, Texts>> = { fr: FR, en: EN };

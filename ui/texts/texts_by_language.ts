import { en } from "./en.ts";
import { fr } from "./fr.ts";
import type { Language } from "./language.ts";
import type { Texts } from "./texts.ts";

/** Every text by language, for the build; a page's script carries one language only. */
export const TEXTS: Readonly<Record<Language, Texts>> = { fr, en };

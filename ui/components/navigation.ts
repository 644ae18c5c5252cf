import type { Texts } from "../texts/texts.ts";

/** Name of a page, as its texts have it. */
export type PageName = keyof Texts["pages"];

/** One entry of the navigation. */
export interface NavigationEntry {
  /** The page. */
  readonly name: PageName;
  /** Its address. */
  readonly path: string;
  /** Name of its file, without ending. */
  readonly file: string;
}

/** The pages that the header leads to, in order; a new page is one line here and one in `pages.tsx`. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { name: "predict", path: "/", file: "predict" },
  { name: "models", path: "/models", file: "models" },
  { name: "traffic", path: "/traffic", file: "traffic" },
  { name: "quality", path: "/quality", file: "quality" },
  { name: "audit", path: "/audit", file: "audit" },
];

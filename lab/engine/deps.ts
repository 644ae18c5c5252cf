import type { Kubectl } from "../../knative/deploy/cluster/kubectl.ts";
import type { Texts } from "../texts/texts.ts";
import type { FoundExercise } from "./discover.ts";
import type { Place, PlaceKind } from "./place.ts";
import type { WorkFolder } from "./work_folder.ts";
import type { Language } from "./words.ts";

/** What the commands of the lab are wired from. */
export interface LabDeps {
  /** All exercises by number. */
  readonly exercises: readonly FoundExercise[];
  /** The learner's files. */
  readonly work: WorkFolder;
  /** The learner's language. */
  readonly language: Language;
  /** The lab's own texts in it. */
  readonly texts: Texts;
  /** Takes one line. */
  readonly print: (line: string) => void;
  /** Asks yes or no. */
  readonly confirm: (question: string) => boolean;
  /** Calls kubectl. */
  readonly kubectl: Kubectl;
  /** Opens the place of an exercise. */
  readonly openPlace: (number: number, kind: PlaceKind) => Place;
  /** Opens the stack that `deno task deploy` has put into the cluster. */
  readonly openStack: () => Place;
  /** Makes the images that a text names by `deno://` or `lab://`, and puts their references there. */
  readonly resolveImages: (text: string) => Promise<string>;
  /** Now, ISO 8601. */
  readonly now: () => string;
  /** How long a beginning may take to stand, in ms. */
  readonly patienceMs: number;
}

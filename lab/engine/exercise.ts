/**
 * What an exercise is: data in a folder of its own. The engine knows this interface and no exercise.
 *
 * @module
 */
import type { Place, PlaceKind } from "./place.ts";
import type { Words } from "./words.ts";

/** One thing that holds when the exercise is done. It looks at the state, never at what led there. */
export interface Step {
  /** Short name, unique in the exercise: `secret`. */
  readonly id: string;
  /** What holds. */
  readonly title: Words;
  /** What to look at when it does not, mostly a command; `{namespace}`, `{work}` and `{n}` are filled in. */
  readonly remedy: Words | string;
  /** The same without a cluster; `remedy` if not given. */
  readonly remedyHere?: Words | string;
  /** Where it can be looked at; everywhere if not given. */
  readonly on?: PlaceKind;
  /**
   * Looks.
   *
   * @param before How what the exercise `changes` was at its beginning: what was there is not the learner's.
   * @returns What was seen, to stand beside the tick.
   * @throws {Error} If it does not hold; a `LabFault` says it in the learner's language.
   */
  check(place: Place, before?: unknown): Promise<Words | string>;
}

/** Something that helps on; it is text like `remedy`. */
export interface Hint extends Words {
  /** Where it helps; everywhere if not given. */
  readonly on?: PlaceKind;
}

/** Something that is broken on purpose once the exercise is done, for the learner to find and mend. */
export interface Injury {
  /** Short name, unique in the exercise. It does not give the cause away. */
  readonly id: string;
  /** What a user of the stack notices. */
  readonly symptom: Words;
  /** Where it can be done; everywhere if not given. */
  readonly on?: PlaceKind;
  /** Breaks it. */
  break(place: Place): Promise<void>;
  /** Steps that do not hold any more. */
  readonly breaks: readonly [string, ...string[]];
  /** More direct each time. */
  readonly hints: readonly [Hint, ...Hint[]];
  /** One way to mend it, as a learner would type it. */
  readonly cure: readonly Command[];
  /** What was wrong and why it showed as it did; told once it is mended. */
  readonly explanation: Words;
}

/**
 * A line for the shell, from the repository's folder; `{namespace}`, `{work}` and `{n}` are filled in, and on
 * one machine where something is: `{mlflow-service}`, `{predict}`, `{ml-api-service:port}`, `{database}`.
 */
export interface Command {
  /** The line. */
  readonly line: string;
  /** What the program in Python is run by, where it can be done in either. */
  readonly inPython?: string;
  /** A line that runs beside it in another terminal, as `kubectl port-forward`. */
  readonly beside?: string;
  /** Whether it goes on, in a terminal of its own, until the exercise is done. */
  readonly stays?: boolean;
  /** Where it is needed; everywhere if not given. */
  readonly on?: PlaceKind;
}

/** A question that can be answered in a word, a letter, or what a command printed. */
export interface Question {
  /** Its number in the workshop, or a name of its own. */
  readonly number: string;
  /** The step after which it arises; from the start if not given. */
  readonly after?: string;
  /** Where it can be answered; everywhere that the step is looked at if not given. */
  readonly on?: PlaceKind;
  /** The question. */
  readonly text: Words;
  /** Answers to choose from, by letter. */
  readonly choices?: readonly Choice[];
  /** What a right answer in words matches; not beside `choices` or `expected`. */
  readonly accepts?: RegExp;
  /** Reads the right answer from the place; numbers are compared to three digits. */
  readonly expected?: (place: Place) => Promise<string>;
  /** Told after a right answer, and after the second wrong one. */
  readonly explanation: Words;
}

/** One answer to choose from. */
export interface Choice {
  /** The answer. */
  readonly text: Words;
  /** Whether it is right; not if not given. */
  readonly isRight?: boolean;
}

/** One line of the comparison of the two forms. */
export interface ComparedFigure {
  /** What is compared. */
  readonly what: Words;
  /** With a Deployment, a Service and an HPA. */
  readonly classic: Words | string;
  /** With a Knative Service. */
  readonly knative: Words | string;
}

/** Something that an exercise needs and that the lab does not install. */
export interface Need {
  /** A program on the `PATH`, if it is one. */
  readonly program?: string;
  /** Else objects of the cluster, as words behind `kubectl get`: `["crd", "…"]`; one at least must be there. */
  readonly objects?: readonly [string, ...string[]];
  /** Where it is needed; everywhere if not given. */
  readonly on?: PlaceKind;
  /** How one comes by it: what is missing, and the command that puts it there, in one sentence. */
  readonly remedy: Words;
  /** What is left without it: the exercise is begun all the same. If not given it is not. */
  readonly otherwise?: Words;
}

/** Something that others share with the learner: the models in the MLflow of the stack, say. */
export interface SharedState {
  /** What it is, as part of a sentence: `MLflow's models`. */
  readonly title: Words;
  /**
   * Reads it.
   *
   * @returns How it is; plain JSON, which the learner's progress keeps.
   */
  read(place: Place): Promise<unknown>;
  /**
   * Makes it what it was, and removes what came since; once more changes nothing.
   *
   * @param before What `read` returned.
   */
  putBack(place: Place, before: unknown): Promise<void>;
}

/** An exercise. Beside its `exercise.ts` lie `files/`, complete, and perhaps `beginning/`, manifests. */
export interface Exercise {
  /** Its title. */
  readonly title: Words;
  /** How long it takes, in minutes. */
  readonly minutes: number;
  /** The same without a cluster; `minutes` if not given. */
  readonly minutesHere?: number;
  /** What is to be reached, and what is new in it. */
  readonly goal: Words;
  /** Where it can be done. */
  readonly places: readonly [PlaceKind, ...PlaceKind[]];
  /** What must be there first; nothing but the cluster itself if not given. */
  readonly needs?: readonly Need[];
  /** Names of manifests of `exercises/beginnings/`, which several exercises begin with. */
  readonly beginsWith?: readonly string[];
  /** Folders of exercises whose solutions stand in the cluster at the beginning, in their order. */
  readonly standsOn?: readonly string[];
  /**
   * What it changes where it has no namespace of its own: `start` notes how it is, `reset` puts it back.
   * Exercises that change the same name the same object.
   */
  readonly changes?: SharedState;
  /** Settles the beginning once these stand: what no manifest can say. */
  readonly prepare?: (place: Place) => Promise<void>;
  /** What holds when it is done, in order; that no blank is left is looked at before them. */
  readonly steps: readonly [Step, ...Step[]];
  /** More direct each time. */
  readonly hints: readonly [Hint, ...Hint[]];
  /** What a learner types once the files are complete. */
  readonly commands: readonly Command[];
  /** What can be broken. */
  readonly injuries: readonly Injury[];
  /** What is asked. */
  readonly questions: readonly Question[];
  /** The same thing by both forms, in figures of the learner's own cluster, if there is something to compare. */
  readonly compare?: (place: Place) => Promise<readonly ComparedFigure[]>;
  /** Whether the figures are those of the stack that `deno task deploy` puts there, as the exercise has none. */
  readonly comparesStack?: boolean;
}

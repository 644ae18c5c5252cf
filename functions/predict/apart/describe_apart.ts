import { ModelFormatError } from "@mlops/mlflow";
import type { ApartReader } from "../model/ml_model_file.ts";
import type { AnswerHead, DescribeHead } from "./graph_messages.ts";
import { BrokenProcessError, type ProcessCommand, ScorerClient } from "./scorer_client.ts";

/** How an `MLmodel` is read apart. */
export interface DescribeSettings {
  /** How the process is started. */
  readonly command: ProcessCommand;
  /** Time to read it, in ms. */
  readonly timeMs: number;
}

/** Bytes of what is read of an `MLmodel`, as JSON: the thread that serves parses it in some 20 ms. */
const MAX_DESCRIPTION_BYTES = 4 * 1024 * 1024;

/**
 * Makes what reads an `MLmodel` in a process of its own, which is ended if it takes too long.
 *
 * @param settings How.
 * @returns The reader.
 */
export function describeApart({ command, timeMs }: DescribeSettings): ApartReader {
  return async (text) => {
    const client = new ScorerClient(command);
    const head: DescribeHead = { ask: "describe" };
    try {
      const { head: answer } = await client.ask(
        { head, parts: [new TextEncoder().encode(text)] },
        { timeMs, answerBytes: 0, headBytes: MAX_DESCRIPTION_BYTES, what: "be read" },
      );
      return descriptionOf(answer as unknown as AnswerHead);
    } catch (cause) {
      if (!(cause instanceof BrokenProcessError)) throw cause;
      throw new ModelFormatError(`MLmodel ${cause.message}`, { cause });
    } finally {
      await client.end();
    }
  };
}

function descriptionOf(answer: AnswerHead) {
  if (answer.answer === "described") return answer.description;
  const fault = "message" in answer ? answer.message : "MLmodel must be read";
  throw new ModelFormatError(fault.replace(/^Cannot read model description as /, ""));
}

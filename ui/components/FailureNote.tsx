import type { JSX } from "preact";
import type { RequestFailure } from "../browser/request_failure.ts";
import { Icon } from "./Icon.tsx";
import { useLocale } from "./LocaleContext.tsx";

/** What a note is drawn from. */
export interface FailureNoteProps {
  /** Why there is no answer. */
  readonly failure: RequestFailure;
  /** Whether the browser has answered in the service's place. */
  readonly isLocal: boolean;
  /** Whether the page has stopped trying. */
  readonly hasGivenUp: boolean;
}

/**
 * Says in one sentence why the service has not answered and what happens next.
 *
 * @param props The failure and what the page makes of it.
 * @returns The sentence, announced to screen readers.
 */
export function FailureNote({ failure, isLocal, hasGivenUp }: FailureNoteProps): JSX.Element {
  const { t } = useLocale();
  const sentence = isLocal
    ? t.failure.local
    : hasGivenUp
    ? t.failure.gaveUp
    : failure.reason === "invalid"
    ? t.failure.invalid(failure.detail)
    : t.failure[failure.reason];
  return (
    <p class="failure" role="alert">
      <Icon name="alert" />
      <span>{sentence}</span>
    </p>
  );
}

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { MoveOutcome, RegistrySession } from "../browser/registry_session.ts";
import { Icon } from "./Icon.tsx";
import { useLocale } from "./LocaleContext.tsx";

/** What the question is asked with. */
export interface PromoteDialogProps {
  /** The registry as the page knows it. */
  readonly registry: RegistrySession;
  /** The version to promote. */
  readonly version: string;
  /** Takes note that the question is gone. */
  readonly onClose: () => void;
  /** Takes note that the alias has moved. */
  readonly onMoved: (outcome: MoveOutcome & { kind: "moved" }) => void;
}

/**
 * Asks whether to move the alias, and for the token that allows it, if one does.
 *
 * @param props The version and what follows.
 * @returns A modal dialog.
 */
export function PromoteDialog(
  { registry, version, onClose, onMoved }: PromoteDialogProps,
): JSX.Element {
  const { t } = useLocale();
  const dialog = useRef<HTMLDialogElement>(null);
  const token = useSignal("");
  const isMoving = useSignal(false);
  const refusal = useSignal("");
  useEffect(() => dialog.current?.showModal(), []);
  const champion = registry.champion;
  const confirm = async () => {
    isMoving.value = true;
    refusal.value = "";
    const outcome = await registry.promote(version, token.value);
    isMoving.value = false;
    if (outcome.kind === "moved") {
      onMoved(outcome);
      dialog.current?.close();
    } else {
      refusal.value = outcome.kind === "wrong-token"
        ? t.models.wrongToken
        : t.models.moveFailed(outcome.detail);
    }
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="promote-heading" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <h2 id="promote-heading">{t.models.promoteTitle(version)}</h2>
        <p>
          {champion === null
            ? t.models.promoteFirst(version)
            : t.models.promoteDetail(champion, version)}
        </p>
        {registry.needsToken.value && (
          <label class="stacked">
            <span>{t.models.token}</span>
            <input
              type="password"
              autocomplete="off"
              required
              value={token.value}
              onInput={(event) => token.value = event.currentTarget.value}
            />
          </label>
        )}
        {refusal.value !== "" && (
          <p class="failure" role="alert">
            <Icon name="alert" />
            <span>{refusal.value}</span>
          </p>
        )}
        <div class="dialog-actions">
          <button type="button" class="button button-quiet" onClick={() => dialog.current?.close()}>
            {t.models.cancel}
          </button>
          <button type="submit" class="button" disabled={isMoving.value}>
            {isMoving.value ? t.models.moving : t.models.confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}

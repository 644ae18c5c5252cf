import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { RequestFailure } from "../browser/request_failure.ts";
import { meetViewer, signOut, viewer } from "../browser/viewer.ts";
import { useLocale } from "../components/LocaleContext.tsx";

/**
 * Shows who has signed in, and lets them sign out; nothing where nobody has to.
 *
 * @returns Their name and a button.
 */
export function ViewerMenu(): JSX.Element | null {
  const { t } = useLocale();
  const hasFailed = useSignal(false);
  useEffect(() => void meetViewer(), []);
  const name = viewer.value?.name ?? null;
  if (name === null) return null;
  const leave = async () => {
    hasFailed.value = false;
    try {
      await signOut();
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      hasFailed.value = true;
    }
  };
  return (
    <p class="viewer">
      <span class="viewer-name" title={t.viewer.signedIn(name)}>{name}</span>
      <button type="button" class="link" onClick={leave}>{t.viewer.signOut}</button>
      {hasFailed.value && <span role="alert">{t.viewer.failed}</span>}
    </p>
  );
}

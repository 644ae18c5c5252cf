import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { checkAgainstService, type CheckResult } from "../browser/check_service.ts";
import {
  features,
  isForest,
  lacksModel,
  localModel,
  serviceScorer,
  session,
  watch,
} from "../browser/page_state.ts";
import { Icon } from "../components/Icon.tsx";
import { useLocale } from "../components/LocaleContext.tsx";

/** Patients of one comparison; what one request may hold. */
const CASES = 10_000;

/**
 * Lets the reader compute in the browser, and compare it with the service.
 *
 * @returns The card; nothing for a model that cannot be computed here, or without one.
 */
export function LocalScoring(): JSX.Element | null {
  const { t, format } = useLocale();
  const state = localModel.state.value;
  const toggle = async (isLocal: boolean) => {
    session.isLocal.value = isLocal;
    if (isLocal) await localModel.load();
    if (session.isFollowing.value) session.predict();
  };
  if (lacksModel.value || !isForest.value) return null;
  return (
    <section class="card local" aria-labelledby="local-heading">
      <h2 id="local-heading">{t.local.heading}</h2>
      <p class="quiet">{t.local.about}</p>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={session.isLocal.value}
          onChange={(event) => toggle(event.currentTarget.checked)}
        />
        <span>{t.local.toggle}</span>
      </label>
      <p class="local-state" role="status">
        {state.kind === "loading" && t.local.loading}
        {state.kind === "failed" && t.local.failed}
        {state.kind === "ready" &&
          t.local.ready(
            state.scorer.version,
            format.bytes(state.sizeBytes),
            format.number(state.scorer.treeCount),
          )}
      </p>
      <Comparison />
    </section>
  );
}

function Comparison(): JSX.Element {
  const { t, format } = useLocale();
  const result = useSignal<CheckResult | "running" | "failed" | null>(null);
  const check = async () => {
    result.value = "running";
    const local = await localModel.load();
    result.value = local === null
      ? "failed"
      : await checkAgainstService(serviceScorer, local, { features: features.value, cases: CASES });
  };
  const shown = result.value;
  return (
    <div class="comparison">
      <button
        type="button"
        class="button button-quiet"
        aria-busy={shown === "running"}
        // Pressed before the served model is known, it would say that the model cannot be had.
        disabled={watch.model.value === null}
        onClick={check}
      >
        {t.local.check}
      </button>
      <p role="status" class="comparison-result">
        {shown === "running" && t.local.checking}
        {shown === "failed" && t.local.checkFailed}
        {shown !== null && typeof shown === "object" && (
          <>
            <Icon name={shown.different === 0 ? "check" : "alert"} />
            {shown.different === 0
              ? t.local.same(format.number(shown.compared))
              : t.local.different(format.number(shown.different), format.number(shown.compared))}
          </>
        )}
      </p>
    </div>
  );
}

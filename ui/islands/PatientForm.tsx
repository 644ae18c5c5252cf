import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { features, lacksModel, session, startCase } from "../browser/page_state.ts";
import { task } from "../browser/task_state.ts";
import { FailureNote } from "../components/FailureNote.tsx";
import { FeatureField } from "../components/FeatureField.tsx";
import { Icon } from "../components/Icon.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { figureText } from "../components/figure_texts.ts";
import { riskTexts } from "../components/risk_texts.ts";

/** Fields from which on a screen does not show both ends of the form. */
const MANY_FIELDS = 12;

/**
 * Takes the case: sample patients, a slider and a number for each feature, and the question.
 *
 * @returns The form, or what it waits for.
 */
export function PatientForm(): JSX.Element {
  const { t } = useLocale();
  useEffect(() => startCase(), []);
  if (lacksModel.value) {
    return (
      <section class="card" aria-labelledby="patient-heading">
        <h2 id="patient-heading">{t.form.heading}</h2>
        <p class="quiet">{t.form.noModel}</p>
      </section>
    );
  }
  return (
    <form
      class={`card patient${features.value.length > MANY_FIELDS ? " is-long" : ""}`}
      aria-labelledby="patient-heading"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        session.predict();
      }}
    >
      <div class="card-head">
        <h2 id="patient-heading">{t.form.heading}</h2>
        <CopyLink />
      </div>
      <Samples />
      <div class="fields">
        {features.value.map((feature) => <FeatureField key={feature.name} feature={feature} />)}
      </div>
      {(task.value !== null || features.value.some(({ histogram }) => histogram !== null)) && (
        <p class="hint">{t.form.histogramHint}</p>
      )}
      <Actions />
    </form>
  );
}

function Samples(): JSX.Element | null {
  const { t, own } = useLocale();
  const cases = task.value?.cases ?? [];
  if (cases.length === 0) return null;
  return (
    <div class="samples" role="group" aria-label={t.form.samples}>
      <span class="samples-title" aria-hidden="true">{t.form.samples}</span>
      {cases.map(({ name, row }) => (
        <button
          key={name}
          type="button"
          class="chip"
          onClick={() => {
            session.change(row);
            session.predict();
          }}
        >
          {own?.cases[name] ?? name}
        </button>
      ))}
    </div>
  );
}

function Actions(): JSX.Element {
  const { t, own, format } = useLocale();
  const failure = session.failure.value;
  const prediction = session.prediction.value;
  const isPending = session.isPending.value;
  return (
    <div class="actions">
      <div class="actions-row">
        <button type="submit" class="button" aria-busy={isPending}>
          {t.form.predict}
        </button>
        {prediction !== null && (
          <a class="mini-result" href="#result">
            <strong>{figureText(format, prediction.kind)(prediction.figure)}</strong>
            <span>{riskTexts(own)(prediction.riskLevel) || prediction.label}</span>
          </a>
        )}
        {isPending && <span class="waiting" aria-hidden="true">{t.failure.waking}</span>}
      </div>
      {failure !== null && (
        <FailureNote
          failure={failure}
          isLocal={prediction?.madeBy === "browser"}
          hasGivenUp={session.hasGivenUp.value}
        />
      )}
    </div>
  );
}

/** A confirmation is read in this time, in ms. */
const CONFIRMATION_MS = 2500;

function CopyLink(): JSX.Element {
  const { t } = useLocale();
  const said = useSignal("");
  const copy = async () => {
    // A page over plain http has no clipboard; its address holds the case all the same.
    const clipboard: Clipboard | undefined = navigator.clipboard;
    await clipboard?.writeText(location.href).catch(() => {});
    said.value = clipboard === undefined ? t.form.linkInAddress : t.form.linkCopied;
    setTimeout(() => said.value = "", CONFIRMATION_MS);
  };
  return (
    <button type="button" class="link copy-link" onClick={copy}>
      <Icon name="link" />
      <span aria-live="polite">{said.value || t.form.copyLink}</span>
    </button>
  );
}

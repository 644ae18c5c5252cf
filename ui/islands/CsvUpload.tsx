import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { exampleRows } from "../browser/example_rows.ts";
import { features, lacksModel } from "../browser/page_state.ts";
import { task } from "../browser/task_state.ts";
import { type CsvOutcome, predictCsv } from "../browser/predict_csv.ts";
import { RequestFailure } from "../browser/request_failure.ts";
import { CsvResult } from "../components/CsvResult.tsx";
import { FailureNote } from "../components/FailureNote.tsx";
import { Icon } from "../components/Icon.tsx";
import { useLocale } from "../components/LocaleContext.tsx";

type CsvState =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly rows: number; readonly stop: () => void }
  | { readonly kind: "failed"; readonly failure: RequestFailure }
  | { readonly kind: "done"; readonly outcome: CsvOutcome };

/**
 * Takes a CSV of any length and shows what the service predicts for it.
 *
 * @returns The card; nothing without a model.
 */
export function CsvUpload(): JSX.Element | null {
  const { t, format } = useLocale();
  const state = useSignal<CsvState>({ kind: "idle" });
  const isOver = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const send = async (file: File | undefined) => {
    if (file === undefined) return;
    const question = new AbortController();
    const stop = () => {
      question.abort();
      state.value = { kind: "idle" };
    };
    state.value = { kind: "running", rows: 0, stop };
    try {
      const outcome = await predictCsv(file, {
        signal: question.signal,
        onProgress: (rows) => state.value = { kind: "running", rows, stop },
      });
      state.value = { kind: "done", outcome };
    } catch (error) {
      if (question.signal.aborted) return;
      if (!(error instanceof RequestFailure)) throw error;
      state.value = { kind: "failed", failure: error };
    } finally {
      // The same file may be chosen again after it was changed.
      if (input.current !== null) input.current.value = "";
    }
  };
  // Who was faster than the page's script has chosen a file that nobody has heard of.
  useEffect(() => void send(input.current?.files?.[0]), []);
  if (lacksModel.value) return null;
  const shown = state.value;
  return (
    <section class="card csv" aria-labelledby="csv-heading">
      <h2 id="csv-heading">{t.csv.heading}</h2>
      <p class="quiet">
        {t.csv.about} <Example />
      </p>
      <div
        class={`drop ${isOver.value ? "is-over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          isOver.value = true;
        }}
        onDragLeave={() => isOver.value = false}
        onDrop={(event) => {
          event.preventDefault();
          isOver.value = false;
          send(event.dataTransfer?.files[0]);
        }}
      >
        <label class="button button-quiet">
          <Icon name="file" />
          <span>{t.csv.choose}</span>
          <input
            ref={input}
            class="visually-hidden"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => send(event.currentTarget.files?.[0])}
          />
        </label>
        <span class="quiet">{t.csv.drop}</span>
      </div>
      <div role="status">
        {shown.kind === "running" && (
          <p class="csv-progress">
            {t.csv.progress(format.number(shown.rows))}{" "}
            <button type="button" class="link" onClick={shown.stop}>{t.csv.cancel}</button>
          </p>
        )}
        {shown.kind === "done" && <p>{t.csv.done(format.number(shown.outcome.rowCount))}</p>}
      </div>
      {shown.kind === "failed" && <CsvFailure failure={shown.failure} />}
      {shown.kind === "done" && <CsvResult outcome={shown.outcome} />}
    </section>
  );
}

/** The task's own file, or one made of what the model says of its inputs. */
function Example(): JSX.Element | null {
  const { t } = useLocale();
  if (task.value !== null) return <a href="/example.csv" download="">{t.csv.example}</a>;
  if (features.value.length === 0) return null;
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([exampleRows(features.value)], { type: "text/csv" }));
    link.download = "example.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return <button type="button" class="link" onClick={save}>{t.csv.example}</button>;
}

function CsvFailure({ failure }: { readonly failure: RequestFailure }): JSX.Element {
  const { t } = useLocale();
  if (failure.isPassing) {
    return <FailureNote failure={failure} isLocal={false} hasGivenUp={false} />;
  }
  return (
    <p class="failure" role="alert">
      <Icon name="alert" />
      <span>{t.csv.failed(failure.detail)}</span>
    </p>
  );
}

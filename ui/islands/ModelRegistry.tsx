import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { registry } from "../browser/models_state.ts";
import { watch } from "../browser/page_state.ts";
import type { MoveOutcome } from "../browser/registry_session.ts";
import { Icon } from "../components/Icon.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { PromoteDialog } from "../components/PromoteDialog.tsx";
import { VersionComparison } from "../components/VersionComparison.tsx";
import { VersionTable } from "../components/VersionTable.tsx";

/**
 * Shows the registry: its versions, two of them side by side, and the alias that can be moved.
 *
 * @returns The cards.
 */
export function ModelRegistry(): JSX.Element {
  const { t } = useLocale();
  useEffect(() => {
    registry.start();
    watch.start();
  }, []);
  const candidate = useSignal<string | null>(null);
  const moved = useSignal<(MoveOutcome & { kind: "moved" }) | null>(null);
  const models = registry.models.value;
  return (
    <div class="registry">
      {registry.failure.value !== null && (
        <p class="failure" role="alert">
          <Icon name="alert" />
          <span>{t.models.unreachable}</span>
        </p>
      )}
      {models === null
        ? registry.failure.value === null && <p class="quiet placeholder">{t.models.loading}</p>
        : registry.versions.value.length === 0
        ? <p class="quiet placeholder">{t.models.empty}</p>
        : (
          <>
            <section class="card" aria-labelledby="versions-heading">
              <div class="card-head">
                <h2 id="versions-heading">{t.models.versions}</h2>
                <ModelChoice models={models} />
              </div>
              <MovedNotice moved={moved.value} onUndo={(version) => candidate.value = version} />
              <VersionTable
                versions={registry.versions.value}
                served={servedVersion()}
                onPromote={(version) => candidate.value = version}
              />
              <p class="quiet">
                {t.models.compareHint}
                {!registry.canMoveAliases.value && ` ${t.models.readOnly}`}
              </p>
            </section>
            <VersionComparison />
          </>
        )}
      {candidate.value !== null && (
        <PromoteDialog
          version={candidate.value}
          onClose={() => candidate.value = null}
          onMoved={(outcome) => {
            moved.value = outcome;
            watch.wake();
          }}
        />
      )}
    </div>
  );
}

/** The version that the service answers with, if it serves the shown model. */
function servedVersion(): string | null {
  const model = watch.model.value;
  return model !== null && model.name === registry.model.value ? model.version : null;
}

function ModelChoice({ models }: { readonly models: readonly string[] }): JSX.Element {
  const { t } = useLocale();
  if (models.length === 1) return <p class="model-name">{models[0]}</p>;
  return (
    <select
      aria-label={t.models.choose}
      value={registry.model.value}
      onChange={(event) => registry.choose(event.currentTarget.value)}
    >
      {models.map((name) => <option key={name} value={name}>{name}</option>)}
    </select>
  );
}

interface MovedNoticeProps {
  readonly moved: (MoveOutcome & { kind: "moved" }) | null;
  readonly onUndo: (version: string) => void;
}

function MovedNotice({ moved, onUndo }: MovedNoticeProps): JSX.Element {
  const { t } = useLocale();
  const previous = moved?.previous ?? null;
  return (
    <div role="status">
      {moved !== null && (
        <p class="notice">
          <Icon name="check" />
          <span>{t.models.moved(moved.version)}</span>
          {previous !== null && previous !== moved.version && (
            <button
              type="button"
              class="link"
              onClick={() => onUndo(previous)}
            >
              {t.models.undo(previous)}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browserPage } from "../browser/idle_poller.ts";
import { watch } from "../browser/page_state.ts";
import { type MoveOutcome, RegistrySession } from "../browser/registry_session.ts";
import { Icon } from "../components/Icon.tsx";
import { useLocale } from "../components/LocaleContext.tsx";
import { useServedName } from "../components/use_served_name.ts";
import { PromoteDialog } from "../components/PromoteDialog.tsx";
import { VersionComparison } from "../components/VersionComparison.tsx";
import { VersionTable } from "../components/VersionTable.tsx";

/** What the island is drawn from. */
export interface ModelRegistryProps {
  /** What it knows (default: nothing yet, and it asks from now on). */
  readonly session?: RegistrySession;
}

/**
 * Shows the registry: its versions, two of them side by side, and the alias that can be moved.
 *
 * @returns The cards.
 */
export function ModelRegistry({ session }: ModelRegistryProps): JSX.Element {
  const { t } = useLocale();
  const [registry] = useState(() => session ?? new RegistrySession(browserPage()));
  useEffect(() => {
    registry.start();
    watch.start();
  }, []);
  const candidate = useSignal<string | null>(null);
  const moved = useSignal<(MoveOutcome & { kind: "moved" }) | null>(null);
  const models = registry.models.value;
  useServedName();
  const served = watch.model.value?.name ?? null;
  useEffect(() => {
    if (served !== null) registry.follow(served);
  }, [served]);
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
                <ModelChoice registry={registry} models={models} />
              </div>
              <MovedNotice moved={moved.value} onUndo={(version) => candidate.value = version} />
              <VersionTable
                registry={registry}
                versions={registry.versions.value}
                served={servedVersion(registry)}
                onPromote={(version) => candidate.value = version}
              />
              <p class="quiet">
                {t.models.compareHint}
                {!registry.canMoveAliases.value && ` ${t.models.readOnly}`}
              </p>
            </section>
            <VersionComparison registry={registry} />
          </>
        )}
      {candidate.value !== null && (
        <PromoteDialog
          registry={registry}
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
function servedVersion(registry: RegistrySession): string | null {
  const model = watch.model.value;
  return model !== null && model.name === registry.model.value ? model.version : null;
}

interface ModelChoiceProps {
  readonly registry: RegistrySession;
  readonly models: readonly string[];
}

function ModelChoice({ registry, models }: ModelChoiceProps): JSX.Element {
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

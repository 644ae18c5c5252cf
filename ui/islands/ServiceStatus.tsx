import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ModelDescription } from "../browser/model_description.ts";
import { watch } from "../browser/page_state.ts";
import type { ServiceState } from "../browser/service_watch.ts";
import { Icon, type IconName } from "../components/Icon.tsx";
import { useLocale } from "../components/LocaleContext.tsx";

const ICONS: Readonly<Record<ServiceState, IconName>> = {
  "asking": "dots",
  "ready": "check",
  "no-model": "alert",
  "unreachable": "cross",
};

/** The age of a model is told in minutes; it need not be newer than this, in ms. */
const AGE_REFRESH_MS = 30_000;

/**
 * Shows whether the service answers, and with which model.
 *
 * @returns The state, a live region.
 */
export function ServiceStatus(): JSX.Element {
  const { t } = useLocale();
  useEffect(() => {
    watch.start();
  }, []);
  const state = watch.state.value;
  const model = watch.model.value;
  const sentence = {
    "asking": t.service.asking,
    "ready": t.service.ready,
    "no-model": t.service.noModel,
    "unreachable": t.service.unreachable,
  }[state];
  return (
    <section class={`status status-${state}`} aria-label={t.service.heading}>
      <p class="status-line" role="status">
        <span class="status-sign">
          <Icon name={ICONS[state]} />
        </span>
        <span>{sentence}</span>
      </p>
      <ModelFacts model={model} />
      {(model?.warnings ?? []).map((warning) => (
        <p key={warning} class="status-refused" role="status">
          <Icon name="alert" />
          <span lang="en">{warning}</span>
        </p>
      ))}
      {watch.refused.value.map((detail) => (
        <p key={detail} class="status-refused" role="status">
          <Icon name="alert" />
          <span>
            <strong>{t.service.refused}</strong> <span lang="en">{detail}</span>
          </span>
        </p>
      ))}
      <div class="status-sleep">
        {model?.isStale === true && <p>{t.service.stale}</p>}
        {watch.isAsleep.value && (
          <p>
            <Icon name="moon" />
            <span title={t.service.asleepHint}>{t.service.asleep}</span>
            <button type="button" class="link" onClick={() => watch.wake()}>
              {t.service.wake}
            </button>
          </p>
        )}
      </div>
    </section>
  );
}

function ModelFacts({ model }: { readonly model: ModelDescription | null }): JSX.Element {
  const { t, format } = useLocale();
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), AGE_REFRESH_MS);
    return () => clearInterval(timer);
  }, [model]);
  const none = t.service.none;
  const age = model === null || model.trainedAt === null || now === 0
    ? none
    : format.ago(model.trainedAt, now);
  const digest = model === null
    ? none
    : model.isVerified
    ? t.service.verified
    : t.service.unverified;
  return (
    <dl class="facts">
      {[
        [t.service.model, model?.name || none],
        [t.service.version, model?.version || none],
        [t.service.alias, model?.alias ?? none],
        [t.service.trained, age],
        [t.service.digest, digest],
      ].map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/**
 * What the islands of one page share. Importing it does nothing by itself: the same islands are
 * rendered at build time, where nobody answers.
 *
 * @module
 */
import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals";
import { readAddressValues, writeAddressValues } from "./address_values.ts";
import { CaseSession, defaultsOf, keepValues } from "./case_session.ts";
import { isForBrowsers, LocalModel } from "./local_model.ts";
import { assumedFeature, type ModelFeature } from "./model_feature.ts";
import { browserPage } from "./idle_poller.ts";
import { createServiceScorer } from "./service_scorer.ts";
import type { FigureKind } from "./scorer.ts";
import { noteServed } from "./served_site.ts";
import { task } from "./task_state.ts";
import { ServiceWatch } from "./service_watch.ts";

const KIND_OF_OUTPUT = { probabilities: "probability", scores: "score", value: "value" } as const;

/** The state of the service. */
export const watch: ServiceWatch = new ServiceWatch(browserPage());

/** The served model's features; those that the task knows until the service has answered. */
export const features: ReadonlySignal<readonly ModelFeature[]> = computed(() => {
  const served = watch.model.value?.features ?? [];
  return served.length > 0 ? served : (task.value?.columns ?? []).map(assumedFeature);
});

effect(() => {
  const model = watch.model.value;
  if (model !== null) noteServed(model);
});

/** Whether there is nothing to ask: the service has no model, and no task tells the inputs of one. */
export const lacksModel: ReadonlySignal<boolean> = computed(() =>
  watch.state.value === "no-model" && features.value.length === 0
);

/** What kind of figure the next answer has; `null` before it is known what answers. */
export const figureKind: ReadonlySignal<FigureKind | null> = computed(() => {
  const output = watch.model.value?.output ?? (task.value === null ? null : "probabilities");
  return output === null ? null : KIND_OF_OUTPUT[output];
});

/** Whether the served model may be computed in the browser. */
export const isForest: ReadonlySignal<boolean> = computed(() =>
  watch.model.value === null || isForBrowsers(watch.model.value)
);

/** The model in the browser. */
export const localModel: LocalModel = new LocalModel(watch.model);

/** The scorer behind `/api`. */
export const serviceScorer = createServiceScorer(watch.model);

/** The case on the page. */
export const session: CaseSession = new CaseSession({
  service: serviceScorer,
  local: localModel,
  features,
  classes: computed(() => watch.model.value?.classes ?? []),
  page: browserPage(),
  onVersion: (version) => watch.noteVersion(version),
});

/** A change of the address is not worth more than this, in ms; browsers count how often it changes. */
const ADDRESS_DELAY_MS = 300;

/** Connects the case with the address and the service; called once in the browser. */
export function startCase(): void {
  const shared = readAddressValues(location.search, features.value);
  if (shared !== null) {
    session.values.value = shared;
    session.predict();
  }
  effect(() => {
    // Another model may have other features; a case keeps the values of those it shares.
    const known = session.values.peek();
    const wanted = readAddressValues(location.search, features.value) ?? defaultsOf(features.value);
    session.values.value = keepValues(known, wanted);
  });
  const initial = session.values.peek();
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const values = session.values.value;
    if (values === initial) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      history.replaceState(null, "", writeAddressValues(location.search, values) + location.hash);
    }, ADDRESS_DELAY_MS);
  });
  effect(() => {
    if (watch.state.value === "ready") untracked(() => session.recover());
  });
  effect(() => {
    if (watch.state.value === "ready" && watch.model.value !== null) prefetchWhenIdle();
  });
}

/** Leaves the line and the processor to the page first, and the model to readers who do not save data. */
function prefetchWhenIdle(): void {
  const connection: unknown = Reflect.get(navigator, "connection");
  if (connection instanceof Object && Reflect.get(connection, "saveData") === true) return;
  setTimeout(() => localModel.prefetch(), 2000);
}

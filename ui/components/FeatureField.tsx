import type { JSX } from "preact";
import type { ModelFeature } from "../browser/model_feature.ts";
import { ChoiceField } from "./ChoiceField.tsx";
import { NumberField } from "./NumberField.tsx";

/**
 * Draws one input of the case as what it takes: a slider and a number, a choice, a switch, or a text, and
 * a way to leave it out where it may be missing.
 *
 * @param props The feature.
 */
export function FeatureField({ feature }: { readonly feature: ModelFeature }): JSX.Element {
  return feature.kind === "number" || feature.kind === "integer"
    ? <NumberField feature={feature} />
    : <ChoiceField feature={feature} />;
}

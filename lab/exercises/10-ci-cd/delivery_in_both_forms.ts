import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";

interface PodTemplate {
  readonly spec: { readonly containers: readonly { readonly image: string }[] };
}

/** The end of a reference: a digest's first figures, or a tag. */
function shortName(template: unknown): string {
  const [container] = (template as PodTemplate).spec.containers;
  const reference = container?.image ?? "";
  return reference.split("@sha256:")[1]?.slice(0, 12) ?? reference.split("/").at(-1)!;
}

/**
 * What is delivered, and to what one can go back, in both forms of the stack.
 *
 * @returns The figures.
 */
export async function deliveryInBothForms(place: Place): Promise<ComparedFigure[]> {
  const deployment = await place.object("deployments", "ml-api");
  const service = await place.object("ksvc", "predict");
  const sets = (await place.objects("replicasets")).filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ name }) => name === "ml-api")
  );
  const revisions = await place.objects("revisions", [
    "--selector=serving.knative.dev/service=predict",
  ]);
  return [
    {
      what: {
        fr: "L'image qui tourne : construite une fois, la même partout",
        en: "The image that runs: built once, the same everywhere",
      },
      classic: shortName(deployment.spec["template"]),
      knative: shortName(service.spec["template"]),
    },
    {
      what: {
        fr: "Versions auxquelles on peut revenir, celle d'aujourd'hui comprise",
        en: "Versions that one can go back to, today's included",
      },
      classic: {
        fr: `${sets.length} ReplicaSet(s) : rollout undo redémarre les pods`,
        en: `${sets.length} ReplicaSet(s): rollout undo starts pods anew`,
      },
      knative: {
        fr: `${revisions.length} Revision(s) : on leur rend le trafic`,
        en: `${revisions.length} Revision(s): they get the traffic again`,
      },
    },
  ];
}

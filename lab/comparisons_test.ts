import { deepEqual, match } from "node:assert/strict";
import type { LiveObject } from "../knative/checklist/cluster.ts";
import type { ComparedFigure } from "./engine/exercise.ts";
import type { Place } from "./engine/place.ts";
import { serviceInBothForms } from "./exercises/04-service/service_in_both_forms.ts";
import { QUESTIONS } from "./exercises/06-autoscaling/questions.ts";
import { scalersInBothForms } from "./exercises/06-autoscaling/scalers_in_both_forms.ts";
import { askKnative } from "./looks/ask_knative.ts";

/** A namespace where so many pods of a Knative Service run, and every program answers as told. */
function placeWith(pods: number, exec: (program: string) => string): Place {
  const pod: LiveObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "predict-1" },
    spec: {},
    status: { phase: "Running" },
  };
  const place: Partial<Place> = {
    namespace: "lab-1",
    objects: (resource, rest) =>
      Promise.resolve(
        resource === "pods" && `${rest}`.includes("serving.knative.dev")
          ? Array.from({ length: pods }, () => pod)
          : [],
      ),
    object: () => Promise.resolve({ ...pod, status: { startTime: new Date().toISOString() } }),
    exec: (_, command) => Promise.resolve(exec(`${command.at(-1)}`)),
  };
  return place as Place;
}

const ANSWERED = JSON.stringify({ status: 200, headers: {}, text: "", ms: 7 });

const told = (figures: readonly ComparedFigure[], what: RegExp) =>
  figures.find((figure) => what.test(JSON.stringify(figure.what)))?.knative;

Deno.test("compare 4 tells a pod that the last request left from one that stays", async () => {
  const pods = async (number: number) =>
    told(await serviceInBothForms(placeWith(number, () => ANSWERED)), /right now/);
  deepEqual(await pods(0), "0");
  deepEqual(await pods(1), {
    fr: "1, encore : laissez-le une minute sans requête, puis comparez à nouveau",
    en: "1, still: leave it a minute without requests, then compare again",
  });
});

Deno.test("compare 6 says that what ran was enough where no additional pod came", async () => {
  const place = placeWith(1, (program) => program.includes("answered++") ? "512\n" : ANSWERED);
  deepEqual(told(await scalersInBothForms(place), /first additional pod/), {
    fr: "aucun de plus : ce qui tournait (1) a suffi",
    en: "none more: what ran (1) was enough",
  });
});

Deno.test("what the cluster answers to a Knative Service is its own sentence, not kubectl's", async () => {
  const refused = async (message: string) =>
    await askKnative({ kubectl: () => Promise.reject(new Error(message)) } as unknown as Place, {});
  deepEqual(
    await refused(
      'Cannot apply as the cluster must accept it: Error from server (BadRequest): error when creating "STDIN": ' +
        'Service in version "v1" cannot be handled as a Service: strict decoding error: ' +
        'unknown field "spec.template.spec.restartPolicy"',
    ),
    'unknown field "spec.template.spec.restartPolicy"',
  );
  deepEqual(
    await refused(
      'Error from server (BadRequest): error when creating "STDIN": admission webhook ' +
        '"validation.webhook.serving.knative.dev" denied the request: validation failed: must not set the field(s): x',
    ),
    "validation failed: must not set the field(s): x",
  );
});

Deno.test("the question about two times of exercise 6 says where both are read", () => {
  const { text } = QUESTIONS.find(({ number }) => number === "21")!;
  const both = /kubectl get job load -n \{namespace\}.*kubectl get events -n \{namespace\}/;
  for (const said of Object.values(text)) match(said, both);
});

import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { median } from "@mlops/statistics";
import { askEntry } from "../../looks/entry.ts";
import { fetchInside } from "../../looks/knative.ts";
import { HOST, INGRESS, readCertificate } from "./steps.ts";

/** Requests that each way is measured by. */
const ASKED = 20;

/**
 * Counts what an address from outside took to write, and measures both ways in, a connection each time.
 *
 * @returns The figures.
 */
export async function entryInBothForms(place: Place): Promise<ComparedFigure[]> {
  const { authority } = await readCertificate(place);
  const request = { host: HOST, path: "/", isSecure: true };
  const answers = await askEntry(
    place,
    { ingress: INGRESS, authority },
    Array.from({ length: ASKED }, () => request),
  );
  const url = `http://hello.${place.namespace}`;
  await fetchInside(place, "deployment/client", url); // From zero it would be another figure.
  const times: number[] = [];
  for (let at = 0; at < ASKED; at++) {
    times.push((await fetchInside(place, "deployment/client", url)).ms);
  }
  const [service] = await place.objects("ksvc", ["hello"]);
  const certificates = await place.objects("certificates.cert-manager.io").catch(() => []);
  const ingress = await place.object("ingresses", INGRESS);
  const rules = (ingress.spec["rules"] as unknown[]).length;
  return [
    {
      what: {
        fr: "Ce qu'il faut écrire pour une adresse au dehors",
        en: "What is to be written for an address outside",
      },
      classic: {
        fr: `un Service, un Ingress (${rules} hôtes ici), ${certificates.length} Certificate(s)`,
        en: `a Service, an Ingress (${rules} hosts here), ${certificates.length} Certificate(s)`,
      },
      knative: {
        fr: `rien : ${service?.status["url"]} est venu avec le Service Knative`,
        en: `nothing: ${service?.status["url"]} came with the Knative Service`,
      },
    },
    {
      what: {
        fr: `Une réponse, connexion comprise, médiane de ${ASKED}`,
        en: `An answer, connection included, median of ${ASKED}`,
      },
      classic: {
        fr: `${median(answers.map(({ ms }) => ms))} ms, avec TLS`,
        en: `${median(answers.map(({ ms }) => ms))} ms, with TLS`,
      },
      knative: {
        fr: `${median(times)} ms, sans TLS : c'est un réglage de tout le cluster`,
        en: `${median(times)} ms, without TLS: that is a setting of the whole cluster`,
      },
    },
  ];
}

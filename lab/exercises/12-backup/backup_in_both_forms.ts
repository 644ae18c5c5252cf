import type { ComparedFigure } from "../../engine/exercise.ts";
import type { Place } from "../../engine/place.ts";
import { askKnative } from "../../looks/ask_knative.ts";
import { NEWEST } from "./steps.ts";

/**
 * What happens at a time, and is kept: how long the last backup took and how large it is, and what the
 * cluster says of a Knative Service with that volume.
 *
 * @returns The figures.
 */
export async function backupInBothForms(place: Place): Promise<ComparedFigure[]> {
  const jobs = await place.objects("jobs");
  const ended = jobs.filter(({ metadata, status }) =>
    metadata.name.startsWith("backup") && status["completionTime"] !== undefined
  ).toSorted((a, b) => `${a.status["completionTime"]}` < `${b.status["completionTime"]}` ? 1 : -1);
  const { startTime, completionTime } = ended[0]?.status ?? {};
  const took = (Date.parse(`${completionTime}`) - Date.parse(`${startTime}`)) / 1_000;
  const size = (await place.exec("deployment/shelf", ["sh", "-c", `wc -c <"$(${NEWEST})"`])).trim();
  const answer = await askKnative(place, {
    containers: [{
      image: "postgres:15",
      volumeMounts: [{ name: "backups", mountPath: "/backups" }],
    }],
    volumes: [{ name: "backups", persistentVolumeClaim: { claimName: "backup-pvc" } }],
  });
  return [{
    what: { fr: "Un travail à heure fixe, qui écrit", en: "Work at a fixed time, which writes" },
    classic: {
      fr: `CronJob : ${took} s, ${size} octets sur son volume`,
      en: `CronJob: ${took} s, ${size} bytes on its volume`,
    },
    knative: { fr: `le cluster répond : ${answer}`, en: `the cluster answers: ${answer}` },
  }];
}

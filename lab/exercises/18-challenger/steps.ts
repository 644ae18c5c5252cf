import { REFERENCE_TASK } from "@mlops/tasks";
import type { Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";
import { askMlflow, versionOf } from "../../looks/registry.ts";
import { askStack, onceFollowed } from "../../looks/stack_service.ts";

/** Requests that are sent to see the shares: a fifth of them is none with a chance of 2 in 10 billion. */
const ASKED = 100;

/** Patients that champion and shadow both have to have scored. */
const ENOUGH = 200;

/** The alias challenger is on a version beside the champion, which gets some requests and not most. */
export const share: Step = {
  id: "share",
  title: {
    fr: "challenger est sur une autre version que champion, et a une part des requêtes",
    en: "challenger is on another version than champion, and has a share of the requests",
  },
  remedy: {
    fr: "MLflow, Models, diabetes-model : les alias, et l'étiquette traffic de la version",
    en: "MLflow, Models, diabetes-model: the aliases, and the version's tag traffic",
  },
  check: (place) =>
    askMlflow(place, async (client) => {
      const challenger = await versionOf(client, "challenger");
      const champion = await versionOf(client, "champion");
      if (challenger.version === champion.version) {
        fault(
          `les deux sont sur la version ${champion.version}`,
          `both are on version ${champion.version}`,
        );
      }
      const traffic = challenger.tags["traffic"] ?? "";
      const isShare = Number(traffic) > 0 && Number(traffic) <= 0.5;
      if (!isShare) {
        fault(
          `traffic vaut « ${traffic} », pas une part de 0 à 0.5`,
          `traffic is "${traffic}", no share from 0 to 0.5`,
        );
      }
      return `version ${challenger.version}, traffic ${traffic}`;
    }),
};

/** The alias shadow is on the challenger's version. */
export const shadow: Step = {
  id: "shadow",
  title: {
    fr: "shadow est sur la version du challenger",
    en: "shadow is on the challenger's version",
  },
  remedy: {
    fr: "MLflow, Models, diabetes-model : les alias",
    en: "MLflow, Models, diabetes-model: the aliases",
  },
  check: (place) =>
    askMlflow(place, async (client) => {
      const challenger = await versionOf(client, "challenger");
      const { version } = await versionOf(client, "shadow");
      if (version !== challenger.version) {
        fault(`il est sur ${version}`, `it is on ${version}`);
      }
      return `version ${version}`;
    }),
};

/** Both versions answer, each its part. */
export const answered: Step = {
  id: "answered",
  title: {
    fr: `De ${ASKED} requêtes le champion répond à la plupart, le challenger à quelques-unes`,
    en: `Of ${ASKED} requests the champion answers most, the challenger some`,
  },
  remedy: {
    fr: "deno task status dit quelle version le service refuse ; l'en-tête x-model-version de " +
      "chaque réponse nomme celle qui a répondu",
    en: "deno task status says which version the service refuses; the header x-model-version of " +
      "each answer names the one that has answered",
  },
  async check(place) {
    const [champion, challenger] = await askMlflow(
      place,
      async (client) => [
        (await versionOf(client, "champion")).version,
        (await versionOf(client, "challenger")).version,
      ],
    );
    return await onceFollowed(place, async () => {
      const answers = await Promise.all(
        Array.from({ length: ASKED }, () =>
          askStack(place, "/predict", {
            body: REFERENCE_TASK.sample.row,
            // To look leaves no rows in the log.
            headers: { "x-prediction-log": "off" },
          })),
      );
      const count = (version: string | undefined) =>
        answers.filter(({ headers }) => headers.get("x-model-version") === version).length;
      const [most, some] = [count(champion), count(challenger)];
      const seen = `version ${champion}: ${most}, version ${challenger}: ${some}`;
      if (some === 0 || some >= most) fault(seen, seen);
      return seen;
    });
  },
};

/** The log holds enough outcomes to compare shadow and champion. */
export const compared: Step = {
  id: "compared",
  title: {
    fr: `/quality compare l'ombre au champion sur ${ENOUGH} patients au moins`,
    en: `/quality compares the shadow with the champion on ${ENOUGH} patients at least`,
  },
  remedy: "curl '{predict}/quality?days=1'",
  async check(place) {
    const [champion, tried] = await askMlflow(
      place,
      async (client) => [
        (await versionOf(client, "champion")).version,
        (await versionOf(client, "shadow")).version,
      ],
    );
    const { body } = await askStack(place, "/quality?days=1");
    const found = (body.comparisons as { served: string; shadow: string; count: number }[]).find(
      (it) => it.served === champion && it.shadow === tried,
    );
    const count = found?.count ?? 0;
    if (count < ENOUGH) {
      fault(`${count} patients dont le résultat est connu`, `${count} patients with an outcome`);
    }
    return `${count} patients`;
  },
};

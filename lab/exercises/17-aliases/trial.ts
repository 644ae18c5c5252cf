import { MlflowClient } from "@mlops/mlflow";
import { createTrackingServer } from "@mlops/mlflow/server";
import type { Step } from "../../engine/exercise.ts";
import { fault } from "../../engine/words.ts";
import { runLearnersProgram } from "../../looks/learners_program.ts";
import { versionOf } from "../../looks/registry.ts";
import { register } from "./register.ts";

/** Scores of a champion and of challengers that are not better. */
const [CHAMPION, CHALLENGERS] = [0.834, [0.812, 0.834]];

/** Where a challenger has just won nothing shows whether a worse one would have, too. */
export const leavesTheBetter: Step = {
  id: "leaves-the-better",
  title: {
    fr: "Le programme laisse en place un champion qu'aucun challenger ne dépasse",
    en: "The program leaves a champion alone that no challenger surpasses",
  },
  remedy: {
    fr: "le lab l'essaie sur un MLflow à lui, où challenger n'est pas meilleur",
    en: "the lab tries it on an MLflow of its own, where the challenger is no better",
  },
  async check(place) {
    await place.file("promote.ts");
    for (const score of CHALLENGERS) {
      const kept = await championAfter(`${place.work}/promote.ts`, score);
      if (kept === "1") continue;
      fault(
        `auc_roc ${CHAMPION} a été remplacé par ${score}`,
        `auc_roc ${CHAMPION} was replaced by ${score}`,
      );
    }
    return CHALLENGERS.join(", ");
  },
};

/** Lets the program loose on a store of its own; the first version is the champion. */
async function championAfter(program: string, challenger: number): Promise<string> {
  const root = await Deno.makeTempDir({ prefix: "lab-promote-" });
  const { fetch } = createTrackingServer({ root });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, fetch);
  const trackingUri = `http://127.0.0.1:${server.addr.port}`;
  const client = new MlflowClient({ trackingUri: new URL(trackingUri) });
  try {
    await register(client, "champion", CHAMPION);
    await register(client, "challenger", challenger);
    await runLearnersProgram(program, {
      args: ["--allow-net=127.0.0.1", "--allow-env=MLFLOW_TRACKING_URI"],
      env: { MLFLOW_TRACKING_URI: trackingUri },
    });
    return (await versionOf(client, "champion")).version;
  } finally {
    await server.shutdown();
    await Deno.remove(root, { recursive: true });
  }
}

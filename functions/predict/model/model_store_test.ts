import { equal, throws } from "node:assert/strict";
import { ModelStore } from "./model_store.ts";
import { ModelUnavailableError } from "./model_unavailable_error.ts";
import { loadSmallModel, smallDiabetesModel } from "../testing/small_models.ts";
import { uuidV7 } from "../http/request_id.ts";

async function storeOf(traffic: number): Promise<ModelStore> {
  const store = new ModelStore();
  const champion = await loadSmallModel(smallDiabetesModel());
  const challenger = await loadSmallModel(smallDiabetesModel({ version: "2" }));
  store.assign("champion", { model: champion, role: "champion", alias: "champion", traffic: 0 });
  store.assign("challenger", {
    model: challenger,
    role: "challenger",
    alias: "challenger",
    traffic,
  });
  return store;
}

Deno.test("choose() gives the challenger its share of the ids, evenly for ids made here", async () => {
  const store = await storeOf(0.1);
  let challenged = 0;
  for (let index = 0; index < 20_000; index++) {
    // Ids of one burst: the same millisecond, only the random digits differ.
    if (store.choose(uuidV7(1_700_000_000_000)).role === "challenger") challenged++;
  }
  // The standard deviation of 20 000 draws at 0.1 is 42.
  equal(Math.abs(challenged - 2_000) < 250, true, `${challenged} of 20 000`);
});

Deno.test("choose() gives a challenger with no share nothing, with all of it everything", async () => {
  const none = await storeOf(0);
  const all = await storeOf(1);
  for (let index = 0; index < 1_000; index++) {
    equal(none.choose(`${index}`).role, "champion");
    equal(all.choose(`${index}`).role, "challenger");
  }
});

Deno.test("choose() says why there is no model", () => {
  const store = new ModelStore();
  store.trouble = "there is no models:/m@champion";
  throws(
    () => store.choose("1"),
    (error) =>
      error instanceof ModelUnavailableError &&
      error.message ===
        "Cannot predict as no model is loaded: there is no models:/m@champion",
  );
});

Deno.test("find() finds versions in memory, whatever their role", async () => {
  const store = await storeOf(0);
  equal(store.find("2")?.role, "challenger");
  equal(store.find("3"), undefined);
});

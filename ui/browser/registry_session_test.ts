import { deepEqual, equal } from "node:assert/strict";
import { until } from "@mlops/testing/until";
import { RegistrySession } from "./registry_session.ts";

const MODELS = ["deliveries-model", "diabetes-model", "penguins-model"];

/** A registry of three models with two versions each, that a page asks which is about one of them. */
async function withRegistry(
  about: string,
  use: (session: RegistrySession, settled: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const real = globalThis.fetch;
  globalThis.fetch = (input) => {
    const path = `${input}`;
    const versions = [{ version: "2" }, { version: "1" }].map((version) => ({
      ...version,
      of: path.split("/")[3],
      aliases: [],
    }));
    return Promise.resolve(Response.json(
      path === "/mlflow/models"
        ? { models: MODELS, about, canMoveAliases: true, needsToken: true }
        : path.endsWith("/evaluation")
        ? { roc: null, importances: null }
        : { versions },
    ));
  };
  const session = new RegistrySession({
    isVisible: () => true,
    onVisibilityChange: () => () => {},
    after: () => () => {},
  });
  const settled = async () => {
    await until("the shown model's versions", () => {
      const [first] = session.versions.value;
      return first !== undefined && Reflect.get(first, "of") === session.model.value;
    });
  };
  try {
    await use(session, settled);
  } finally {
    globalThis.fetch = real;
  }
}

Deno.test("the registry shows the model that the page is about, not the first by its name", async () => {
  await withRegistry("penguins-model", async (session, settled) => {
    session.start();
    await settled();
    equal(session.model.value, "penguins-model");
    deepEqual(session.picked.value, ["1", "2"]);
  });
});

Deno.test("the registry shows the first model where the one that the page is about is not registered", async () => {
  await withRegistry("gone-model", async (session, settled) => {
    session.start();
    await settled();
    equal(session.model.value, "deliveries-model");
  });
});

Deno.test("the registry turns to the served model, its newest versions picked, until the reader chooses", async () => {
  await withRegistry("diabetes-model", async (session, settled) => {
    session.start();
    await settled();
    session.follow("penguins-model");
    await settled();
    equal(session.model.value, "penguins-model");
    deepEqual(session.picked.value, ["1", "2"]);
    session.choose("deliveries-model");
    await settled();
    session.follow("penguins-model");
    await settled();
    equal(session.model.value, "deliveries-model");
  });
});

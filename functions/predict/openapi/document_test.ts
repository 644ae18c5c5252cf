import { deepEqual, equal, ok } from "node:assert/strict";
import { smallThreeClassModel } from "../testing/small_models.ts";
import { postJson, testedApp } from "../testing/tested_app.ts";

interface Operation {
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, {
        readonly example?: unknown;
        readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
        readonly schema: { readonly $ref?: string };
      }>
    >;
  };
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { example?: unknown }>> };
}

async function documentOf(app: Awaited<ReturnType<typeof testedApp>>["app"]): Promise<Document> {
  return await (await app.request("/openapi.json")).json();
}

Deno.test("GET /openapi.json describes every route of the service but its own pages", async () => {
  const { app } = await testedApp();
  const document = await documentOf(app);
  equal(document.openapi, "3.1.0");
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
  );
  const pages = ["GET /docs", "GET /docs/{file}", "GET /openapi.json"];
  const served = app.routes.map(({ method, path }) =>
    `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`
  ).filter((route) => !pages.includes(route));
  deepEqual(described.toSorted(), served.toSorted());
});

Deno.test("GET /openapi.json shows examples that run", async () => {
  const { app } = await testedApp();
  const { paths, components } = await documentOf(app);
  const { store } = await testedApp();
  let tried = 0;
  for (const [path, { post }] of Object.entries(paths)) {
    for (const [type, content] of Object.entries(post?.requestBody?.content ?? {})) {
      const named = Object.values(content.examples ?? {}).map(({ value }) => value);
      const name = content.schema.$ref?.split("/").at(-1) ?? "";
      const examples = [content.example, ...named, components.schemas[name]?.example]
        .filter((example) => example !== undefined);
      ok(examples.length > 0, `${path} has no example for ${type}`);
      if (path === "/feedback") continue; // Needs a database.
      for (const example of examples) {
        const model = store.champion?.model;
        const response = await app.request(
          path.replace("{name}", model?.name ?? "").replace("{version}", model?.version ?? ""),
          {
            method: "POST",
            headers: { "content-type": type },
            body: typeof example === "string" ? example : JSON.stringify(example),
          },
        );
        equal(response.status, 200, `${path} ${type} ${await response.text()}`);
        tried++;
      }
    }
  }
  ok(tried >= 12, `${tried} examples`);
});

Deno.test("GET /openapi.json shows the features of the model in service", async () => {
  const { app } = await testedApp({ model: smallThreeClassModel() });
  const text = JSON.stringify(await documentOf(app));
  ok(text.includes('"required":["a","b"]'));
  ok(!text.includes("Glucose"));
  const assumed = await testedApp({ model: null });
  ok(JSON.stringify(await documentOf(assumed.app)).includes("Glucose"));
});

Deno.test("GET /openapi.json gives the same bounds for numbers as the service", async () => {
  const { app } = await testedApp({ model: smallThreeClassModel() });
  const { components } = await documentOf(app);
  const row = components.schemas["Row"] as unknown as {
    properties: { a: { minimum: number; maximum: number } };
    additionalProperties: boolean;
  };
  equal(row.additionalProperties, false);
  const { minimum, maximum } = row.properties.a;
  const next = maximum * (1 + Number.EPSILON);
  const statuses = await Promise.all(
    [minimum, maximum, next, -next].map(async (a) =>
      (await postJson(app, "/predict", { a, b: 1 })).status
    ),
  );
  deepEqual(statuses, [200, 200, 422, 422]);
});

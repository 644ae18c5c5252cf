import { equal, match } from "node:assert/strict";
import { MlflowClient } from "../../mod.ts";
import { temporaryServer } from "@mlops/testing/temporary_server";

const EVIL = `<script>alert("1")</script>'&`;
const ESCAPED = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;";

Deno.test("GET / shows experiments, runs, models and aliases, with everything escaped", async () => {
  using server = temporaryServer();
  const client = new MlflowClient({
    trackingUri: new URL("http://tracking"),
    fetch: (input, init) => server.fetch(new Request(input, init)),
  });
  const { experimentId } = await client.experiments.setExperiment(EVIL);
  const { info } = await client.runs.createRun({ experimentId, runName: EVIL, userId: EVIL });
  await client.runs.logBatch(info.runId, {
    metrics: [{ key: "auc roc", value: 0.8125 }],
    params: { depth: EVIL },
    tags: { team: EVIL },
  });
  const dataset = { name: EVIL, digest: EVIL, sourceType: "local", source: "{}" };
  await client.runs.logInputs(info.runId, [dataset]);
  await client.artifacts.uploadArtifact(info.artifactUri, "plots/a 'b'.svg", "<svg/>");
  const name = `m<b>"'&`;
  await client.registry.createRegisteredModel(name);
  const source = `${info.artifactUri}/model`;
  const { version } = await client.registry.createModelVersion({ name, source, runId: info.runId });
  await client.registry.setModelVersionTag({ name, version, key: "k", value: EVIL });
  await client.registry.setRegisteredModelAlias({ name, alias: "champion", version });

  const response = await server.send("GET", "/");
  const page = await response.text();
  equal(response.headers.get("content-type"), "text/html; charset=UTF-8");
  equal(
    response.headers.get("content-security-policy"),
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  equal(page.includes("<script"), false);
  equal(page.includes("<b>"), false);
  // Name of the experiment, name and user of the run, parameter, two tags, data set, its digest, version's tag.
  equal(page.split(ESCAPED).length - 1, 9);
  const anchor = `/experiments/${experimentId}/runs/${info.runId}`;
  match(page, new RegExp(`<div class="run" id="${anchor}">`));
  match(page, new RegExp(`<a href="#${anchor}">run ${info.runId.slice(0, 8)}</a>`));
  match(page, /<span class="alias">@champion<\/span>/);
  match(page, /<th scope="row">auc roc<\/th>\s*<td>0\.8125<\/td>/);
  const address =
    `api/2.0/mlflow-artifacts/artifacts/${experimentId}/${info.runId}/artifacts/plots/a%20&#39;b&#39;.svg`;
  equal(page.includes(`<img src="${address}" alt="plots/a &#39;b&#39;.svg" loading="lazy"`), true);
});

Deno.test("GET / of an empty folder shows that there is nothing yet", async () => {
  using server = temporaryServer();
  const page = await (await server.send("GET", "/")).text();
  match(page, /None yet\./);
  match(page, /<h3>Default<\/h3>/);
  const styles = await server.send("GET", "/overview.css");
  equal(styles.headers.get("content-type"), "text/css; charset=utf-8");
  match(await styles.text(), /color-scheme: light dark/);
});

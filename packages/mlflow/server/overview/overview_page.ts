import type { Context } from "hono";
import { html } from "hono/html";
import { modelSection } from "./overview_models.ts";
import { experimentSection } from "./overview_runs.ts";
import type { OverviewStores } from "./overview_stores.ts";

const SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * Answers with the page that people see: registered models with their versions and aliases, and
 * experiments with their runs. Every text from the store is escaped, and the page needs no script.
 *
 * Its anchors are those of MLflow's own page, so that the links that the Python client prints
 * (`/#/experiments/1/runs/…`) lead to the run here, too.
 *
 * @param context The request.
 * @param stores What to show.
 * @returns The answer.
 */
export async function overviewPage(context: Context, stores: OverviewStores): Promise<Response> {
  const models = stores.models.list();
  const experiments = stores.experiments.list("ACTIVE_ONLY")
    .sort((a, b) => (b.creationTime ?? 0) - (a.creationTime ?? 0));
  context.header("content-security-policy", SECURITY_POLICY);
  context.header("cache-control", "no-store");
  return context.html(
    await html`
      <!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Tracking server</title>
          <link rel="stylesheet" href="overview.css">
        </head>
        <body>
          <header>
            <h1>Tracking server</h1>
            <nav aria-label="Sections">
              <a href="#models">Registered models (${models.length})</a>
              <a href="#experiments">Experiments (${experiments.length})</a>
            </nav>
          </header>
          <main>
            <section aria-labelledby="models">
                    <h2 id="models">Registered models</h2>
                    ${models.length === 0 ? html`<p class="quiet">None yet.</p>` : ""}
                    ${models.map((model) => modelSection(model, stores.versions.list(model.name)))}
                  </section>
            <section aria-labelledby="experiments">
                    <h2 id="experiments">Experiments</h2>
                    ${experiments.map((experiment) => experimentSection(experiment, stores))}
                  </section>
          </main>
        </body>
      </html>
    `,
  );
}

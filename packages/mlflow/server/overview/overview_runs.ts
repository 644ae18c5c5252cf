import { html } from "hono/html";
import type { Experiment } from "../../experiment.ts";
import type { Run } from "../../run.ts";
import { type ArtifactStore, ownArtifactPath } from "../artifacts/artifact_store.ts";
import { type Html, keyTable, timeOf } from "./overview_html.ts";
import type { OverviewStores } from "./overview_stores.ts";

const MAX_RUNS = 100;
const MAX_ARTIFACTS = 100;

/**
 * Shows an experiment with its newest runs.
 *
 * @param stores Where its runs and their artifacts are.
 * @returns An article.
 */
export function experimentSection(experiment: Experiment, stores: OverviewStores): Html {
  const id = experiment.experimentId;
  const runs = stores.runs.list(id, "ACTIVE_ONLY")
    .sort((a, b) => (b.info.startTime ?? 0) - (a.info.startTime ?? 0));
  const shown = runs.slice(0, MAX_RUNS);
  return html`<article id="/experiments/${id}">
    <h3>${experiment.name}</h3>
    <p class="quiet">
      Id ${id}, ${runs.length === 1 ? "1 run" : `${runs.length} runs`}${
    runs.length > MAX_RUNS ? `, the newest ${MAX_RUNS} shown` : ""
  }
    </p>
    ${keyTable("Tags", experiment.tags)}
    ${shown.map((run) => runDetails(run, stores.artifacts))}
  </article>`;
}

function runDetails(run: Run, artifacts: ArtifactStore): Html {
  const { info } = run;
  const metrics = Object.fromEntries(
    Object.entries(run.metrics).map(([key, metric]) => [key, `${metric.value}`]),
  );
  const datasets = Object.fromEntries(
    run.datasetInputs.map((input) => [input.name, input.digest]),
  );
  return html`
    <details>
      <summary>
          <span class="name">${info.runName}</span>
          <span class="status ${info.status.toLowerCase()}">${info.status}</span>
          ${timeOf(info.startTime)}
          ${durationOf(run)}
        </summary>
      <div class="run" id="/experiments/${info.experimentId}/runs/${info.runId}">
          <p class="quiet">Run <code>${info.runId}</code> ${info.userId && `by ${info.userId}`}</p>
          <div class="columns">
            ${keyTable("Metrics", metrics)}
            ${keyTable("Parameters", run.params)}
            ${keyTable("Data sets", datasets)}
            ${keyTable("Tags", run.tags)}
          </div>
          ${artifactList(run, artifacts)}
        </div>
    </details>
  `;
}

function durationOf({ info }: Run): Html {
  if (info.startTime === null || info.endTime === null) return html``;
  return html`<span class="quiet">${((info.endTime - info.startTime) / 1_000).toFixed(1)} s</span>`;
}

function artifactList(run: Run, artifacts: ArtifactStore): Html {
  const root = ownArtifactPath(run.info.artifactUri);
  if (root === null) {
    return html`<p class="quiet">Artifacts: <code>${run.info.artifactUri}</code></p>`;
  }
  const paths = filesBelow(artifacts, root, MAX_ARTIFACTS);
  if (paths.length === 0) return html``;
  const links = paths.map((path) => {
    const address = `api/2.0/mlflow-artifacts/artifacts/${
      `${root}/${path}`.split("/").map(encodeURIComponent).join("/")
    }`;
    const isPicture = /\.(?:svg|png|jpe?g)$/i.test(path);
    return html`<li>
      <a href="${address}">${path}</a>
      ${isPicture ? html`<img src="${address}" alt="${path}" loading="lazy">` : ""}
    </li>`;
  });
  return html`
    <h4>Artifacts</h4>
    <ul class="artifacts">${links}</ul>
  `;
}

function filesBelow(artifacts: ArtifactStore, root: string, most: number): string[] {
  const found: string[] = [];
  const folders = [""];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const { name, isDirectory } of artifacts.list(`${root}/${folder}`)) {
      const path = `${folder}${name}`;
      if (isDirectory) folders.push(`${path}/`);
      else if (found.push(path) === most) return found;
    }
  }
  return found;
}

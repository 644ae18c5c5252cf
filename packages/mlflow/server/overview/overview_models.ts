import { html } from "hono/html";
import type { StoredVersion } from "../registry/model_version_meta.ts";
import { type Html, keyTable, timeOf } from "./overview_html.ts";
import type { StoredModel } from "../registry/registered_model_store.ts";

/**
 * Shows a registered model: its versions from the newest, each with its aliases and tags.
 *
 * @returns An article.
 */
export function modelSection(model: StoredModel, versions: readonly StoredVersion[]): Html {
  const name = encodeURIComponent(model.name);
  return html`<article id="/models/${name}">
    <h3>${model.name}</h3>
    ${model.description === "" ? "" : html`<p>${model.description}</p>`}
    ${keyTable("Tags", model.tags)}
    ${
    versions.length === 0 ? html`<p class="quiet">No versions.</p>` : versionTable(name, versions)
  }
  </article>`;
}

function versionTable(name: string, versions: readonly StoredVersion[]): Html {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Versions">
      <table>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Aliases</th>
            <th scope="col">Made</th>
            <th scope="col">Source</th>
            <th scope="col">Tags</th>
          </tr>
        </thead>
        <tbody>
            ${versions.toReversed().map((version) =>
              html`
                <tr id="/models/${name}/versions/${version.version}">
                  <th scope="row">${version.version}</th>
                  <td>${version.aliases.map((alias) =>
                    html`
                      <span class="alias">@${alias}</span>
                    `
                  )}</td>
                  <td>${timeOf(version.creationTimestamp)}</td>
                  <td>${sourceOf(version)}</td>
                  <td>${Object.entries(version.tags).map(([key, value]) =>
                    html`
                      <span class="tag">${key}: <code>${value}</code></span>
                    `
                  )}</td>
                </tr>
              `
            )}
          </tbody>
      </table>
    </div>
  `;
}

/** The experiment's id is the first segment of a source that this server keeps. */
function sourceOf(version: StoredVersion): Html {
  const experimentId = /^mlflow-artifacts:\/([^/]+)\//.exec(version.storageLocation)?.[1];
  if (version.runId === "" || experimentId === undefined) {
    return html`<code>${version.source}</code>`;
  }
  const anchor = `#/experiments/${experimentId}/runs/${version.runId}`;
  return html`<a href="${anchor}">run ${version.runId.slice(0, 8)}</a>`;
}

import { html } from "hono/html";

/** A piece of a page, every text in it escaped. */
export type Html = ReturnType<typeof html>;

/**
 * Shows a point in time.
 *
 * @param time Milliseconds since 1970, or `null`.
 * @returns E.g. `2026-11-25 01:02:03` in UTC, or nothing.
 */
export function timeOf(time: number | null): Html {
  if (time === null || Number.isNaN(new Date(time).getTime())) return html``;
  const iso = new Date(time).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`;
}

/**
 * Shows keys and their values.
 *
 * @param caption What they are.
 * @param values Values by key.
 * @returns A table, or nothing if there are none.
 */
export function keyTable(caption: string, values: Readonly<Record<string, string>>): Html {
  const entries = Object.entries(values);
  if (entries.length === 0) return html``;
  return html`
    <table class="keys">
      <caption>${caption}</caption>
      <tbody>
          ${entries.map(([key, value]) =>
            html`
              <tr>
                <th scope="row">${key}</th>
                <td>${shortened(value)}</td>
              </tr>
            `
          )}
        </tbody>
    </table>
  `;
}

function shortened(value: string): string {
  return value.length > 300 ? `${value.slice(0, 300)}…` : value;
}

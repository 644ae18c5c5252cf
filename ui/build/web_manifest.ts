import type { Task } from "@mlops/task";
import { DEFAULT_LANGUAGE } from "../texts/language.ts";
import { TEXTS } from "../texts/texts_by_language.ts";

/**
 * Writes what a phone shows of the site once it is on its home screen.
 *
 * @param task The task in whose words it speaks, or `null` for any table.
 * @returns A web application manifest.
 */
export function webManifest(task: Task | null): string {
  const { brand, tasks } = TEXTS[DEFAULT_LANGUAGE];
  const own = tasks[task?.name ?? ""];
  const manifest = {
    name: own?.brand ?? brand,
    "short_name": own?.shortBrand ?? brand,
    "start_url": "/",
    display: "standalone",
    "background_color": "#f6f5f1",
    "theme_color": "#f6f5f1",
    icons: [{ src: "/icon.svg", sizes: "any", type: "image/svg+xml" }],
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

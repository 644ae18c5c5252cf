// deno-lint-ignore-file no-console -- a command line program
/**
 * Takes the README's picture of the page that `deno task start` shows: in English, after as many
 * predictions as it takes for the service and its browser to be awake.
 *
 * @module
 */
import { launchChromium } from "@mlops/testing/chromium";
import { tellUsage } from "@mlops/processes/tell_usage";

tellUsage(
  `Takes docs/page.png of the page at http://localhost:8501, with the reference data set.

Usage: deno task picture     while deno task start runs`,
);

const PAGE = "http://localhost:8501";
const isThere = await fetch(PAGE).then(async (response) => {
  await response.body?.cancel();
  return response.ok;
}, () => false);
if (!isThere) {
  console.error(
    `Cannot take the picture as the stack must run: ${PAGE} does not answer; deno task start`,
  );
  Deno.exit(1);
}

/** Predictions before the one that is shown. */
const WARM_UP = 20;

const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: "en" });
await page.goto(PAGE);
const predict = page.getByRole("button", { name: "Predict", exact: true });
for (let i = 0; i <= WARM_UP; i++) {
  await Promise.all([page.waitForResponse("**/api/predict"), predict.click()]);
}
await page.locator(".contribution").first().waitFor();
await page.evaluate(() => {
  scrollTo({ top: 0, behavior: "instant" });
  (document.activeElement as HTMLElement | null)?.blur();
});
await page.mouse.move(0, 0);
const path = new URL("../../docs/page.png", import.meta.url).pathname;
await page.screenshot({ path });
console.log(`${path}: ${await page.locator(".result-source").innerText()}`);
await browser.close();

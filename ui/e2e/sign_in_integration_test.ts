import { deadline } from "@std/async";
import { deepEqual, equal } from "node:assert/strict";
import { launchChromium, PAGE_LIMIT_MS } from "@mlops/testing/chromium";
import { OidcIssuer } from "@mlops/testing/oidc_issuer";
import { referenceTest } from "@mlops/testing/reference";
import type { Page } from "playwright-core";
import { findViolations } from "./find_violations.ts";
import { startTestStack } from "./stack.ts";

const SHOTS = new URL("../dist-screenshots/", import.meta.url);
const LIMIT_MS = 600_000;

/** Names of the versions that can be promoted. */
const PROMOTE = "button[aria-label^='Promouvoir']";

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  deepEqual(await findViolations(page), []);
  await page.screenshot({ path: new URL(`${name}.png`, SHOTS).pathname, fullPage: true });
}

referenceTest(
  "people sign in, see what they may do and promote, in a real browser",
  ["chromium"],
  async () => {
    await using issuer = await OidcIssuer.start();
    await using stack = await startTestStack({ issuer: issuer.issuer });
    const browser = await launchChromium();
    await Deno.mkdir(SHOTS, { recursive: true });
    try {
      await deadline(walk(), LIMIT_MS);
    } finally {
      await browser.close();
    }

    async function walk(): Promise<void> {
      const keyless = await fetch(`${stack.apiUrl}/model`);
      equal(keyless.status, 401);
      await keyless.body?.cancel();
      const page = await (await browser.newContext({ locale: "fr-FR" })).newPage();
      page.setDefaultTimeout(PAGE_LIMIT_MS);
      // Who may predict and read alone is offered nothing else.
      issuer.person = { sub: "a1", name: "Zoé Martin", roles: ["predict", "read"] };
      await page.goto(`${stack.uiUrl}/?Glucose=150`);
      await page.getByText("Zoé Martin").waitFor();
      // By now the page may have added the other columns to its address.
      equal(new URL(page.url()).searchParams.get("Glucose"), "150");
      await page.locator(".what-if .chart-line").waitFor();
      await shoot(page, "signed-in");
      await page.goto(`${stack.uiUrl}/models`);
      await page.locator(".importances").waitFor();
      equal(await page.locator(PROMOTE).count(), 0);

      // Signing out leads to the issuer's end, and the next page asks who it is.
      await page.getByRole("button", { name: "Se déconnecter" }).click();
      await page.getByText("You are signed out.").waitFor();
      issuer.person = { sub: "b2", name: "Ada", roles: ["read", "promote"] };
      await page.goto(`${stack.uiUrl}/`);
      await page.getByText("Votre compte ne permet pas").waitFor();
      equal(await page.locator(".predict-form").isVisible(), false);
      await shoot(page, "signed-in-reader");

      // With the right, no token is asked for.
      await page.goto(`${stack.uiUrl}/models`);
      await page.locator(PROMOTE).first().click();
      equal(await page.locator("dialog input").count(), 0);
      await shoot(page, "promote-signed-in");
      await page.locator("dialog button[type=submit]").click();
      await page.locator(".notice").getByText("2").waitFor();

      // A session that is over leads to sign in again, without a click.
      // Waited for from before, as the page asks again by itself at any moment.
      const answered = (path: string, status: number) =>
        page.waitForResponse((response) =>
          new URL(response.url()).pathname === path && response.status() === status
        );
      const led = Promise.all([answered("/authorize", 303), answered("/models", 200)]);
      await page.context().clearCookies({ name: "session" });
      await led;
      await page.getByText("Ada").waitFor();
    }
  },
);

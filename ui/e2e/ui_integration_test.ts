import { deadline } from "@std/async";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { referenceTest } from "@mlops/testing/reference";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { SAMPLE_PATIENT } from "@mlops/tasks/diabetes";
import { DIABETES_CSV } from "@mlops/tasks/diabetes/data";
import { launchChromium, PAGE_LIMIT_MS } from "@mlops/testing/chromium";
import { findViolations } from "./find_violations.ts";
import { ADMIN_TOKEN, startTestStack, type TestStack } from "./stack.ts";

const SHARED = `/?${new URLSearchParams(
  Object.entries(SAMPLE_PATIENT).map(([k, v]) => [k, `${v}`]),
)}`;
const SHOTS = new URL("../dist-screenshots/", import.meta.url);

/** Many times what the longest step takes: what hangs is to fail. */
const STEP_LIMIT_MS = 600_000;

/** What a browser complained about while the test ran. */
const complaints: string[] = [];

referenceTest("the page in a real browser, over the real stack", ["chromium"], async (t) => {
  await using stack = await startTestStack();
  const browser = await launchChromium(["--host-resolver-rules=MAP page.test 127.0.0.1"]);
  await Deno.mkdir(SHOTS, { recursive: true });
  try {
    for (const [name, step] of Object.entries(STEPS)) {
      await t.step(name, () => deadline(step(browser, stack), STEP_LIMIT_MS));
    }
  } finally {
    // Playwright waits without an end for a browser whose end it has missed.
    await deadline(browser.close(), PAGE_LIMIT_MS).catch(() => {});
  }
});

const STEPS: Record<string, (browser: Browser, stack: TestStack) => Promise<void>> = {
  "every page in both languages, themes and widths, with nothing for axe to find": async (
    browser,
    stack,
  ) => {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const [locale, width] of [["fr-FR", 1280], ["en-GB", 390]] as const) {
        const viewport = { width, height: 900 };
        await visit(browser, stack, { colorScheme, locale, viewport }, async (page) => {
          for (const path of [SHARED, "/models", "/traffic", "/quality", "/audit", "/nowhere"]) {
            await page.goto(stack.uiUrl + path);
            await untilDrawn(page);
            equal(await page.getAttribute("html", "lang"), locale.slice(0, 2));
            deepEqual(await findViolations(page), []);
            ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
            const name = path === SHARED ? "predict" : path.slice(1);
            const path_ = new URL(`${name}-${width}-${colorScheme}.png`, SHOTS).pathname;
            await page.screenshot({ path: path_, fullPage: true });
          }
        });
      }
    }
    // The one address at which there is nothing.
    deepEqual(complaints.filter((text) => !text.endsWith(`${stack.uiUrl}/nowhere`)), []);
  },

  "a prediction equals the service's, with its reasons": async (browser, stack) => {
    const expected = await ask(stack, "/predict", SAMPLE_PATIENT);
    await visit(browser, stack, {}, async (page) => {
      await page.goto(stack.uiUrl + SHARED);
      await page.getByText("Risque de diabète détecté", { exact: true }).waitFor();
      await untilShown(page, expected.probability);
      equal(await page.locator(".result-level dd").textContent(), expected.risk_level);
      await page.locator(".contribution").nth(7).waitFor();
      match(await page.locator(".why-words").innerText(), /Glucose à 148\smg\/dL/);
      await page.locator(".what-if .chart-line").waitFor();
      await page.getByText("API connectée — modèle chargé").waitFor();
    });
  },

  "a slider, a number and the keyboard all lead to a prediction, and to the address": async (
    browser,
    stack,
  ) => {
    await visit(browser, stack, {}, async (page) => {
      await page.goto(stack.uiUrl);
      await page.getByText("API connectée — modèle chargé").waitFor();
      await page.getByRole("button", { name: "Prédire" }).click();
      await page.locator(".verdict .icon").waitFor();
      await page.getByLabel("Glucose (mg/dL), valeur").fill("190");
      await page.getByRole("slider", { name: "Âge" }).focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForURL(/Glucose=190.*Age=34/);
      const { probability } = await ask(stack, "/predict", {
        Pregnancies: 3,
        Glucose: 190,
        BloodPressure: 70,
        SkinThickness: 20,
        Insulin: 79,
        BMI: 32,
        DiabetesPedigreeFunction: 0.5,
        Age: 34,
      });
      await untilShown(page, probability);
      await page.getByLabel("IMC, valeur").fill("99");
      await page.getByText("Hors de la plage d’apprentissage (0 à 67)").waitFor();
    });
  },

  "the service goes and comes back: a sentence, then the answer": async (browser, stack) => {
    await visit(browser, stack, {}, async (page) => {
      // Keeps the model out of the browser: this is about a page that has none to fall back to.
      await page.route("**/api/model/onnx*", (route) => route.abort());
      await page.goto(stack.uiUrl);
      await page.getByText("API connectée — modèle chargé").waitFor();
      await stack.stopService();
      await page.getByRole("button", { name: "Prédire" }).click();
      await page.getByText("Le service ne répond pas.").waitFor();
      await page.getByText("API injoignable").waitFor();
      await stack.startService();
      await page.getByText("API connectée — modèle chargé").waitFor();
      await page.locator(".verdict .icon").waitFor();
      await page.getByRole("alert").first().waitFor({ state: "hidden" });
    });
  },

  "the browser computes the same, bit for bit, and goes on offline": async (browser, stack) => {
    await visit(browser, stack, {}, async (page) => {
      // The page does not know the model yet when its scripts run.
      const model = Promise.withResolvers<void>();
      await page.route("**/api/model", (route) => model.promise.then(() => route.continue()));
      await page.goto(stack.uiUrl + SHARED);
      const compare = page.getByRole("button", { name: "Comparer 10 000 patients au hasard" });
      await page.getByText("Connexion à l’API…").waitFor();
      equal(await compare.isDisabled(), true);
      model.resolve();
      await compare.click();
      await page.getByText(/10\s000 probabilités sur 10\s000 identiques, bit pour bit/).waitFor();
      const { probability } = await ask(stack, "/predict", SAMPLE_PATIENT);
      await page.getByRole("switch", { name: "Calculer dans ce navigateur" }).click();
      await page.getByText("calculé dans ce navigateur").waitFor();
      await untilShown(page, probability);
      // The worker keeps the site: it may be opened anew without a network.
      await page.evaluate(() => navigator.serviceWorker.ready);
      // Waited for from before the page asks, and to its end: what is offline has no more of it.
      const file = page.waitForResponse(/\/api\/model\/onnx/);
      await page.reload();
      await page.locator(".status-ready").waitFor();
      await (await file).finished();
      await page.context().setOffline(true);
      await page.reload();
      await page.getByText("API injoignable").waitFor();
      await page.getByText("Service injoignable : calcul fait dans ce navigateur.").waitFor();
      await untilShown(page, probability);
      await page.locator(".contribution").nth(7).waitFor();
    });
  },

  "a CSV comes back with a table, a histogram and a file": async (browser, stack) => {
    await visit(browser, stack, {}, async (page) => {
      await page.goto(stack.uiUrl);
      const lines = DIABETES_CSV.trim().split("\n");
      const content = lines.map((line) => line.split(",").slice(0, 8).join(",")).join("\n");
      await upload(page, content);
      await page.getByText("768 lignes prédites").waitFor();
      equal(await page.locator(".csv-result tbody tr").count(), 100);
      equal(await page.locator(".csv-result .zone-bar").count(), 20);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Enregistrer le CSV" }).click(),
      ]);
      equal(download.suggestedFilename(), "patients-predictions.csv");
      const saved = await Deno.readTextFile(await download.path());
      equal(saved.trim().split("\n").length, 769);
      match(saved, /^[^\n]*probability,has_diabetes,risk_level\r?\n/);
      await upload(page, "Pregnancies\nx\n");
      await page.getByText(/Le fichier n’a pas pu être prédit/).waitFor();
    });
  },

  "a file that is chosen before the page's script runs is predicted, too": async (
    browser,
    stack,
  ) => {
    await visit(browser, stack, {}, async (page) => {
      const chosen = Promise.withResolvers<void>();
      await page.route(/\/assets\/.*\.js/, async (route) => {
        await chosen.promise;
        await route.continue();
      });
      await page.goto(stack.uiUrl, { waitUntil: "commit" });
      const [header, ...rows] = DIABETES_CSV.trim().split("\n");
      await upload(page, [header, ...rows.slice(0, 3)].join("\n"));
      chosen.resolve();
      await page.getByText("3 lignes prédites").waitFor();
    });
  },

  "two versions side by side; a promote, which the open page follows, and a roll back": async (
    browser,
    stack,
  ) => {
    await visit(browser, stack, {}, async (page) => {
      await page.goto(`${stack.uiUrl}/models`);
      await page.getByRole("heading", { name: "Version 1 et version 2" }).waitFor();
      await page.locator(".comparison-card .chart-line").nth(2).waitFor();
      await page.locator(".importances li").nth(7).waitFor();
      equal(await page.locator(".importances li").count(), 8);
      // Not earlier: an open page looks less and less often while nothing moves.
      const other = await page.context().newPage();
      await other.goto(stack.uiUrl + SHARED);
      await other.getByText(/version 1 · calculé par le service/).waitFor();
      await page.getByRole("button", { name: "Promouvoir la version 2" }).click();
      await page.getByLabel("Jeton d’administration").fill("not the token at all");
      await page.getByRole("button", { name: "Déplacer l’alias" }).click();
      await page.getByText("Ce jeton n’est pas le bon").waitFor();
      await page.getByLabel("Jeton d’administration").fill(ADMIN_TOKEN);
      await page.getByRole("button", { name: "Déplacer l’alias" }).click();
      await page.getByText("La version 2 est maintenant championne.").waitFor();
      await other.locator(".facts").getByText("2", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Revenir à la version 1" }).click();
      await page.getByLabel("Jeton d’administration").fill(ADMIN_TOKEN);
      await page.getByRole("button", { name: "Déplacer l’alias" }).click();
      await page.getByText("La version 1 est maintenant championne.").waitFor();
      await other.locator(".facts").getByText("1", { exact: true }).waitFor();
      await page.goto(`${stack.uiUrl}/audit`);
      for (const move of ["1 → 2", "2 → 1"]) {
        const row = page.locator("table.audit tr", { hasText: "alias déplacé" });
        await row.filter({ hasText: move }).getByText("@champion").waitFor();
      }
    });
  },

  "without a model there is nothing to ask until there is one": async (browser, stack) => {
    // What a service worker asks passes by the routes below.
    await visit(browser, stack, { serviceWorkers: "block" }, async (page) => {
      // The page of a table, whose inputs nobody knows before its model.
      await page.route(`${stack.uiUrl}/`, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace(/data-task="\w+"/, 'data-task=""');
        await route.fulfill({ response, body });
      });
      const model = /\/api\/model(\?|$)/;
      await page.route(model, (route) => route.fulfill({ status: 503, json: {} }));
      await page.goto(stack.uiUrl);
      await page.getByText("Il n’y a encore aucun modèle à interroger.").waitFor();
      equal(await page.locator("form, .result, .local, .csv").count(), 0);
      await page.unroute(model);
      await page.locator("form .fields input").first().waitFor();
      await page.locator(".result dt", { hasText: "Probabilité" }).waitFor();
    });
  },

  "the traffic moves while requests come": async (browser, stack) => {
    await visit(browser, stack, {}, async (page) => {
      await page.goto(`${stack.uiUrl}/traffic`);
      // A line that lies flat has no height, so that it counts as hidden.
      await page.locator(".time-chart .chart-line").first().waitFor({ state: "attached" });
      const rate = page.locator(".time-chart", { hasText: "Requêtes par seconde" })
        .locator(".time-chart-now");
      const isMoving = async () => /[1-9]/.test(await rate.innerText());
      while (!await isMoving()) await ask(stack, "/predict", SAMPLE_PATIENT);
    });
  },

  "without a prediction log, the quality page says so": async (browser, stack) => {
    await visit(browser, stack, {}, async (page) => {
      await page.goto(`${stack.uiUrl}/quality`);
      await page.getByText("La qualité a besoin du journal des prédictions").waitFor();
      equal(await page.locator(".quality-grid, .drifts").count(), 0);
    });
  },

  "a node's address over http is enough": async (browser, stack) => {
    const insecure = stack.uiUrl.replace("127.0.0.1", "page.test");
    await visit(browser, stack, {}, async (page) => {
      await page.goto(insecure + SHARED);
      equal(await page.evaluate(() => isSecureContext), false);
      await page.locator(".verdict .icon").waitFor();
      // What confirms the click is there for some seconds only.
      await Promise.all([
        page.getByText("Le lien du cas est dans la barre d’adresse").waitFor(),
        page.getByRole("button", { name: "Copier le lien du cas" }).click(),
      ]);
    });
  },

  "SIGTERM ends the page's server cleanly": async (_, stack) => {
    equal(await stack.stopPage(), 0);
  },
};

async function visit(
  browser: Browser,
  stack: TestStack,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    locale: "fr-FR",
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(PAGE_LIMIT_MS);
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(`${error}`));
    page.on("console", (message) => {
      const { url } = message.location();
      if (message.type() === "error") complaints.push(`${message.text()} ${url}`);
    });
    page.on("request", (request) => {
      const { hostname } = new URL(request.url());
      const isOwn = hostname === new URL(stack.uiUrl).hostname || hostname === "page.test";
      if (!isOwn && !request.url().startsWith("blob:")) complaints.push(request.url());
    });
    await use(page);
  } finally {
    await context.close();
  }
}

/** Waits until the result card says this probability. */
async function untilShown(page: Page, probability: number): Promise<void> {
  const text = (probability * 100).toFixed(1).replace(".", ",");
  await page.locator(".result-probability dd", { hasText: text }).waitFor();
}

/** Waits until nothing more is to come: cards, curves and tables are there. */
async function untilDrawn(page: Page): Promise<void> {
  const { pathname } = new URL(page.url());
  const last = new Map([
    ["/", ".what-if .chart-line"],
    ["/models", ".importances"],
    ["/traffic", ".instances tbody tr"],
    ["/quality", ".traffic-live .icon"],
    ["/audit", "table.audit tbody tr"],
  ]).get(pathname);
  if (last !== undefined) await page.locator(last).first().waitFor();
  await page.evaluate(() => document.fonts.ready);
}

async function upload(page: Page, content: string): Promise<void> {
  const { Buffer } = await import("node:buffer");
  await page.setInputFiles('input[type="file"]', {
    name: "patients.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(content),
  });
}

async function ask(stack: TestStack, path: string, body: unknown) {
  const response = await fetch(stack.apiUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return await response.json();
}

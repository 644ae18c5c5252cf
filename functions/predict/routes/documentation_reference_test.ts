/** The API page as people see it, in Chromium, with every other host out of reach. */
import { referenceTest } from "@mlops/testing/reference";
import { deepEqual, equal } from "node:assert/strict";
import { launchChromium, PAGE_LIMIT_MS } from "@mlops/testing/chromium";
import { testedApp } from "../testing/tested_app.ts";

referenceTest("GET /docs sends a real request and asks no other host", ["chromium"], async () => {
  const { app } = await testedApp();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    app.fetch,
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const browser = await launchChromium([
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ]);
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PAGE_LIMIT_MS);
    const complaints: string[] = [];
    const hosts = new Set<string>();
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http")) hosts.add(url.origin);
    });
    await page.goto(`${origin}/docs`);
    const operation = page.locator("#operations-Predictions-post_predict");
    await operation.locator(".opblock-summary-control").click();
    await operation.locator("button.execute").click();
    const answer = operation.locator(".live-responses-table tr.response td").first();
    await answer.waitFor();
    equal((await answer.innerText()).trim().slice(0, 3), "200");
    const body = await operation.locator(".live-responses-table .highlight-code").first()
      .innerText();
    equal(body.includes('"probability": 0.75'), true, body);
    deepEqual([...hosts], [origin]);
    deepEqual(complaints, []);
  } finally {
    await browser.close();
    await server.shutdown();
  }
});

import type { Browser } from "playwright-core";

/** Longest wait for a browser or for something on its page, in ms: a crowded machine takes its time. */
export const PAGE_LIMIT_MS = 120_000;

/** Keeps a browser from asking anybody but the page under test. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts Debian's Chromium without a window.
 *
 * @param flags More command-line flags.
 * @returns The browser; close it at the end.
 */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  // playwright-core asks at import whether it runs under Windows, by a file below /proc that Deno
  // shows to a program with all permissions only. This variable of its own makes it not ask.
  Deno.env.set("__IS_WSL_TEST__", "1");
  const { chromium } = await import("playwright-core");
  return await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [...FLAGS, ...flags],
    timeout: PAGE_LIMIT_MS,
  });
}

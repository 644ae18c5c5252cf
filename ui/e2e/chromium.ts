import { type Browser, chromium } from "playwright-core";

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
export function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [...FLAGS, ...flags],
  });
}

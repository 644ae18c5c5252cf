/**
 * Configuration from environment variables and flags: every fault in it is reported at once, before
 * anything starts, and no secret is shown. Pure: whoever calls passes the lookup.
 *
 * @example What a service reads
 * ```ts
 * import { ConfigError, readSettings } from "@mlops/config";
 * import { deepEqual, throws } from "node:assert/strict";
 *
 * function readConfig(env: (name: string) => string | undefined) {
 *   return readSettings(env, (settings) => ({
 *     port: settings.integer("PORT", { fallback: 8000, min: 1, max: 65_535 }),
 *     engine: settings.choice("ENGINE", ["auto", "forest"]),
 *   }));
 * }
 *
 * deepEqual(readConfig(() => undefined), { port: 8000, engine: "auto" });
 * throws(() => readConfig(() => "80.5"), ConfigError);
 * ```
 *
 * @module
 */
export { ConfigError } from "./config_error.ts";
export { type AddressOptions, readSettings, type SettingRange, Settings } from "./settings.ts";

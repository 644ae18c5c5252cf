import { deepEqual, equal, throws } from "node:assert/strict";
import { ConfigError } from "@mlops/config";
import { readConfig, VARIABLES } from "./config.ts";

Deno.test("readConfig() has a default for everything", () => {
  const config = readConfig(() => undefined);
  equal(config.port, 8501);
  equal(config.hostname, "0.0.0.0");
  deepEqual(config.allowedHosts, { names: [], serviceName: null });
  equal(config.apiUrl.href, "http://localhost:8000/");
  equal(config.trackingUri.href, "http://localhost:5000/");
  equal(config.adminToken, null);
  equal(config.mlflowPublicUrl, null);
  equal(config.mlflowCredentials, null);
  equal(config.apiKey, null);
  equal(config.signIn, null);
});

Deno.test("readConfig() tells every fault at once, and no secret", () => {
  const env = new Map([
    ["PORT", "80a"],
    ["API_URL", "predict:8000"],
    ["MLFLOW_TRACKING_URI", "user:s3cret@mlflow"],
    ["MLFLOW_PUBLIC_URL", "nonsense"],
    ["UI_ADMIN_TOKEN", "short"],
  ]);
  throws(() => readConfig((name) => env.get(name)), (error) => {
    equal(error instanceof ConfigError, true);
    deepEqual((error as ConfigError).faults, [
      'PORT must be an integer in [1, 65535]: is "80a"',
      "API_URL must be an address that starts with http:// or https://",
      "MLFLOW_TRACKING_URI must be an address that starts with http:// or https://",
      "UI_ADMIN_TOKEN must have at least 16 characters: has 5",
      "MLFLOW_PUBLIC_URL must be an address that starts with http:// or https://",
    ]);
    return true;
  });
});

Deno.test("readConfig() looks up the variables that the permissions name, and no other", () => {
  const asked = new Set<string>();
  readConfig((name) => {
    asked.add(name);
    return name === "MLFLOW_TRACKING_USERNAME" ? "user" : undefined;
  });
  deepEqual([...asked].sort(), [...VARIABLES].sort());
});

Deno.test("readConfig() tells what signing in lacks, and no secret", () => {
  const faultsOf = (env: Record<string, string>) => {
    try {
      readConfig((name) => env[name]);
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
    return [];
  };
  deepEqual(faultsOf({ REQUIRE_RIGHTS: "true" }), [
    "REQUIRE_RIGHTS=true needs OIDC_ISSUER or API_KEYS_FILE: neither is set",
  ]);
  deepEqual(faultsOf({ REQUIRE_RIGHTS: "true", API_KEYS_FILE: "/api-keys/keys.json" }), []);
  deepEqual(faultsOf({ OIDC_ISSUER: "https://issuer", SESSION_SECRET: "s3cret", API_KEY: "a b" }), [
    "API_KEY must be printable ASCII without spaces",
    "OIDC_CLIENT_ID must tell under which name the issuer knows the page where OIDC_ISSUER is set: it is missing",
    "UI_PUBLIC_URL must tell where people reach the page where OIDC_ISSUER is set: it is missing",
    "SESSION_SECRET must have at least 32 characters (openssl rand -base64 32): has 6",
  ]);
  const whole = {
    OIDC_CLIENT_ID: "page",
    SESSION_SECRET: "x".repeat(32),
    UI_PUBLIC_URL: "https://page.example.org",
  };
  deepEqual(faultsOf({ ...whole, OIDC_ISSUER: "http://issuer" }), [
    "OIDC_ISSUER must be an address that starts with https://, but on this machine",
  ]);
  deepEqual(faultsOf({ ...whole, OIDC_ISSUER: "http://localhost:9" }), []);
});

import { TrustedProxies } from "@mlops/rights";
import { deepEqual, throws } from "node:assert/strict";
import { readServerConfig } from "./server_config.ts";

const from = (env: Record<string, string>) => readServerConfig((name) => env[name]);

Deno.test("readServerConfig() fills in defaults", () => {
  deepEqual(from({ MLFLOW_ROOT: "/data/" }), {
    host: "127.0.0.1",
    port: 5000,
    allowedHosts: { names: [], serviceName: null },
    root: "/data",
    maxArtifactsGib: 100,
    rights: { keysFile: null, oidc: null, proxies: new TrustedProxies([]) },
  });
  deepEqual(from({ MLFLOW_ROOT: "/", PORT: "81", HOST: "::1", ALLOWED_HOSTS: "a.b, *.c.d" }), {
    host: "::1",
    port: 81,
    allowedHosts: { names: ["a.b", "*.c.d"], serviceName: null },
    root: "/",
    maxArtifactsGib: 100,
    rights: { keysFile: null, oidc: null, proxies: new TrustedProxies([]) },
  });
});

Deno.test("readServerConfig() names every fault at once", () => {
  throws(() => from({ PORT: "many" }), {
    name: "RangeError",
    message:
      'Cannot start tracking server as PORT must be an integer in [1, 65535]: is "many"; MLFLOW_ROOT must name a folder: is not set',
  });
});

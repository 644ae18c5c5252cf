import { deepEqual, equal, match } from "node:assert/strict";
import { Settings } from "@mlops/config";
import { readAllowedHosts } from "./allowed_hosts.ts";
import { requireContentType, SiteGuard } from "./site_guard.ts";

type Env = Readonly<Record<string, string>>;

function guardOf(env: Env = {}): SiteGuard {
  const settings = new Settings((name) => env[name]);
  const guard = new SiteGuard(readAllowedHosts(settings));
  deepEqual(settings.faults, []);
  return guard;
}

/** A request whose address holds whatever `Host` held, as that of `Deno.serve` does. */
function asked(authority: string, method = "GET", headers: Env = {}): Request {
  const url = `http://${authority}/predict`;
  return { url, method, headers: new Headers(headers) } as unknown as Request;
}

const KNATIVE = { K_SERVICE: "predict" };
const NAMED = { ALLOWED_HOSTS: "Page.example.org, *.apps.example.com" };

const HOSTS: readonly [host: string, env: Env, isAllowed: boolean][] = [
  // What a person, a probe, Prometheus, a node port and a port-forward ask.
  ["localhost", {}, true],
  ["localhost:8000", {}, true],
  ["LOCALHOST:8000", {}, true],
  ["localhost.", {}, true],
  ["mlflow.localhost:5000", {}, true],
  ["127.0.0.1:8000", {}, true],
  ["[::1]:8000", {}, true],
  ["10.244.0.17:8000", {}, true],
  ["[fd00:10:244::a]:8012", {}, true],
  ["192.168.1.20:30851", {}, true],
  // What a cluster and other containers ask.
  ["mlflow-service:5000", {}, true],
  ["ml-api-service.mlops-workshop.svc:8000", {}, true],
  ["predict.mlops-workshop.svc.cluster.local", {}, true],
  ["host.docker.internal:8000", {}, true],
  // Knative passes on the name that its ingress was asked under.
  ["predict.mlops-workshop", KNATIVE, true],
  ["predict.mlops-workshop.172.18.0.2.sslip.io", KNATIVE, true],
  ["canary-predict.mlops-workshop.example.com:80", KNATIVE, true],
  ["mlops-workshop.predict.example.com", KNATIVE, true],
  ["predictor.evil.example", KNATIVE, false],
  ["unpredict.evil.example", KNATIVE, false],
  ["predict.mlops-workshop.172.18.0.2.sslip.io", {}, false],
  // What the settings name.
  ["page.example.org", NAMED, true],
  ["PAGE.example.org.:443", NAMED, true],
  ["a.b.apps.example.com", NAMED, true],
  ["apps.example.com", NAMED, false],
  ["evil-apps.example.com", NAMED, false],
  ["page.example.org.evil.example", NAMED, false],
  ["evil.example", { ALLOWED_HOSTS: "*" }, true],
  // What DNS rebinding asks, in whatever form.
  ["evil.example", {}, false],
  ["evil.example:8000", {}, false],
  ["localhost.evil.example", {}, false],
  ["127.0.0.1.evil.example", {}, false],
  ["127.0.0.1.sslip.io:8000", {}, false],
  ["evil-localhost.example", {}, false],
  ["printer.local", {}, false],
  ["evil.example#localhost", {}, false],
  ["localhost#.evil.example", {}, false],
  ["evil.example@localhost", {}, false],
  ["user:pass@localhost", {}, false],
  ["localhost:8000:9000", {}, false],
  ["localhost evil.example", {}, false],
  ["localhost%2eevil.example", {}, false],
  ["localhost\\evil.example", {}, false],
  ["löcalhost", {}, false],
  ["[evil.example]", {}, false],
  ["..", { ALLOWED_HOSTS: "*" }, false],
  ["", { ALLOWED_HOSTS: "*" }, false],
];

Deno.test("a server is asked under its own names alone", () => {
  for (const [host, env, isAllowed] of HOSTS) {
    const guard = guardOf(env);
    const name = `${JSON.stringify(host)} with ${JSON.stringify(env)}`;
    // Twice, as an answer is remembered.
    for (const method of ["GET", "POST", "GET"]) {
      equal(guard.refuse(asked(host, method))?.status ?? null, isAllowed ? null : 421, name);
    }
  }
  match(guardOf().refuse(asked("evil.example"))?.detail ?? "", /is "evil\.example"; ALLOWED_HOSTS/);
});

const SITES: readonly [headers: Env, isTaken: boolean][] = [
  [{}, true],
  [{ origin: "http://page.test:8501" }, true],
  [{ origin: "https://page.test:8501" }, true],
  [{ origin: "HTTP://PAGE.test:8501" }, true],
  [{ "sec-fetch-site": "same-origin", origin: "https://tunnel.example" }, true],
  [{ "sec-fetch-site": "none" }, true],
  [{ origin: "http://public.example" }, true], // a proxy changed `Host`
  [{ origin: "http://page.test" }, false],
  [{ origin: "http://page.test:3000" }, false],
  [{ origin: "http://evil.example" }, false],
  [{ origin: "http://evil.example:8501" }, false],
  [{ origin: "http://page.test:8501.evil.example" }, false],
  [{ origin: "null" }, false],
  [{ origin: "" }, false],
  [{ origin: "chrome-extension://public.example" }, false],
  [{ "sec-fetch-site": "cross-site" }, false],
  [{ "sec-fetch-site": "same-site", origin: "http://page.test:8501" }, false],
  [{ "sec-fetch-site": "cross-site", origin: "http://public.example" }, false],
  [{ "sec-fetch-site": "", origin: "http://page.test:8501" }, false],
];

Deno.test("a write comes from a page of the server itself, or from a program", () => {
  const guard = guardOf({ ALLOWED_HOSTS: "page.test,public.example" });
  for (const [headers, isTaken] of SITES) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const refusal = guard.refuse(asked("Page.test:8501", method, headers));
      equal(refusal?.status ?? null, isTaken ? null : 403, `${method} ${JSON.stringify(headers)}`);
    }
    // Nothing that a page elsewhere reads of it reaches that page.
    equal(guard.refuse(asked("page.test:8501", "GET", headers)), null);
  }
  // Allowing every name lets no other site in.
  const open = guardOf({ ALLOWED_HOSTS: "*" });
  equal(open.refuse(asked("a.test", "POST", { origin: "http://b.test" }))?.status, 403);
});

Deno.test("what a refusal quotes is short and of one line", () => {
  const { detail = "" } = guardOf().refuse(asked(`x.${"é\t\u2028".repeat(200)}`)) ?? {};
  equal(detail.length < 220, true);
  match(detail, /^[\x20-\x7e]+$/);
});

Deno.test("a body has a content type", () => {
  const refused: Env[] = [{ "content-length": "2" }, { "transfer-encoding": "chunked" }];
  const taken: Env[] = [
    {},
    { "content-length": "0" },
    { "content-length": "2", "content-type": "application/json" },
  ];
  for (const headers of refused) {
    equal(requireContentType(asked("localhost", "POST", headers))?.status, 415);
    equal(requireContentType(asked("localhost", "GET", headers)), null);
  }
  for (const headers of taken) equal(requireContentType(asked("localhost", "PUT", headers)), null);
});

Deno.test("readAllowedHosts() refuses what is no name", () => {
  const wrong = [
    "https://page.example",
    "page.example:443",
    "a b",
    "*.*.example",
    "*example",
    "a..b",
  ];
  for (const name of wrong) {
    const settings = new Settings(() => name);
    readAllowedHosts(settings);
    match(settings.faults.join(), /^ALLOWED_HOSTS must be names between commas/, name);
  }
});

import { deepEqual, throws } from "node:assert/strict";
import { chooseMirrors, chooseTarget } from "./choose_target.ts";

const none = { registry: undefined, kind: undefined, minikube: undefined };

Deno.test("chooseTarget() takes what is said, or else what the context's name says", () => {
  deepEqual(chooseTarget({ ...none, registry: "localhost:5001" }, "kind-a"), {
    kind: "registry",
    host: "localhost:5001",
    path: "",
  });
  deepEqual(chooseTarget({ ...none, registry: "ghcr.io/me/team" }, ""), {
    kind: "registry",
    host: "ghcr.io",
    path: "me/team",
  });
  deepEqual(chooseTarget(none, "kind-work"), { kind: "kind", name: "work" });
  deepEqual(chooseTarget(none, "minikube"), { kind: "minikube", name: "minikube" });
  deepEqual(chooseTarget({ ...none, minikube: "two" }, ""), { kind: "minikube", name: "two" });
  throws(() => chooseTarget(none, "prod"), {
    name: "UsageError",
    message: /give --registry HOST, .* \(context "prod" does not tell\)$/,
  });
});

Deno.test("chooseMirrors() asks a registry on this machine for base images too", () => {
  const mirror = undefined;
  const local = { kind: "registry", host: "localhost:5001", path: "" } as const;
  deepEqual(chooseMirrors({ mirror }, local), ["localhost:5001"]);
  deepEqual(chooseMirrors({ mirror }, { ...local, host: "ghcr.io" }), []);
  deepEqual(chooseMirrors({ mirror }, { kind: "kind", name: "a" }), []);
  deepEqual(chooseMirrors({ mirror: "cache.example" }, local), ["cache.example"]);
});

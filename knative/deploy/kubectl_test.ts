import { rejects } from "node:assert/strict";
import { Kubectl } from "./kubectl.ts";

Deno.test("Kubectl says what failed in kubectl's own words, without its library's log", async () => {
  const stderr = `E1130 16:38:11.026725    3732 memcache.go:265] "Unhandled Error" err="…"
W1130 16:38:11.034749    3732 warnings.go:70] old
Warning: deprecated
The connection to the server localhost:8080 was refused
`;
  const kubectl = new Kubectl({
    run: () => Promise.resolve({ code: 1, stdout: "", stderr }),
    attach: () => Promise.resolve(1),
    program: ["kubectl"],
  });
  await rejects(kubectl.text("look", ["get", "pods"]), {
    message: "Cannot look as the cluster must accept it: " +
      "The connection to the server localhost:8080 was refused",
  });
});

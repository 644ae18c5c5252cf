import { equal, throws } from "node:assert/strict";
import { addressOf } from "./address_of.ts";
import { TrustedProxies } from "./trusted_proxies.ts";

const CLUSTER = new TrustedProxies(["10.244.0.0/16", "127.0.0.1", "fd00:1::/32"]);

for (
  const [what, nearest, forwardedFor, client] of [
    ["a client without a proxy", "203.0.113.7", null, "203.0.113.7"],
    ["a client that claims another address", "203.0.113.7", "198.51.100.1", "203.0.113.7"],
    ["a client behind the ingress", "10.244.1.5", "203.0.113.7", "203.0.113.7"],
    [
      "a client behind the ingress that claims another address",
      "10.244.1.5",
      "198.51.100.1, 203.0.113.7",
      "203.0.113.7",
    ],
    [
      "a client behind several proxies",
      "127.0.0.1",
      "198.51.100.1, 203.0.113.7, 10.244.2.2, 10.244.3.3",
      "203.0.113.7",
    ],
    [
      "a client that claims a trusted address",
      "10.244.1.5",
      "10.244.9.9, 203.0.113.7",
      "203.0.113.7",
    ],
    ["a pod", "127.0.0.1", "10.244.8.8, 10.244.2.2", "10.244.8.8"],
    ["an ingress that tells nothing", "10.244.1.5", null, "10.244.1.5"],
    ["an ingress that tells nonsense", "10.244.1.5", "unknown", "10.244.1.5"],
    ["nonsense before a proxy", "10.244.1.5", "<script>, 10.244.2.2", "10.244.2.2"],
    ["a number beyond a byte", "10.244.1.5", "10.244.1.999", "10.244.1.5"],
    ["a client of IPv6", "fd00:1::5", "2001:db8::1", "2001:db8::1"],
    ["a proxy of another network of IPv6", "fd00:2::5", "2001:db8::1", "fd00:2::5"],
    [
      "an address of IPv4 written as one of IPv6",
      "::ffff:10.244.1.5",
      "203.0.113.7",
      "203.0.113.7",
    ],
    ["nobody", "", "203.0.113.7", ""],
  ] as const
) {
  Deno.test(`clientOf() finds ${what}`, () => {
    equal(CLUSTER.clientOf(nearest, forwardedFor), client);
  });
}

Deno.test("clientOf() looks at a bounded number of hops", () => {
  equal(CLUSTER.clientOf("127.0.0.1", "10.244.0.1,".repeat(100_000) + "10.244.0.2"), "10.244.0.1");
});

Deno.test("before() shows a handler the client's address", () => {
  const connection = { remoteAddr: { transport: "tcp", hostname: "10.244.1.5", port: 1 } };
  const request = new Request("http://x", { headers: { "x-forwarded-for": "203.0.113.7" } });
  equal(CLUSTER.before((_, seen) => addressOf(seen))(request, connection), "203.0.113.7");
  equal(CLUSTER.before((_, seen) => addressOf(seen))(request, undefined), "");
  const nobody = new TrustedProxies([]);
  equal(nobody.before((_, seen) => addressOf(seen))(request, connection), "10.244.1.5");
});

Deno.test("TrustedProxies refuses what is no network", () => {
  for (const wrong of ["10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/", "::/129", "1:2:3", "1::2::3"]) {
    throws(() => new TrustedProxies([wrong]), RangeError, wrong);
  }
});

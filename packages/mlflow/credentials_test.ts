import { deepEqual, equal, throws } from "node:assert/strict";
import { authorizationHeader, credentialsFrom, splitTrackingUri } from "./credentials.ts";

Deno.test("credentialsFrom() prefers a name and a password to a token", () => {
  const from = (env: Record<string, string>) => credentialsFrom((name) => env[name]);
  const basic = { MLFLOW_TRACKING_USERNAME: "ada", MLFLOW_TRACKING_PASSWORD: "p" };
  deepEqual(from(basic), { username: "ada", password: "p" });
  deepEqual(from({ ...basic, MLFLOW_TRACKING_TOKEN: "t" }), { username: "ada", password: "p" });
  deepEqual(from({ MLFLOW_TRACKING_TOKEN: "t" }), { token: "t" });
  equal(from({ MLFLOW_TRACKING_USERNAME: "ada" }), undefined);
  equal(from({}), undefined);
});

Deno.test("authorizationHeader() follows RFC 7617 and RFC 6750", () => {
  equal(
    authorizationHeader({ username: "Aladdin", password: "open sesame" }),
    "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
  );
  equal(authorizationHeader({ username: "é", password: "£" }), "Basic w6k6wqM=");
  equal(authorizationHeader({ token: "abc.def" }), "Bearer abc.def");
});

Deno.test("authorizationHeader() refuses a token that no header can carry, without showing it", () => {
  throws(() => authorizationHeader({ token: "se\ncret" }), (error) => {
    return error instanceof Error && !error.message.includes("cret");
  });
});

Deno.test("splitTrackingUri() parts the address from the credentials in it", () => {
  deepEqual(splitTrackingUri(new URL("https://a%40b:p%3Aw@host:5000/base/?x#y")), {
    baseUrl: "https://host:5000/base",
    credentials: { username: "a@b", password: "p:w" },
  });
  deepEqual(splitTrackingUri(new URL("http://localhost:5000")), {
    baseUrl: "http://localhost:5000",
    credentials: undefined,
  });
  throws(() => splitTrackingUri(new URL("file:///mlruns")), {
    name: "TypeError",
    message:
      'Cannot use tracking URI as it must start with http:// or https://: starts with "file:"',
  });
});

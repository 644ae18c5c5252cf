import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { ConfigError } from "./config_error.ts";
import { readSettings, Settings } from "./settings.ts";

const settingsOf = (values: Record<string, string>) => new Settings((name) => values[name]);

Deno.test("Settings takes the fallback where a setting is missing or empty", () => {
  const settings = settingsOf({ EMPTY: "" });
  for (const name of ["EMPTY", "MISSING"]) {
    equal(settings.text(name, "a"), "a");
    equal(settings.text(name, null), null);
    equal(settings.number(name, { fallback: 0.5, min: 0, max: 1 }), 0.5);
    equal(settings.integer(name, { fallback: 7, min: 0, max: 9 }), 7);
    equal(settings.port(name, 8000), 8000);
    equal(settings.choice(name, ["a", "b"]), "a");
    equal(settings.address(name, { fallback: "http://host" }).href, "http://host/");
    equal(settings.optionalAddress(name), null);
  }
  deepEqual(settings.faults, []);
});

Deno.test("Settings reads what is right", () => {
  const settings = settingsOf({ N: "-3", F: "0.25", C: "b", A: "postgres://me:secret@host/db" });
  equal(settings.integer("N", { fallback: 0, min: -3, max: 3 }), -3);
  equal(settings.number("F", { fallback: 0, min: 0, max: 1 }), 0.25);
  equal(settings.choice("C", ["a", "b"]), "b");
  equal(settings.text("C", "a"), "b");
  const protocols = ["postgres:"];
  equal(settings.optionalAddress("A", { protocols })?.pathname, "/db");
  deepEqual(settings.faults, []);
});

Deno.test("Settings takes whole numbers in decimal only", () => {
  for (const text of ["1.5", "0x10", "1e1", " 1", "one", "NaN", "0", "11", "Infinity", "+1"]) {
    const settings = settingsOf({ N: text });
    equal(settings.integer("N", { fallback: 7, min: 1, max: 10 }), 7);
    deepEqual(settings.faults, [`N must be an integer in [1, 10]: is "${text}"`]);
  }
});

Deno.test("Settings takes addresses and names to listen on", () => {
  for (const text of ["::", "[::]", "::1", "0.0.0.0", "localhost", "fd00::a"]) {
    const settings = settingsOf({ HOST: text });
    equal(settings.host("HOST", "127.0.0.1"), text.replace(/[\[\]]/g, ""));
    deepEqual(settings.faults, []);
  }
  for (const text of ["a b", "0.0.0.0:80", "0.0.0.0,evil.example", "http://x", "[a]b", "::,x"]) {
    const settings = settingsOf({ HOST: text });
    equal(settings.host("HOST", "127.0.0.1"), "127.0.0.1");
    match(settings.faults.join(), /^HOST must be an address or a name to listen on/, text);
  }
});

Deno.test("readSettings() tells every fault at once and shows no address", () => {
  const env: Record<string, string> = {
    PORT: "70000",
    SHARE: "2",
    ENGINE: "python",
    URL: "ftp://me:secret@host",
    DATABASE: "secret",
  };
  const read = () =>
    readSettings((name) => env[name], (settings) => {
      settings.refuse("--fresh is not known");
      return {
        port: settings.port("PORT", 8000),
        share: settings.number("SHARE", { fallback: 0, min: 0, max: 1 }),
        engine: settings.choice("ENGINE", ["auto", "forest"]),
        url: settings.address("URL"),
        database: settings.optionalAddress("DATABASE", { protocols: ["postgres:"] }),
      };
    });
  throws(read, (error: unknown) => {
    if (!(error instanceof ConfigError)) return false;
    equal(error.name, "ConfigError");
    deepEqual(error.faults, [
      "--fresh is not known",
      'PORT must be an integer in [1, 65535]: is "70000"',
      'SHARE must be a number in [0, 1]: is "2"',
      'ENGINE must be one of auto, forest: is "python"',
      "URL must be an address that starts with http:// or https://",
      "DATABASE must be an address that starts with postgres://",
    ]);
    equal(error.message, `Cannot start as the configuration is wrong: ${error.faults.join("; ")}`);
    return true;
  });
});

Deno.test("readSettings() gives what was read where nothing is wrong", () => {
  deepEqual(readSettings(() => "1", (settings) => [settings.port("PORT", 8000)]), [1]);
});

Deno.test("Settings says what to escape where a password cuts its address short", () => {
  for (const password of ["p@ss", "p/ss", "p#ss", "p?ss", "100%"]) {
    const settings = settingsOf({ DATABASE: `postgres://me:${password}@host:5432/db` });
    settings.optionalAddress("DATABASE", { protocols: ["postgres:"] });
    equal(settings.faults.length, 1, password);
    match(settings.faults[0]!, /^DATABASE must be .*percent-encoded: write @ as %40/);
    ok(!settings.faults[0]!.includes(password));
  }
  const escaped = settingsOf({ DATABASE: "postgres://me:p%40%3A%2F%23%3F%25@host:5432/db" });
  const protocols = ["postgres:"];
  equal(escaped.optionalAddress("DATABASE", { protocols })?.password, "p%40%3A%2F%23%3F%25");
  deepEqual(escaped.faults, []);
});

import { deepEqual, equal, match } from "node:assert/strict";
import { Settings } from "@mlops/config";
import { readDatabaseUrl, splitDatabaseUrl } from "./database_address.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nYWJj+/=\n-----END CERTIFICATE-----";
const OTHER = PEM.replace("YWJj", "ZGVm");

function read(env: Record<string, string>) {
  const settings = new Settings((name) => env[name]);
  return { url: readDatabaseUrl(settings), faults: settings.faults };
}

Deno.test("readDatabaseUrl() takes the password of the database from PGPASSWORD", () => {
  const { url, faults } = read({
    DATABASE_URL: "postgresql://me@host:5432/db",
    PGPASSWORD: "a/b@c",
  });
  deepEqual([url?.href, faults], ["postgresql://me:a%2Fb%40c@host:5432/db", []]);
  equal(read({ PGPASSWORD: "a" }).url, null);
});

Deno.test("readDatabaseUrl() wants a user and a database, and finds the usual port where there is none", () => {
  for (
    const address of ["postgres://host/db", "postgres://me@host", "postgresql://me@host:5432/"]
  ) {
    deepEqual(read({ DATABASE_URL: address }).faults, [
      "DATABASE_URL must name a user and a database: postgres://USER@HOST/DATABASE",
    ]);
  }
  for (const port of ["", ":5432"]) {
    const { url, faults } = read({ DATABASE_URL: `postgres://me:secret@host${port}/db` });
    deepEqual(faults, []);
    equal(splitDatabaseUrl(url!).address.port, "5432");
  }
  equal(read({ DATABASE_URL: "mysql://host" }).faults.length, 1);
});

Deno.test("readDatabaseUrl() refuses modes that look safer than they are", () => {
  const weak = {
    require: /has require, which takes anyone's certificate/,
    prefer: /has prefer, which may use no TLS at all/,
    allow: /has allow, which may use no TLS at all/,
    "verify-ca": /has verify-ca, which takes a certificate for any name/,
    "VERIFY-FULL": /has another one/,
    "": /has another one/,
  };
  for (const [mode, sentence] of Object.entries(weak)) {
    const { faults } = read({ DATABASE_URL: `postgres://me:secret@host/db?sslmode=${mode}` });
    equal(faults.length, 1, mode);
    match(faults[0]!, sentence);
    match(faults[0]!, /^DATABASE_URL must have sslmode=verify-full, .*DATABASE_CA/);
    equal(faults[0]!.includes("secret"), false);
  }
  for (const mode of ["verify-full", "disable"]) {
    deepEqual(read({ DATABASE_URL: `postgres://me@host/db?sslmode=${mode}` }).faults, []);
  }
});

Deno.test("readDatabaseUrl() reads authorities in PEM or base64, and with verify-full alone", () => {
  const DATABASE_URL = "postgres://me@host/db?sslmode=verify-full";
  for (const text of [`${PEM}\n${OTHER}\n`, `# two\n${PEM}${OTHER}`, btoa(`${PEM}\r\n${OTHER}`)]) {
    const { url, faults } = read({ DATABASE_URL, DATABASE_CA: text });
    deepEqual(faults, []);
    const { address, ssl } = splitDatabaseUrl(url!);
    equal(address.href, "postgres://me@host:5432/db");
    deepEqual(ssl, { host: "host", rejectUnauthorized: true, ca: [PEM, OTHER] });
  }
  for (const text of ["/etc/ssl/ca.crt", "YWJj", PEM.slice(0, 40)]) {
    match(read({ DATABASE_URL, DATABASE_CA: text }).faults.join(), /DATABASE_CA must hold cert/);
  }
  const plain = read({ DATABASE_URL: "postgres://me@host/db", DATABASE_CA: PEM });
  match(plain.faults.join(), /DATABASE_CA is of use with sslmode=verify-full/);
  const file = read({ DATABASE_URL: `${DATABASE_URL}&sslrootcert=/etc/ssl/ca.crt` });
  match(file.faults.join(), /must not name a file by sslrootcert/);
});

Deno.test("splitDatabaseUrl() holds the server to the host that is asked", () => {
  const cases: [string, string][] = [
    ["DB.example.org:6432", "db.example.org"],
    ["10.0.0.7", "10.0.0.7"],
    ["[fd00::7]:5432", "fd00::7"],
  ];
  for (const [authority, host] of cases) {
    const { url } = read({ DATABASE_URL: `postgres://me@${authority}/db?sslmode=verify-full` });
    deepEqual(splitDatabaseUrl(url!).ssl, { host, rejectUnauthorized: true });
  }
  equal(splitDatabaseUrl(new URL("postgres://me@host/db?ssl=true")).ssl, false);
});

Deno.test("readDatabaseUrl() takes a pooler's mode, which the server is not told", () => {
  const of = (query: string) => read({ DATABASE_URL: `postgres://me@host/db${query}` });
  for (const [query, isPooled] of [["", false], ["?pool_mode=session", false]] as const) {
    deepEqual(splitDatabaseUrl(of(query).url!).isPooled, isPooled);
  }
  const { url, faults } = of("?pool_mode=transaction");
  deepEqual(faults, []);
  const { address, isPooled } = splitDatabaseUrl(url!);
  deepEqual([address.href, isPooled], ["postgres://me@host:5432/db", true]);
  match(of("?pool_mode=statement").faults.join(), /pool_mode=transaction or session: has "state/);
});

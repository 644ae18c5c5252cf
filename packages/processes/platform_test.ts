import { endingSignals } from "./ending_signals.ts";
import { deepEqual, equal, throws } from "node:assert/strict";
import {
  askParents,
  askStartTime,
  asOrdinaryUser,
  endProcess,
  type Platform,
  PlatformError,
  postgresPrograms,
  programFile,
  programsOf,
  readParents,
  readStartTime,
} from "./platform.ts";

const LINUX: Platform = { os: "linux", arch: "x86_64", isRoot: false };
const MAC: Platform = { os: "darwin", arch: "aarch64", isRoot: false };
const WINDOWS: Platform = { os: "windows", arch: "x86_64", isRoot: false };

Deno.test("PostgreSQL's programs are those of the system", () => {
  const folder = (platform: Platform) => postgresPrograms(platform).split("/").at(-3);
  equal(folder(LINUX), "linux-x64");
  equal(folder({ ...LINUX, arch: "aarch64" }), "linux-arm64");
  equal(folder(MAC), "darwin-arm64");
  equal(folder({ ...MAC, arch: "x86_64" }), "darwin-x64");
  equal(folder(WINDOWS), "windows-x64");
  equal(programFile(WINDOWS, "bin/initdb"), "bin/initdb.exe");
  equal(programFile(MAC, "bin/initdb"), "bin/initdb");
});

Deno.test("a system without PostgreSQL is told what to do", () => {
  throws(
    () => postgresPrograms({ ...WINDOWS, arch: "aarch64" }),
    (error) =>
      error instanceof PlatformError && /windows on aarch64.*DATABASE_URL/.test(error.message),
  );
});

Deno.test("root gets a user namespace on Linux, and a sentence elsewhere", () => {
  equal(asOrdinaryUser(LINUX, ["initdb", ["-D", "x"]]).join(" "), "initdb -D,x");
  equal(
    asOrdinaryUser({ ...LINUX, isRoot: true }, ["initdb", ["-D", "x"]]).join(" "),
    "unshare --user,initdb,-D,x",
  );
  throws(() => asOrdinaryUser({ ...MAC, isRoot: true }, ["initdb", []]), PlatformError);
});

Deno.test("a process is known by when it began, on each system", () => {
  equal(askStartTime(LINUX, 7).join(" "), "cat /proc/7/stat");
  const fields = ["S", ...Array.from({ length: 18 }, (_, i) => `${i}`), "4711", "0"];
  equal(readStartTime(LINUX, `7 (a) b) ${fields.join(" ")}`), "4711");
  equal(readStartTime(LINUX, ""), "");
  equal(askStartTime(MAC, 7)[0], "ps");
  equal(readStartTime(MAC, "Sun Nov 29 20:44:25 2026\n"), "Sun_Nov_29_20:44:25_2026");
  equal(askStartTime(WINDOWS, 7)[0], "powershell");
  equal(readStartTime(WINDOWS, "639000000000000000\r\n"), "639000000000000000");
});

Deno.test("a process of an earlier stack is ended by what the system has", () => {
  equal(endProcess(LINUX, 7).join(" "), "kill -INT,7");
  equal(endProcess(MAC, 7).join(" "), "kill -INT,7");
  equal(endProcess(WINDOWS, 7).join(" "), "taskkill /PID,7,/T,/F");
});

Deno.test("the stack may run what its system needs, and nothing of another one", () => {
  const names = (platform: Platform) =>
    programsOf(platform, "/r/").map((path) => path.split("/").at(-1)).join();
  equal(names(LINUX), "deno,unshare,cat,kill,initdb,postgres");
  equal(names(MAC), "deno,ps,kill,initdb,postgres");
  equal(names(WINDOWS), "deno,powershell,taskkill,initdb.exe,postgres.exe,pg_ctl.exe");
});

Deno.test("programs listen to the signals that their system has", () => {
  equal(endingSignals("linux").join(), "SIGINT,SIGTERM");
  equal(endingSignals("darwin").join(), "SIGINT,SIGTERM");
  equal(endingSignals("windows").join(), "SIGINT,SIGBREAK");
});

Deno.test("who started a process is read on each system", () => {
  equal(askParents(LINUX, [7, 8]).join(" "), "cat /proc/7/stat,/proc/8/stat");
  deepEqual(readParents(LINUX, "7 (npm exec deno@2) S 5 7 7 0\n8 (deno) R 7 8 8 0\n"), [
    { pid: 7, parent: 5, name: "npm exec deno@2" },
    { pid: 8, parent: 7, name: "deno" },
  ]);
  equal(askParents(MAC, [7, 8]).join(" "), "ps -o,pid=,ppid=,comm=,-p,7,8");
  deepEqual(readParents(MAC, "    7     5 /opt/homebrew/bin/node\n    8     7 deno\n"), [
    { pid: 7, parent: 5, name: "node" },
    { pid: 8, parent: 7, name: "deno" },
  ]);
});

import { equal, match, rejects } from "node:assert/strict";
import { until } from "@mlops/testing/until";
import { portForwards } from "./port_forward.ts";

/** Says what kubectl says, then waits as it does until it is told to stop. */
const SPEAKS = `echo "Forwarding from 127.0.0.1:40404 -> 8000"; exec sleep 60`;

Deno.test("portForwards() tells the port that kubectl chose, and ends kubectl with the way", async () => {
  const open = portForwards({ program: ["bash", "-c", SPEAKS], namespace: "mlops-workshop" });
  const way = await open("ml-api-service", 8000);
  equal(way.url, "http://127.0.0.1:40404");
  await way[Symbol.asyncDispose]();
});

Deno.test("portForwards() names the Service and kubectl's reason", async () => {
  const fails = `echo 'error: services "ml-api-service" not found' >&2; exit 1`;
  const open = portForwards({ program: ["bash", "-c", fails], namespace: "mlops-workshop" });
  await rejects(open("ml-api-service", 8000), (error: Error) => {
    match(error.message, /^no way to ml-api-service:8000: error: services "ml-api-service" not/);
    return true;
  });
});

Deno.test("portForwards() closes a way whose kubectl has ended by itself", async () => {
  const pidFile = await Deno.makeTempFile();
  const ends = `echo $$ > ${pidFile}; echo "Forwarding from 127.0.0.1:40404 -> 8000"
    echo lost connection to pod >&2`;
  const open = portForwards({ program: ["bash", "-c", ends], namespace: "mlops-workshop" });
  const way = await open("ml-api-service", 8000);
  const pid = (await Deno.readTextFile(pidFile)).trim();
  await until("the end of kubectl", async () => {
    return !(await new Deno.Command("bash", { args: ["-c", `kill -0 ${pid}`] }).output()).success;
  });
  await Deno.remove(pidFile);
  await way[Symbol.asyncDispose]();
});

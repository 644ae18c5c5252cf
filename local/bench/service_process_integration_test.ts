import { rejects } from "node:assert/strict";
import { firstAnswer, startEcho } from "./service_process.ts";

Deno.test("firstAnswer() waits for no service that answers as another model", async () => {
  await using echo = startEcho();
  await rejects(firstAnswer(echo), {
    message: /as it must answer 0\.7698901075776077 for the sample: it answers undefined$/,
  });
});

Deno.test("firstAnswer() waits for no service that has ended", async () => {
  await using echo = startEcho();
  Deno.kill(echo.pid, "SIGKILL");
  await rejects(firstAnswer(echo), { message: /it has ended with exit code 137$/ });
});

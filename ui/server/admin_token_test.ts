import { equal } from "node:assert/strict";
import { isAdmin } from "./admin_token.ts";

Deno.test("isAdmin() takes the right token alone", () => {
  equal(isAdmin("Bearer correct horse battery", "correct horse battery"), true);
  equal(isAdmin("bearer correct horse battery", "correct horse battery"), true);
  equal(isAdmin("Bearer correct horse batter", "correct horse battery"), false);
  equal(isAdmin("Bearer ", "correct horse battery"), false);
  equal(isAdmin("correct horse battery", "correct horse battery"), false);
  equal(isAdmin(undefined, "correct horse battery"), false);
});

import { SEEN_SENTENCES } from "@mlops/answers/audit_sentences";
import { equal, notEqual } from "node:assert/strict";
import { frAuditSentence } from "./fr_audit_sentence.ts";

Deno.test("what the service saw by itself is said in French", () => {
  for (const sentence of Object.values(SEEN_SENTENCES)) {
    notEqual(frAuditSentence(sentence), sentence);
  }
});

Deno.test("what was refused for want of rights is said in French, with its names", () => {
  equal(
    frAuditSentence('This asks for the right predict or read, which "anna" does not have'),
    "Il faut le droit predict ou read, que « anna » n’a pas",
  );
  equal(
    frAuditSentence("Too many wrong credentials came from this address; try again in 6 s"),
    "Trop d’identifiants faux sont venus de cette adresse ; à retenter dans 6 s",
  );
});

Deno.test("every refusal of the rights has its sentence in French", async () => {
  const folder = new URL("../../packages/rights/", import.meta.url);
  const sources = await Promise.all(
    ["gate.ts", "authenticator.ts", "oidc_tokens.ts"].map((file) =>
      Deno.readTextFile(new URL(file, folder))
    ),
  );
  const refusals = sources.join("\n").matchAll(
    /new (?:AccessRefused\(\s*\d+,|CredentialsRefused\()\s*(["`])(.+?)\1[,)\n]/g,
  );
  let nFound = 0;
  for (const [, , sentence] of refusals) {
    const filled = sentence!.replaceAll(/\$\{[^}]*\}/g, "7");
    notEqual(frAuditSentence(filled), filled);
    nFound++;
  }
  equal(nFound > 8, true);
});

Deno.test("why a version became champion is said in French, whatever it stands in", () => {
  equal(
    frAuditSentence(
      "approved: it was trained on outcomes and waits for approval (the champion, version 3, is not " +
        "better: auc_roc 0.81 beside 0.83 (better in 93 % of 200 paired bootstrap resamples, " +
        "difference -0.001 to 0.04 in 95 %))",
    ),
    "approuvée : entraînée sur des issues, elle attend l’approbation (la championne, version 3, n’est " +
      "pas meilleure : auc_roc 0.81 contre 0.83 (meilleure dans 93 % de 200 rééchantillonnages " +
      "bootstrap appariés, écart de -0.001 à 0.04 dans 95 %))",
  );
  equal(
    frAuditSentence("forced, though the champion, version 2, is better: rmse 3.1 beside 3.4"),
    "imposée, alors que la championne, version 2, est meilleure : rmse 3.1 contre 3.4",
  );
  equal(frAuditSentence("what somebody wrote"), "what somebody wrote");
});

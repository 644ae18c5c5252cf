import { SEEN_SENTENCES } from "@mlops/answers/audit_sentences";

const SEEN: Readonly<Record<keyof typeof SEEN_SENTENCES, string>> = {
  aliasGone: "Le registre n’a plus l’alias ; personne n’a dit qui l’a retiré",
  aliasUntold: "Vu dans le registre ; personne n’a dit qui l’a déplacé",
  aliasToldByRegistry: "Vu dans le registre, qui dit qui l’a déplacé",
  aliasToldByRun: "Vu dans le registre ; son run dit qui l’a déplacé",
  key: "Vu dans le fichier des clés d’API",
};

/** Sentences of the programs that write the audit, whole: a group is a name, a figure or a sentence. */
const FORMS: readonly (readonly [form: RegExp, say: (...groups: readonly string[]) => string])[] = [
  // Who may do what.
  [
    /^This asks for an API key or a token: send it as Authorization: Bearer$/,
    () => "Il faut une clé d’API ou un jeton, envoyé par Authorization: Bearer",
  ],
  [
    /^This asks for the right (.+), which "(.*)" does not have$/,
    (rights, name) =>
      `Il faut le droit ${rights.replaceAll(" or ", " ou ")}, que « ${name} » n’a pas`,
  ],
  [
    /^Too many wrong credentials came from this address; try again in (\d+) s$/,
    (seconds) =>
      `Trop d’identifiants faux sont venus de cette adresse ; à retenter dans ${seconds} s`,
  ],
  [
    /^X-On-Behalf-Of must be a name, percent-encoded$/,
    () => "X-On-Behalf-Of doit être un nom, encodé par pourcents",
  ],
  [
    /^The Authorization header must be Bearer and a key or a token$/,
    () => "L’en-tête Authorization doit être Bearer et une clé ou un jeton",
  ],
  [
    /^What was sent is neither an API key nor a token$/,
    () => "Ce qui a été envoyé n’est ni une clé d’API ni un jeton",
  ],
  [/^The API key is not known$/, () => "La clé d’API est inconnue"],
  [/^The API key was revoked$/, () => "La clé d’API a été révoquée"],
  [/^The API key has expired$/, () => "La clé d’API a expiré"],
  [/^The token has expired$/, () => "Le jeton a expiré"],
  [/^The token is not checked$/, () => "Le jeton n’est pas vérifié"],
  [/^The token is not to be trusted: (.*)$/s, (why) => `Le jeton n’est pas digne de foi : ${why}`],
  [
    /^The token must name its owner in the claim "(.*)"$/,
    (claim) => `Le jeton doit nommer son propriétaire dans le champ « ${claim} »`,
  ],
  [
    /^More than (\d+) kinds of requests were refused within a minute; these are the others$/,
    (kinds) =>
      `Plus de ${kinds} sortes de requêtes ont été refusées en une minute ; voici les autres`,
  ],
  [/^By MLflow's API: (.*)$/s, (action) => `Par l’API de MLflow : ${action}`],
  // Why a version became champion.
  [/^there is no champion yet$/, () => "il n’y a pas encore de championne"],
  [/^nobody compared it with the champion$/, () => "personne ne l’a comparée à la championne"],
  [/^approved: (.*)$/s, (why) => `approuvée : ${frAuditSentence(why)}`],
  [/^forced, though (.*)$/s, (why) => `imposée, alors que ${frAuditSentence(why)}`],
  [
    /^it was trained on outcomes and waits for approval \((.*)\)$/s,
    (why) => `entraînée sur des issues, elle attend l’approbation (${frAuditSentence(why)})`,
  ],
  [
    /^the champion, version (\S+), is (not )?better: (\S+) (\S+) beside (\S+)(?: \((.*)\))?$/s,
    (version, not, metric, its, own, certainty) =>
      `la championne, version ${version}, ${not ? "n’est pas meilleure" : "est meilleure"} : ` +
      `${metric} ${its} contre ${own}${certainty && ` (${frAuditSentence(certainty)})`}`,
  ],
  [
    /^too few test rows to say how sure that is$/,
    () => "trop peu de lignes de test pour dire si c’est sûr",
  ],
  [
    /^better in (\d+) % of (\d+) paired bootstrap resamples, difference (\S+) to (\S+) in 95 %$/,
    (share, resamples, low, high) =>
      `meilleure dans ${share} % de ${resamples} rééchantillonnages bootstrap appariés, ` +
      `écart de ${low} à ${high} dans 95 %`,
  ],
  [
    /^the champion, version (\S+), cannot be scored: (.*)$/s,
    (version, why) => `la championne, version ${version}, ne peut pas être mesurée : ${why}`,
  ],
];

/**
 * Says in French what a program wrote into the audit in English.
 *
 * @param sentence The sentence.
 * @returns The same in French; as it is where it is none of those that programs write.
 */
export function frAuditSentence(sentence: string): string {
  const [seen] = Object.entries(SEEN_SENTENCES).find(([, text]) => text === sentence) ?? [];
  if (seen !== undefined) return SEEN[seen as keyof typeof SEEN];
  for (const [form, say] of FORMS) {
    const found = form.exec(sentence);
    if (found !== null) return say(...found.slice(1).map((group) => group ?? ""));
  }
  return sentence;
}

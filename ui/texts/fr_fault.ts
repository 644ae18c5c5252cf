/** What a value must be, as the service asks for it: whole, without what is added where it may be missing. */
const DEMANDS: readonly (readonly [form: RegExp, say: (...groups: readonly string[]) => string])[] =
  [
    [/^a (?:finite )?number$/, () => "un nombre"],
    [/^a (?:finite )?32-bit number$/, () => "un nombre de 32 bits"],
    [/^an integer from (\S+) to (\S+)$/, (min, max) => `un entier de ${min} à ${max}`],
    [/^an integer within (.+)$/, (range) => `un entier dans ${range}`],
    [/^true or false$/, () => "true ou false"],
    [/^a text$/, () => "un texte"],
    [
      /^an ISO date such as (\S+), or days since (\S+)$/,
      (day, first) => `une date ISO comme ${day}, ou des jours depuis le ${first}`,
    ],
    [/^one of (.+) and (\d+) more$/s, (words, rest) => `l’un de ${words} et ${rest} autres`],
    [/^one of (.+)$/s, (words) => `l’un de ${words}`],
  ];

/** What the service calls a value that it does not show. */
const VALUES: typeof DEMANDS = [
  [/^an array$/, () => "un tableau"],
  [/^an object$/, () => "un objet"],
];

/** Faults of a file or a case, each whole. */
const FAULTS: readonly (readonly [form: RegExp, say: (...groups: readonly string[]) => string])[] =
  [
    [/^line (\d+): (.*)$/s, (line, fault) => `ligne ${line} : ${sayOne(fault!)}`],
    [/^and (\d+) more$/, (count) => `et ${count} autres`],
    [/^column (.+) is missing$/s, (name) => `la colonne ${name} manque`],
    [/^(.+) is missing$/s, (name) => `${name} manque`],
    [
      /^must have (\d+) cells: has (\d+)$/,
      (width, count) => `il faut ${width} cellules : en a ${count}`,
    ],
    [
      /^a cell has text after its closing quote$/,
      () => "du texte suit le guillemet fermant d’une cellule",
    ],
    [
      /^(.+?) must be (.+?)(, or missing \(null\))?(?:: is (?:"(.*)"|(an array|an object|\S+)))?$/s,
      (name, demand, orMissing, text, value) =>
        `${name} doit être ${demandOf(demand!)}${orMissing && ", ou manquer"}` +
        (text !== "" ? ` : est « ${text} »` : value !== "" ? ` : est ${say(VALUES, value!)}` : ""),
    ],
    [
      /^The CSV must have a line with the columns$/,
      () => "Le CSV doit avoir une ligne avec les colonnes",
    ],
    [
      /^The CSV cannot be read: (.*)$/s,
      (fault) => `Le CSV ne peut pas être lu : ${sayOne(fault!)}`,
    ],
    [
      /^it is (gzip|a Parquet file): give the CSV itself$/,
      (kind) =>
        `c’est ${kind === "gzip" ? "du gzip" : "un fichier Parquet"} : donnez le CSV lui-même`,
    ],
    [
      /^it must be UTF-8 or Windows-1252 throughout: is a mixture of both$/,
      () =>
        "il doit être en UTF-8 ou en Windows-1252 d’un bout à l’autre : est un mélange des deux",
    ],
  ];

/**
 * Says in French what the service finds wrong with a file or a case.
 *
 * @param detail Its faults, one after the other.
 * @returns The same in French; a fault as it is where it is none of those that the service tells of values.
 */
export function frFault(detail: string): string {
  // A cell may hold a semicolon, too.
  return detail.split(/; (?=line \d+: |and \d+ more$)/).map(sayOne).join(" ; ");
}

function sayOne(fault: string): string {
  return say(FAULTS, fault);
}

function demandOf(demand: string): string {
  return say(DEMANDS, demand);
}

function say(forms: typeof FAULTS, text: string): string {
  for (const [form, write] of forms) {
    const found = form.exec(text);
    if (found !== null) return write(...found.slice(1).map((group) => group ?? ""));
  }
  return text;
}

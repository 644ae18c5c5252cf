/**
 * Puts the style sheets together in the order of their names, without comments and idle spaces.
 *
 * @param folder Folder of the style sheets, with a final slash.
 * @param font Address of the typeface, written where the sheets say `FONT_FILE`.
 * @returns One style sheet.
 */
export async function buildStyle(folder: URL, font: string): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  const sheets = await Promise.all(names.map((name) => Deno.readTextFile(new URL(name, folder))));
  return sheets.join("\n")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/\s*([{};,])\s*/g, "$1")
    .replaceAll(";}", "}")
    .replaceAll("FONT_FILE", font)
    .trim();
}

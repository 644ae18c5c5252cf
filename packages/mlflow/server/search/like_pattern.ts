/**
 * Matches SQL's LIKE: `%` stands for any text, `_` for any one character.
 *
 * The last `%` is the only one worth going back to, so that the time grows with the product of the
 * lengths at most, where a regular expression made from the pattern could take for ever.
 *
 * @param text The whole text must match.
 * @returns Whether it does.
 */
export function isLike(text: string, pattern: string): boolean {
  let inText = 0;
  let inPattern = 0;
  let lastPercent = -1;
  let resumeAt = 0;
  while (inText < text.length) {
    if (pattern[inPattern] === "%") {
      lastPercent = inPattern++;
      resumeAt = inText;
    } else if (pattern[inPattern] === "_" || pattern[inPattern] === text[inText]) {
      inPattern++;
      inText++;
    } else if (lastPercent >= 0) {
      inPattern = lastPercent + 1;
      inText = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === "%") inPattern++;
  return inPattern === pattern.length;
}

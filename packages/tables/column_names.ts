/** Names of a table's columns, made from its header. */
export interface ColumnNames {
  /** A unique name for each cell of the header. */
  readonly names: readonly string[];
  /** Whether each cell was empty, so that its name was made up: `column_<position>`. */
  readonly isUnnamed: readonly boolean[];
  /** Whether a name occurred more than once; the later ones are `name_2`, `name_3`. */
  readonly hasTwins: boolean;
}

/**
 * Names the columns of a table.
 *
 * @param header Its cells, without blanks around them.
 * @returns The names.
 */
export function nameColumns(header: readonly string[]): ColumnNames {
  const wanted = header.map((text, index) => text === "" ? `column_${index + 1}` : text);
  const given = new Set(wanted);
  const used = new Set<string>();
  let hasTwins = false;
  const names = wanted.map((name) => {
    let unique = name;
    for (let count = 2; used.has(unique) || (unique !== name && given.has(unique)); count++) {
      unique = `${name}_${count}`;
    }
    if (unique !== name) hasTwins = true;
    used.add(unique);
    return unique;
  });
  return { names, isUnnamed: header.map((text) => text === ""), hasTwins };
}

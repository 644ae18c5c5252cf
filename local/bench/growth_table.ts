import { RandomState } from "@mlops/forest";

/** Columns of the tables that growth is measured on. */
export const N_COLUMNS = 20;

/**
 * Writes a table of normal columns, of which four tell the target, with noise.
 *
 * @param folder Where `columns.f32`, column by column, and `targets.f64` go.
 * @param nRows Number of rows.
 * @param missingShare Share of the cells without a value, in [0, 1).
 */
export async function writeGrowthTable(
  folder: string,
  nRows: number,
  missingShare: number,
): Promise<void> {
  const random = new RandomState(nRows);
  const uniform = () => (random.uint32() + 1) / 2 ** 32;
  // Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958).
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const columns = Array.from({ length: N_COLUMNS }, () => {
    return new Float32Array(nRows).map(normal);
  });
  const [a, b, c, d] = columns as [Float32Array, Float32Array, Float32Array, Float32Array];
  const targets = Float64Array.from(
    { length: nRows },
    (_, row) => a[row]! + 0.7 * b[row]! * c[row]! + 0.5 * d[row]! + 0.4 * normal(),
  );
  using file = await Deno.create(`${folder}/columns.f32`);
  for (const column of columns) {
    if (missingShare > 0) {
      for (let row = 0; row < nRows; row++) if (uniform() < missingShare) column[row] = NaN;
    }
    const bytes = new Uint8Array(column.buffer);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  }
  await Deno.writeFile(`${folder}/targets.f64`, new Uint8Array(targets.buffer));
}

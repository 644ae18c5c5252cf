// @ts-self-types="./fs.d.ts"
export async function exists(path) {
  return await Deno.stat(path).then(() => true, falseIfNotFound);
}

export function existsSync(path) {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return falseIfNotFound(error);
  }
}

function falseIfNotFound(error) {
  if (error instanceof Deno.errors.NotFound) return false;
  throw error;
}

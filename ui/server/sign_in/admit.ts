import type { Right } from "@mlops/rights";
import { problemResponse } from "../problem.ts";
import type { SignIn } from "./open_sign_in.ts";
import type { Person } from "./session.ts";
import { notSignedIn } from "./sign_in_routes.ts";

/**
 * Decides whether somebody may do something.
 *
 * @param signIn How people sign in; `null`: everyone may.
 * @param right What it takes.
 * @returns Who it is, `null` where nobody has to say so, or the answer that refuses them.
 */
export async function admit(
  signIn: SignIn | null,
  request: Request,
  right: Right,
): Promise<Person | null | Response> {
  if (signIn === null) return null;
  const person = await signIn.personOf(request);
  if (person === null) return notSignedIn();
  return person.rights.has(right) ? person : problemResponse({
    status: 403,
    title: "Not allowed",
    detail: `This takes the right ${right}, which ${person.displayName} does not have`,
  });
}

import { LabFault } from "./words.ts";

/** The stack of this checkout does not run: nothing can be looked at, nor a line named that asks it. */
export class NoStackError extends LabFault {
  /** Says how one comes by it. */
  constructor() {
    super({
      fr: "La pile de ce dossier ne tourne pas : lancez deno task start, dans un autre terminal",
      en: "The stack of this folder does not run: run deno task start, in another terminal",
    });
    this.name = "NoStackError";
  }
}

/** Name of the signature in a model's folder, beside `MLmodel`. */
export const SIGNATURE_FILE = "signature.dsse.json";

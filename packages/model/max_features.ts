/**
 * Most features of a model that is read: a file of a few bytes may claim any number, and each takes memory
 * for as long as the model is served.
 */
export const MAX_FEATURES = 100_000;

import { ModelError } from "@mlops/model";
import { describeValue, PythonObject, type PythonValue } from "@mlops/pickle";
import { Estimator, type PartReader } from "./estimator.ts";
import { PREDICTORS, TRANSFORMERS } from "./estimators.ts";
import type { Predictor } from "./predictor.ts";
import type { Transformer } from "./transformer.ts";

/** How many estimators may lie in one another. */
const MAX_DEEP = 50;

/** No fitted estimator takes fewer bytes of a file. */
const MIN_OBJECT_BYTES = 32;
const ALWAYS_ALLOWED_OBJECTS = 100;

/** A few bytes may say that there are many columns, each of which takes memory: as many bytes allow more. */
const ALWAYS_ALLOWED_COLUMNS = 1_000_000;

/** Reads the estimators of one file, which may name one object at many places or within itself. */
export class FileParts implements PartReader {
  readonly #open = new Set<PythonObject>();
  #nLeft: number;
  #nColumnsLeft: number;

  /**
   * Starts with none read.
   *
   * @param fileBytes Size of the file.
   */
  constructor(fileBytes: number) {
    this.#nLeft = ALWAYS_ALLOWED_OBJECTS + fileBytes / MIN_OBJECT_BYTES;
    this.#nColumnsLeft = ALWAYS_ALLOWED_COLUMNS + fileBytes;
  }

  /**
   * Reads an estimator that predicts.
   *
   * @param value What is said to be one.
   * @param path Where it stands.
   * @returns What predicts as it does.
   * @throws {ModelError} If it is none, or lies in itself or too deep.
   */
  predictor(value: PythonValue, path: string): Predictor {
    return this.#within(value, path, (object) => {
      const read = PREDICTORS.get(object.className);
      if (read !== undefined) {
        const predictor = read(new Estimator(object, path, this));
        this.#countColumns(predictor.columns.length);
        return predictor;
      }
      throw new ModelError(
        "unsupported",
        `${path} is a ${object.className}, which is not supported as an estimator that predicts: log ` +
          "the model as ONNX",
      );
    });
  }

  /**
   * Reads an estimator that transforms.
   *
   * @param value What is said to be one.
   * @param path Where it stands.
   * @param nInputs Number of columns that it gets, if that is known.
   * @returns What transforms as it does.
   * @throws {ModelError} If it is none, or lies in itself or too deep.
   */
  transformer(value: PythonValue, path: string, nInputs: number | null): Transformer {
    return this.#within(value, path, (object) => {
      const read = TRANSFORMERS.get(object.className);
      if (read !== undefined) {
        const transformer = read(new Estimator(object, path, this), nInputs);
        this.#countColumns(transformer.sources.length);
        return transformer;
      }
      throw new ModelError(
        "unsupported",
        `${path} is a ${object.className}, which is not supported as a transformer: log the model as ` +
          "ONNX",
      );
    });
  }

  /**
   * Counts an object that is opened.
   *
   * @throws {ModelError} If there are more than the file has room for.
   */
  count(): void {
    this.#nLeft -= 1;
    if (this.#nLeft < 0) throw tooOften();
  }

  #countColumns(nColumns: number): void {
    this.#nColumnsLeft -= nColumns;
    if (this.#nColumnsLeft < 0) throw tooOften();
  }

  #within<T>(value: PythonValue, path: string, read: (object: PythonObject) => T): T {
    if (!(value instanceof PythonObject)) {
      throw new ModelError("damaged", `${path} must be an estimator: is ${describeValue(value)}`);
    }
    if (this.#open.has(value)) {
      throw new ModelError(
        "damaged",
        `${shorten(path)} must not contain itself: an estimator inside itself`,
      );
    }
    if (this.#open.size >= MAX_DEEP) {
      throw new ModelError(
        "damaged",
        `${shorten(path)} is nested too deep: ${MAX_DEEP} estimators`,
      );
    }
    this.#open.add(value);
    const result = read(value);
    this.#open.delete(value);
    return result;
  }
}

function tooOften(): ModelError {
  return new ModelError(
    "damaged",
    "the file must hold its estimators once: names one over and over",
  );
}

function shorten(path: string): string {
  return path.length > 80 ? `…${path.slice(-80)}` : path;
}

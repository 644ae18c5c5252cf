import { buildObject } from "./build_object.ts";
import { SizeBudget } from "./size_budget.ts";
import { DecodeBudget } from "./decode_budget.ts";
import { type CallContext, KNOWN_GLOBALS } from "./known_globals.ts";
import { OPCODE, refusedOpcode } from "./opcodes.ts";
import { PickleBytes } from "./pickle_bytes.ts";
import { PickleError } from "./pickle_error.ts";
import { PickleStack } from "./pickle_stack.ts";
import {
  describeValue,
  EMPTY_TUPLE,
  PythonDict,
  PythonGlobal,
  PythonObject,
  PythonSet,
  PythonTuple,
  type PythonValue,
} from "./python_value.ts";
import { type AllowedGlobals, readGlobal } from "./read_global.ts";
import { toKey } from "./to_key.ts";

const OLDEST_PROTOCOL = 2;
const NEWEST_PROTOCOL = 5;

/**
 * Reads a pickle of protocol 2 to 5 (PEP 307, 3154 and 574) without running any of it: a global is a
 * name, a call of one makes a record. Time and memory are linear in the size of the file.
 *
 * @param bytes The whole file; byte strings and arrays stay views of it.
 * @param allowed Names of classes and functions that it may hold, as `module.name`.
 * @returns The value that it holds, which may be a graph with cycles.
 * @throws {PickleError} If it is damaged, or holds what is not allowed.
 */
export function readPickle(bytes: Uint8Array, allowed: AllowedGlobals): PythonValue {
  return new PickleMachine(bytes, allowed).run();
}

class PickleMachine {
  readonly #bytes: PickleBytes;
  readonly #allowed: AllowedGlobals;
  readonly #context: CallContext;
  readonly #globals = new Map<string, PythonGlobal>();
  readonly #stack = new PickleStack();
  readonly #memo = new Map<number, PythonValue>();
  readonly #size: SizeBudget;
  // A frame that is too long is told at the end, as what is wrong within it says more.
  #frameFault: PickleError | null = null;

  constructor(bytes: Uint8Array, allowed: AllowedGlobals) {
    this.#bytes = new PickleBytes(bytes);
    this.#allowed = allowed;
    this.#size = new SizeBudget(bytes.length);
    this.#context = { budget: new DecodeBudget(bytes.length), arrays: [], encoded: new Map() };
  }

  run(): PythonValue {
    const bytes = this.#bytes;
    if (bytes.length < 2) throw new PickleError("it is truncated", { offset: bytes.length });
    if (bytes.uint8() !== OPCODE.proto) {
      throw new PickleError("it must begin with its protocol, 2 to 5", { offset: 0 });
    }
    const protocol = bytes.uint8();
    if (protocol < OLDEST_PROTOCOL || protocol > NEWEST_PROTOCOL) {
      throw new PickleError(`its protocol must be 2 to 5: is ${protocol}`, { offset: 0 });
    }
    for (;;) {
      const offset = bytes.position;
      try {
        const opcode = bytes.uint8();
        if (opcode === OPCODE.stop) return this.#stop();
        this.#size.noteOpcode();
        this.#step(opcode);
      } catch (error) {
        throw error instanceof PickleError ? error.at(offset) : error;
      }
    }
  }

  #frame(length: number): void {
    const left = this.#bytes.length - this.#bytes.position;
    if (length > left) {
      const fault = `a frame goes beyond the file: ${length} bytes, with ${left} left`;
      this.#frameFault ??= new PickleError(fault, { offset: this.#bytes.position });
    }
  }

  #stop(): PythonValue {
    if (this.#bytes.position !== this.#bytes.length) {
      throw new PickleError(
        `it must end with STOP: ${this.#bytes.length - this.#bytes.position} bytes after STOP`,
      );
    }
    if (!this.#stack.isSingle) {
      throw new PickleError("the stack must hold one value and no mark at STOP");
    }
    if (this.#context.arrays.some((array) => !array.isFilled)) {
      throw new PickleError("an ndarray was made and never filled, it lacks its BUILD");
    }
    if (this.#frameFault !== null) throw this.#frameFault;
    return this.#stack.pop();
  }

  #step(opcode: number): void {
    const bytes = this.#bytes;
    const stack = this.#stack;
    switch (opcode) {
      case OPCODE.frame:
        return this.#frame(bytes.uint64());
      case OPCODE.mark:
        return stack.mark();
      case OPCODE.pop:
        return stack.popAny();
      case OPCODE.popMark:
        return void stack.popToMark();
      case OPCODE.dup:
        return stack.push(stack.top());
      case OPCODE.none:
        return stack.push(null);
      case OPCODE.newtrue:
        return stack.push(true);
      case OPCODE.newfalse:
        return stack.push(false);
      case OPCODE.binint:
        return stack.push(bytes.int32());
      case OPCODE.binint1:
        return stack.push(bytes.uint8());
      case OPCODE.binint2:
        return stack.push(bytes.uint16());
      case OPCODE.long1:
        return stack.push(bytes.integer(bytes.uint8()));
      case OPCODE.long4:
        return stack.push(bytes.integer(bytes.uint32()));
      case OPCODE.binfloat:
        return stack.push(bytes.float64());
      case OPCODE.shortBinunicode:
        return stack.push(bytes.text(bytes.uint8()));
      case OPCODE.binunicode:
        return stack.push(bytes.text(bytes.uint32()));
      case OPCODE.binunicode8:
        return stack.push(bytes.text(bytes.uint64()));
      case OPCODE.shortBinbytes:
        return stack.push(bytes.bytes(bytes.uint8()));
      case OPCODE.binbytes:
        return stack.push(bytes.bytes(bytes.uint32()));
      case OPCODE.binbytes8:
      case OPCODE.bytearray8:
        return stack.push(bytes.bytes(bytes.uint64()));
      case OPCODE.memoize:
        return void this.#memo.set(this.#memo.size, stack.top());
      case OPCODE.binput:
        return this.#put(bytes.uint8());
      case OPCODE.longBinput:
        return this.#put(bytes.uint32());
      case OPCODE.binget:
        return this.#get(bytes.uint8());
      case OPCODE.longBinget:
        return this.#get(bytes.uint32());
      default:
        return this.#combine(opcode);
    }
  }

  /** Opcodes that make a value of others. */
  #combine(opcode: number): void {
    const stack = this.#stack;
    this.#size.note(opcode);
    switch (opcode) {
      case OPCODE.emptyTuple:
        return stack.push(EMPTY_TUPLE);
      case OPCODE.tuple1:
        return stack.push(stack.popTuple(1));
      case OPCODE.tuple2:
        return stack.push(stack.popTuple(2));
      case OPCODE.tuple3:
        return stack.push(stack.popTuple(3));
      case OPCODE.tuple:
        return stack.push(new PythonTuple(stack.popToMark()));
      case OPCODE.emptyList:
        return stack.push([]);
      case OPCODE.append:
        return this.#append([stack.pop()]);
      case OPCODE.appends:
        return this.#append(stack.popToMark());
      case OPCODE.emptyDict:
        return stack.push(new PythonDict());
      case OPCODE.setitem:
        return this.#setItems(stack.popTuple(2).items);
      case OPCODE.setitems:
        return this.#setItems(stack.popToMark());
      case OPCODE.emptySet:
        return stack.push(new PythonSet([]));
      case OPCODE.frozenset:
        return stack.push(new PythonSet(stack.popToMark()));
      case OPCODE.additems:
        return this.#addItems(stack.popToMark());
      case OPCODE.global:
        return this.#pushGlobal(this.#bytes.line(), this.#bytes.line());
      case OPCODE.stackGlobal: {
        const [module, name] = stack.popTuple(2).items;
        return this.#pushGlobal(module, name);
      }
      case OPCODE.reduce: {
        const [callee, args] = stack.popTuple(2).items;
        return stack.push(this.#call(callee, args));
      }
      case OPCODE.newobj: {
        const [type, args] = stack.popTuple(2).items;
        return stack.push(makeRecord(type, args));
      }
      case OPCODE.newobjEx: {
        const [type, args, keywords] = stack.popTuple(3).items;
        if (!(keywords instanceof PythonDict) || keywords.size > 0) {
          throw new PickleError("an object must be made without named arguments");
        }
        return stack.push(makeRecord(type, args));
      }
      case OPCODE.build: {
        const state = stack.pop();
        return buildObject(stack.top(), state);
      }
      default:
        throw new PickleError(`${refusedOpcode(opcode)} is not read`);
    }
  }

  #put(index: number): void {
    if (index >= this.#bytes.length) {
      throw new PickleError(`a memo index must be below the file's size: is ${index}`);
    }
    this.#memo.set(index, this.#stack.top());
  }

  #get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new PickleError(`memo index ${index} is unset`);
    this.#stack.push(value);
  }

  #append(items: PythonValue[]): void {
    const list = this.#stack.top();
    if (!Array.isArray(list)) {
      throw new PickleError(`only lists are appended to: is ${describeValue(list)}`);
    }
    for (const item of items) list.push(item);
  }

  #addItems(items: PythonValue[]): void {
    const set = this.#stack.top();
    if (!(set instanceof PythonSet)) {
      throw new PickleError(`only sets are added to: is ${describeValue(set)}`);
    }
    for (const item of items) set.items.push(item);
  }

  #setItems(items: readonly PythonValue[]): void {
    const target = this.#stack.top();
    const dict = target instanceof PythonObject ? target.items : target;
    if (!(dict instanceof PythonDict)) {
      throw new PickleError(`only dictionaries have items: is ${describeValue(target)}`);
    }
    if (items.length % 2 !== 0) throw new PickleError(`an odd number of items: ${items.length}`);
    for (let index = 0; index < items.length; index += 2) {
      dict.set(toKey(items[index]!), items[index + 1]!);
    }
  }

  #pushGlobal(module: PythonValue | undefined, name: PythonValue | undefined): void {
    if (typeof module !== "string" || typeof name !== "string") {
      throw new PickleError("the name of a global must be two texts");
    }
    // One value for all places of a name, as in Python.
    const key = `${module}\n${name}`;
    const known = this.#globals.get(key);
    const global = known ?? readGlobal(module, name, { allowed: this.#allowed });
    if (known === undefined) this.#globals.set(key, global);
    this.#stack.push(global);
  }

  #call(callee: PythonValue | undefined, args: PythonValue | undefined): PythonValue {
    if (!(callee instanceof PythonGlobal) || !(args instanceof PythonTuple)) {
      const found = `${describeValue(callee)} with ${describeValue(args)}`;
      throw new PickleError(`only a global is called, with a tuple: ${found}`);
    }
    const known = KNOWN_GLOBALS.get(callee.fullName);
    if (known === undefined) return new PythonObject(callee.fullName, args);
    if (known === null) throw new PickleError(`${callee.fullName} is only named, never called`);
    return known(args.items, this.#context);
  }
}

function makeRecord(type: PythonValue | undefined, args: PythonValue | undefined): PythonObject {
  if (
    !(type instanceof PythonGlobal) || !(args instanceof PythonTuple) ||
    KNOWN_GLOBALS.has(type.fullName)
  ) {
    throw new PickleError(`an object must be made of a class: is ${describeValue(type)}`);
  }
  return new PythonObject(type.fullName, args);
}

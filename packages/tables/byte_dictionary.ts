/**
 * Numbers words by their bytes in the order in which they come, without making a string of a word that
 * was there before: open addressing over FNV-1a, keys one after the other in one array.
 */
export class ByteDictionary {
  #slots = new Int32Array(256).fill(-1);
  #hashes = new Int32Array(64);
  #ends = new Int32Array(64);
  #keys = new Uint8Array(1024);
  #size = 0;

  /** Number of different words. */
  get size(): number {
    return this.#size;
  }

  /**
   * Finds a word, or adds it.
   *
   * @param bytes Where it stands.
   * @param start Its first byte.
   * @param end Byte after its last one.
   * @returns Its number; the `size` before the call if it is new.
   */
  number(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5 | 0;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 16777619);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ hash >>> 15) & mask;
    for (;;) {
      const word = this.#slots[slot]!;
      if (word === -1) break;
      if (this.#hashes[word] === hash && this.#equals(word, bytes, start, end)) return word;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#size;
    this.#add(hash, bytes.subarray(start, end));
    return this.#size++;
  }

  #equals(word: number, bytes: Uint8Array, start: number, end: number): boolean {
    let at = word === 0 ? 0 : this.#ends[word - 1]!;
    if (this.#ends[word]! - at !== end - start) return false;
    for (let other = start; other < end; other++) {
      if (this.#keys[at++] !== bytes[other]) return false;
    }
    return true;
  }

  #add(hash: number, key: Uint8Array): void {
    const word = this.#size;
    const start = word === 0 ? 0 : this.#ends[word - 1]!;
    if (word === this.#ends.length) {
      this.#ends = longer(this.#ends, new Int32Array(2 * word));
      this.#hashes = longer(this.#hashes, new Int32Array(2 * word));
    }
    if (start + key.length > this.#keys.length) {
      this.#keys = longer(this.#keys, new Uint8Array(2 * (start + key.length)));
    }
    this.#keys.set(key, start);
    this.#ends[word] = start + key.length;
    this.#hashes[word] = hash;
    if (2 * (word + 2) > this.#slots.length) this.#rehash(word + 1);
  }

  #rehash(size: number): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    const mask = this.#slots.length - 1;
    for (let word = 0; word < size; word++) {
      const hash = this.#hashes[word]!;
      let slot = (hash ^ hash >>> 15) & mask;
      while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
      this.#slots[slot] = word;
    }
  }
}

function longer<A extends Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

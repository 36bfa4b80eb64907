/** Slots of the table at first; a power of two. */
const FIRST_SLOTS = 1 << 12;

/**
 * Numbers pairs of integers from 0 up in the order in which they are first asked for. A hash table with open addressing:
 * a Map would want a string or a double for each of millions of pairs, and many times the memory.
 */
export class PairNumbers {
  /** Number of the pair in each slot plus one; 0 for an empty slot. At most half of them are taken. */
  #slots = new Int32Array(FIRST_SLOTS);
  /** The two integers of pair i, at 2i and 2i + 1. */
  #pairs = new Int32Array(FIRST_SLOTS);
  size = 0;

  /** The number of a pair of integers from 0 to 2³¹ − 1. */
  numberOf(a: number, b: number): number {
    const slot = this.#slotOf(a, b);
    const taken = this.#slots[slot] ?? 0;
    if (taken > 0) return taken - 1;
    const number = this.size++;
    this.#slots[slot] = this.size;
    this.#pairs[2 * number] = a;
    this.#pairs[2 * number + 1] = b;
    if (2 * this.size === this.#slots.length) this.#grow();
    return number;
  }

  /** The slot that the pair has, or would get. */
  #slotOf(a: number, b: number): number {
    const mask = this.#slots.length - 1;
    // Multiplied by odd constants and mixed: neighbours must not fall into neighbouring slots.
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0 || (this.#pairs[2 * number] === a && this.#pairs[2 * number + 1] === b)) return slot;
    }
  }

  #grow(): void {
    const pairs = new Int32Array(2 * this.#pairs.length);
    pairs.set(this.#pairs);
    this.#pairs = pairs;
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let number = 0; number < this.size; number++) {
      this.#slots[this.#slotOf(pairs[2 * number] ?? 0, pairs[2 * number + 1] ?? 0)] = number + 1;
    }
  }
}

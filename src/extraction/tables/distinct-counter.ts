import type { CellValue } from '../extraction.types.js';

type Value = Exclude<CellValue, null>;

/** Up to here values are kept and counted exactly. */
const MAX_KEPT = 10_000;
/** Registers of the estimate: 2 to the power of 14, for a standard error of 0.8 %. */
const PRECISION = 14;
const REGISTERS = 1 << PRECISION;
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/** Counts different values in bounded memory: exactly while they are few, by HyperLogLog when they are many. */
export class DistinctCounter {
  private kept: Set<Value> | null = new Set();
  private readonly first: Value[] = [];
  private registers: Uint8Array | null = null;
  private readonly float = new Float64Array(1);
  private readonly halves = new Int32Array(this.float.buffer);

  constructor(private readonly maxExamples: number) {}

  get isEstimate(): boolean {
    return this.registers !== null;
  }

  get count(): number {
    return this.registers ? estimate(this.registers) : (this.kept?.size ?? 0);
  }

  /** The first different values. */
  get examples(): readonly Value[] {
    return this.first;
  }

  add(value: Value): void {
    if (this.registers) this.note(this.registers, value);
    else if (this.kept) this.keep(this.kept, value);
  }

  private keep(kept: Set<Value>, value: Value): void {
    const before = kept.size;
    if (kept.add(value).size === before) return;
    if (this.first.length < this.maxExamples) this.first.push(value);
    if (kept.size <= MAX_KEPT) return;
    const registers = (this.registers = new Uint8Array(REGISTERS));
    for (const earlier of kept) this.note(registers, earlier);
    this.kept = null;
  }

  private note(registers: Uint8Array, value: Value): void {
    const hash = this.hash(value);
    const register = hash >>> (32 - PRECISION);
    const rank = Math.min(Math.clz32(hash << PRECISION), 32 - PRECISION) + 1;
    if (rank > (registers[register] ?? 0)) registers[register] = rank;
  }

  private hash(value: Value): number {
    if (typeof value !== 'string') {
      this.float[0] = Number(value);
      return mix(mix(this.halves[0] ?? 0) ^ (this.halves[1] ?? 0));
    }
    let hash = 0x811c9dc5;
    for (let index = 0; index < value.length; index += 1) {
      hash = Math.imul(hash ^ value.charCodeAt(index), 0x01000193);
    }
    return mix(hash);
  }
}

/** The finishing steps of MurmurHash3: every bit depends on every other. */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function estimate(registers: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const rank of registers) {
    sum += 2 ** -rank;
    if (rank === 0) empty += 1;
  }
  const raw = (ALPHA * REGISTERS * REGISTERS) / sum;
  return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
}

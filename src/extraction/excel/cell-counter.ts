const CELL = /<(?:\w+:)?c[ />]/g;
/** A value element that is not empty, or inline text. */
const VALUE = /<(?:\w+:)?(?:v|is)>(?!<\/)/g;
/** More than the longest match, so that one that lies across two chunks is seen. */
const CARRY = 64;

/** Counts cells in the XML of worksheets as it passes, without parsing it. */
export class CellCounter {
  cells = 0;
  values = 0;
  private carry = '';

  add(chunk: Buffer): void {
    const text = this.carry + chunk.toString('latin1');
    const upTo = Math.max(0, text.length - CARRY);
    this.count(text, upTo);
    this.carry = text.slice(upTo);
  }

  endPart(): void {
    this.count(this.carry, this.carry.length);
    this.carry = '';
  }

  /** Counts what begins before `upTo`; the rest is counted with the next chunk. */
  private count(text: string, upTo: number): void {
    for (const { index } of text.matchAll(CELL)) if (index < upTo) this.cells += 1;
    for (const { index } of text.matchAll(VALUE)) if (index < upTo) this.values += 1;
  }
}

/** Gathers text up to a number of UTF-8 bytes and counts the rest, so that memory stays flat on any document. */
export class TextCollector {
  private readonly parts: string[] = [];
  private bytes = 0;
  private characters = 0;

  constructor(readonly maxBytes: number) {}

  /** Length of everything that was added, in UTF-16 code units as JavaScript counts them. */
  get length(): number {
    return this.characters;
  }

  get truncated(): boolean {
    return this.bytes > this.maxBytes;
  }

  add(text: string): void {
    this.characters += text.length;
    if (this.truncated) return;
    this.parts.push(text);
    this.bytes += Buffer.byteLength(text);
  }

  /** Adds a line, or a block of lines, set apart from what stands before it. */
  addLine(text: string, separator = '\n'): void {
    if (this.characters > 0) this.add(separator);
    this.add(text);
  }

  /** Counts a line that is not kept, as nothing is any more once the text is truncated. */
  countLine(length: number, separator = '\n'): void {
    this.characters += length + (this.characters > 0 ? separator.length : 0);
  }

  /** Adds what another collector has gathered, its cut as it is. */
  append(other: TextCollector, separator: string): void {
    if (other.characters === 0) return;
    if (this.characters > 0) this.add(separator);
    if (this.bytes <= this.maxBytes) for (const part of other.parts) this.parts.push(part);
    this.characters += other.characters;
    this.bytes += other.bytes;
  }

  /** The text, cut between two characters where it is too long. */
  toString(): string {
    const text = this.parts.join('');
    if (!this.truncated) return text;
    // A streaming decoder keeps the bytes of an unfinished character back.
    return new TextDecoder().decode(Buffer.from(text).subarray(0, this.maxBytes), { stream: true });
  }
}

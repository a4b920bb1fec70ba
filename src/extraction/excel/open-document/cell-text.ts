import { toStorableText } from '../../../common/text.js';
import type { XmlAttributes } from '../xml.js';

/** Drawings upon a cell bring paragraphs of their own. */
const DRAWINGS: ReadonlySet<string> = new Set(['frame', 'custom-shape', 'g', 'object', 'control', 'line', 'rect']);

/** What stands within a cell: its paragraphs, the first link, and what somebody has noted on it. */
export class CellText {
  link: string | null = null;
  private paragraphs: string[] = [];
  private notes: string[] = [];
  private author = '';
  private hidden = 0;
  private inNote = false;
  private inAuthor = false;
  private inParagraph = 0;

  get text(): string {
    return toStorableText(this.paragraphs.join('\n'));
  }

  get comment(): { author: string; text: string } | null {
    if (this.notes.length === 0) return null;
    return { author: toStorableText(this.author), text: toStorableText(this.notes.join('\n')) };
  }

  clear(): void {
    this.link = null;
    this.paragraphs = [];
    this.notes = [];
    this.author = '';
    this.hidden = 0;
    this.inParagraph = 0;
    this.inNote = false;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (DRAWINGS.has(name)) this.hidden += 1;
    else if (name === 'annotation') this.inNote = true;
    else if (name === 'creator') this.inAuthor = this.inNote;
    else if (name === 'p' && this.hidden === 0) {
      this.inParagraph += 1;
      this.lines.push('');
    } else if (name === 's') this.add(' '.repeat(Math.min(Number(attributes['text:c'] ?? 1) || 1, 1_000)));
    else if (name === 'tab') this.add('\t');
    else if (name === 'line-break') this.add('\n');
    else if (name === 'a' && !this.inNote) this.link ??= attributes['xlink:href'] ?? null;
  }

  add(text: string): void {
    if (this.inAuthor) this.author += text;
    else if (this.inParagraph > 0 && this.hidden === 0) {
      const { lines } = this;
      lines[lines.length - 1] = (lines.at(-1) ?? '') + text;
    }
  }

  close(name: string): void {
    if (DRAWINGS.has(name)) this.hidden -= 1;
    else if (name === 'annotation') this.inNote = false;
    else if (name === 'creator') this.inAuthor = false;
    else if (name === 'p' && this.hidden === 0) this.inParagraph -= 1;
  }

  private get lines(): string[] {
    return this.inNote ? this.notes : this.paragraphs;
  }
}

import { keyOf } from './label-key.js';
import type { LabelEntry, LabelMeaning } from './labels.types.js';

/** What a label stands for; a label may mean several things, which the value beside it decides. */
export interface KnownLabel {
  key: string;
  meanings: readonly LabelMeaning[];
}

interface TrieNode {
  next: Map<string, TrieNode>;
  label?: KnownLabel;
}

/** Letters that optical recognition takes for each other, as the one that stands for all of them. */
const LOOK_ALIKES: Record<string, string> = { '0': 'o', '1': 'l', i: 'l', '5': 's', '8': 'b', '6': 'b' };
/** Shorter labels differ from too many other words by one letter. */
const MIN_FUZZY_LENGTH = 5;

/** Finds the labels that begin at a place of a text, the longest first. */
export class LabelIndex {
  private readonly root: TrieNode = { next: new Map() };
  /** Labels by every key that one left-out letter gives; words read by OCR are looked up with their own. */
  private readonly blurred = new Map<string, KnownLabel | null>();

  constructor(entries: readonly LabelEntry[]) {
    const labels = new Map<string, LabelMeaning[]>();
    for (const { text, meaning } of entries) {
      const key = keyOf(text);
      const meanings = labels.get(key) ?? [];
      if (!meanings.some((known) => isSameMeaning(known, meaning))) meanings.push(meaning);
      labels.set(key, meanings);
    }
    for (const [key, meanings] of labels) this.add({ key, meanings });
  }

  /** The labels that `key` begins with from `start` on, the shortest first. */
  *startingAt(key: string, start: number): Generator<KnownLabel> {
    let node: TrieNode | undefined = this.root;
    for (let at = start; at < key.length; at += 1) {
      node = node.next.get(key.charAt(at));
      if (!node) return;
      if (node.label) yield node.label;
    }
  }

  get(key: string): KnownLabel | null {
    for (const label of this.startingAt(key, 0)) if (label.key.length === key.length) return label;
    return null;
  }

  /** The one label that differs from a key by one letter, or by letters that look alike; null for none or several. */
  resembling(key: string): KnownLabel | null {
    if (key.length < MIN_FUZZY_LENGTH) return null;
    for (const blurred of blursOf(key)) {
      const label = this.blurred.get(blurred);
      if (label && Math.abs(label.key.length - key.length) <= 1) return label;
    }
    return null;
  }

  private add(label: KnownLabel): void {
    let node = this.root;
    for (const letter of label.key) {
      const next: TrieNode = node.next.get(letter) ?? { next: new Map() };
      node.next.set(letter, next);
      node = next;
    }
    node.label = label;
    if (label.key.length < MIN_FUZZY_LENGTH) return;
    for (const blurred of blursOf(label.key)) {
      const known = this.blurred.get(blurred);
      this.blurred.set(blurred, known === undefined || known === label ? label : null);
    }
  }
}

function isSameMeaning(a: LabelMeaning, b: LabelMeaning): boolean {
  return a.kind === b.kind && ('name' in a && 'name' in b ? a.name === b.name : a.kind === 'ignored');
}

/** A key with look-alikes made one, and that with each of its letters left out. */
function blursOf(key: string): string[] {
  const letters = Array.from(key, (letter) => LOOK_ALIKES[letter] ?? letter);
  const blurs = [letters.join('')];
  for (let left = 0; left < letters.length; left += 1) blurs.push(letters.toSpliced(left, 1).join(''));
  return blurs;
}

import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { describeError } from '../../../common/errors.js';
import { keyOf } from './label-key.js';
import {
  DOCUMENT_TYPES,
  HELPERS,
  ITEM_COLUMNS,
  LABELLED_FIELDS,
  type LabelEntry,
  type LabelMeaning,
  PARTIES,
} from './labels.types.js';

/** A labels file that cannot be used. Its message names file and line. */
export class LabelsFileError extends Error {
  constructor(file: string, line: number | null, problem: string) {
    super(line === null ? `${file}: ${problem}` : `${file}:${line}: ${problem}`);
    this.name = 'LabelsFileError';
  }
}

const STRENGTHS = ['strong', 'usual'] as const;
const LANGUAGE = /^[a-z]{2}$/;
const MAX_LABEL_LENGTH = 80;

/** Reads a file of labels in the form of `labels.json`, as YAML or JSON. Throws {@link LabelsFileError}. */
export function readLabelsFile(file: string): LabelEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new LabelsFileError(file, null, `cannot be read: ${describeError(error)}`);
  }
  return parseLabels(text, file);
}

/** {@link readLabelsFile} for its text; `file` is what errors call it. */
export function parseLabels(text: string, file: string): LabelEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new LabelsFileError(file, lines.linePos(error.pos[0]).line, error.message);
  return new LabelsReader(file, lines).sections(document.contents);
}

class LabelsReader {
  private readonly entries: LabelEntry[] = [];

  constructor(
    private readonly file: string,
    private readonly lines: LineCounter,
  ) {}

  sections(root: Node | null): LabelEntry[] {
    if (root === null) return [];
    const known = ['fields', 'parties', 'document_types', 'columns', 'helpers', 'ignored'] as const;
    for (const [section, node] of this.entriesOf(root, known)) {
      if (section === 'ignored') this.languages(node, { kind: 'ignored' });
      else if (section === 'fields') this.fields(node);
      else if (section === 'parties') this.named(node, PARTIES, (name) => ({ kind: 'party', name }));
      else if (section === 'document_types') this.named(node, DOCUMENT_TYPES, (name) => ({ kind: 'document_type', name }));
      else if (section === 'columns') this.named(node, ITEM_COLUMNS, (name) => ({ kind: 'column', name }));
      else this.named(node, HELPERS, (name) => ({ kind: 'helper', name }));
    }
    return this.entries;
  }

  private fields(node: Node | null): void {
    for (const [name, strengths] of this.entriesOf(node, LABELLED_FIELDS)) {
      for (const [strength, languages] of this.entriesOf(strengths, STRENGTHS)) {
        this.languages(languages, { kind: 'field', name, strength });
      }
    }
  }

  private named<T extends string>(node: Node | null, names: readonly T[], toMeaning: (name: T) => LabelMeaning): void {
    for (const [name, languages] of this.entriesOf(node, names)) this.languages(languages, toMeaning(name));
  }

  private languages(node: Node | null, meaning: LabelMeaning): void {
    for (const { key, value } of this.pairsOf(node)) {
      const language = this.textOf(key);
      if (!LANGUAGE.test(language)) this.fail(key, `"${language}" is no language; write its ISO 639-1 code, like ko or en`);
      if (!isSeq(value)) this.fail(value ?? key, `what stands under "${language}" must be a list of labels`);
      for (const item of value.items) this.entries.push({ text: this.labelOf(item, key), language, meaning });
    }
  }

  private labelOf(item: unknown, parent: unknown): string {
    const text = this.textOf(item ?? parent).trim();
    if (text.length > MAX_LABEL_LENGTH) this.fail(item, `a label has at most ${MAX_LABEL_LENGTH} characters`);
    if (keyOf(text) === '') this.fail(item ?? parent, `the label "${text}" has no letter and no digit`);
    return text;
  }

  private entriesOf<T extends string>(node: Node | null, known: readonly T[]): [T, Node | null][] {
    return this.pairsOf(node).map(({ key, value }) => {
      const text = this.textOf(key);
      const name = known.find((one) => one === text);
      if (name === undefined) this.fail(key, `"${text}" is unknown here; known are ${known.join(', ')}`);
      return [name, value];
    });
  }

  private pairsOf(node: Node | null): { key: Node; value: Node | null }[] {
    if (!isMap(node)) return this.fail(node, 'expected names, each with a colon behind it');
    return (node as YAMLMap<Node, Node | null>).items.map(({ key, value }: Pair<Node, Node | null>) => ({ key, value }));
  }

  private textOf(node: unknown): string {
    if (isScalar(node) && (typeof node.value === 'string' || typeof node.value === 'number')) return String(node.value);
    return this.fail(node, 'expected a text');
  }

  private fail(node: unknown, problem: string): never {
    const range = (node as Node | null)?.range;
    throw new LabelsFileError(this.file, range ? this.lines.linePos(range[0]).line : null, problem);
  }
}

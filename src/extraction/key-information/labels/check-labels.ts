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

/** What is wrong with the contents of a labels file, and the keys and indexes that lead there. */
export class LabelsProblem extends Error {
  constructor(
    readonly path: readonly (string | number)[],
    message: string,
  ) {
    super(message);
    this.name = 'LabelsProblem';
  }
}

const SECTIONS = ['fields', 'parties', 'document_types', 'columns', 'helpers', 'ignored'] as const;
const STRENGTHS = ['strong', 'usual'] as const;
const LANGUAGE = /^[a-z]{2}$/;
const MAX_LABEL_LENGTH = 80;

type Path = readonly (string | number)[];

/** The labels of a file's contents. Throws {@link LabelsProblem}. */
export function checkLabels(contents: unknown): LabelEntry[] {
  if (contents === null || contents === undefined) return [];
  return named(contents, [], SECTIONS).flatMap(([section, value]): LabelEntry[] => {
    const path = [section];
    switch (section) {
      case 'fields':
        return fields(value, path);
      case 'parties':
        return meanings(value, path, PARTIES, (name) => ({ kind: 'party', name }));
      case 'document_types':
        return meanings(value, path, DOCUMENT_TYPES, (name) => ({ kind: 'document_type', name }));
      case 'columns':
        return meanings(value, path, ITEM_COLUMNS, (name) => ({ kind: 'column', name }));
      case 'helpers':
        return meanings(value, path, HELPERS, (name) => ({ kind: 'helper', name }));
      case 'ignored':
        return languages(value, path, { kind: 'ignored' });
    }
  });
}

function fields(value: unknown, path: Path): LabelEntry[] {
  return named(value, path, LABELLED_FIELDS).flatMap(([name, strengths]) =>
    named(strengths, [...path, name], STRENGTHS).flatMap(([strength, of]) =>
      languages(of, [...path, name, strength], { kind: 'field', name, strength }),
    ),
  );
}

function meanings<T extends string>(
  value: unknown,
  path: Path,
  names: readonly T[],
  toMeaning: (name: T) => LabelMeaning,
): LabelEntry[] {
  return named(value, path, names).flatMap(([name, of]) => languages(of, [...path, name], toMeaning(name)));
}

function languages(value: unknown, path: Path, meaning: LabelMeaning): LabelEntry[] {
  return entriesOf(value, path).flatMap(([language, labels]) => {
    const at = [...path, language];
    if (!LANGUAGE.test(language)) {
      throw new LabelsProblem(at, `"${language}" is no language; write its ISO 639-1 code, like ko or en`);
    }
    if (!Array.isArray(labels)) throw new LabelsProblem(at, `what stands under "${language}" must be a list of labels`);
    return labels.map((label: unknown, index) => ({ text: labelOf(label, [...at, index]), language, meaning }));
  });
}

function labelOf(label: unknown, path: Path): string {
  if (typeof label !== 'string' && typeof label !== 'number') throw new LabelsProblem(path, 'a label must be a text');
  const text = String(label).trim();
  if (text.length > MAX_LABEL_LENGTH)
    throw new LabelsProblem(path, `a label has at most ${MAX_LABEL_LENGTH} characters`);
  if (keyOf(text) === '') throw new LabelsProblem(path, `the label "${text}" has no letter and no digit`);
  return text;
}

function named<T extends string>(value: unknown, path: Path, known: readonly T[]): [T, unknown][] {
  return entriesOf(value, path).map(([key, of]) => {
    const name = known.find((one) => one === key);
    if (name !== undefined) return [name, of];
    throw new LabelsProblem([...path, key], `"${key}" is unknown here; known are ${known.join(', ')}`);
  });
}

function entriesOf(value: unknown, path: Path): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw new LabelsProblem(path, 'expected names, each with a colon behind it');
}

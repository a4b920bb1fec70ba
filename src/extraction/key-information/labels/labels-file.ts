import { readFile } from 'node:fs/promises';
import { describeError } from '../../../common/errors.js';
import { checkLabels, LabelsProblem } from './check-labels.js';
import type { LabelEntry } from './labels.types.js';

/** A labels file that cannot be used. Its message names file and line. */
export class LabelsFileError extends Error {
  constructor(file: string, line: number | null, problem: string) {
    super(line === null ? `${file}: ${problem}` : `${file}:${line}: ${problem}`);
    this.name = 'LabelsFileError';
  }
}

/** Reads a file of labels in the form of `labels.json`, as YAML or JSON. Throws {@link LabelsFileError}. */
export async function readLabelsFile(file: string): Promise<LabelEntry[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new LabelsFileError(file, null, `cannot be read: ${describeError(error)}`);
  }
  return parseLabels(text, file);
}

/** {@link readLabelsFile} for its text; `file` is what errors call it. */
export async function parseLabels(text: string, file: string): Promise<LabelEntry[]> {
  // JSON is YAML too; its own parser is much faster, and YAML's is then not even loaded.
  const json = file.endsWith('.json') ? parseJson(text) : undefined;
  if (json === undefined) return parseYaml(text, file);
  try {
    return checkLabels(json);
  } catch (error) {
    if (error instanceof LabelsProblem) return parseYaml(text, file);
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function parseYaml(text: string, file: string): Promise<LabelEntry[]> {
  const { isNode, isPair, LineCounter, parseDocument, visit } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw new LabelsFileError(file, lines.linePos(error.pos[0]).line, error.message);
  try {
    return checkLabels(document.toJS());
  } catch (problem) {
    if (!(problem instanceof LabelsProblem)) throw problem;
    // The place of a name is that of its key, which `getIn` does not give.
    let offset: number | undefined;
    const { path } = problem;
    visit(document, (key, node, ancestors) => {
      const keys = ancestors.flatMap((one) => (isPair(one) && isNode(one.key) ? [String(one.key)] : []));
      if (isPair(node) && isNode(node.key) && isSamePath([...keys, String(node.key)], path))
        offset ??= node.key.range?.[0];
      if (typeof key === 'number' && isNode(node) && !isPair(node) && isSamePath([...keys, key], path))
        offset = node.range?.[0];
    });
    throw new LabelsFileError(file, offset === undefined ? 1 : lines.linePos(offset).line, problem.message);
  }
}

function isSamePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  return a.length === b.length && a.every((part, at) => part === b[at]);
}

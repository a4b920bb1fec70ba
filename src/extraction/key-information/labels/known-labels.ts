import { fileURLToPath } from 'node:url';
import { LabelIndex } from './label-index.js';
import { readLabelsFile } from './labels-file.js';

const OWN_FILE = fileURLToPath(new URL('labels.json', import.meta.url));
const indexes = new Map<string, Promise<LabelIndex>>();

/**
 * The labels that come with Sheaf and, when a further file is named, those of that file besides. Each file is read once
 * a process. Throws a `LabelsFileError` that names file and line.
 */
export function loadLabels(furtherFile: string | null): Promise<LabelIndex> {
  const known = indexes.get(furtherFile ?? '');
  if (known) return known;
  const loading = load(furtherFile);
  indexes.set(furtherFile ?? '', loading);
  return loading;
}

async function load(furtherFile: string | null): Promise<LabelIndex> {
  const own = await readLabelsFile(OWN_FILE);
  const further = furtherFile === null ? [] : await readLabelsFile(furtherFile);
  return new LabelIndex([...own, ...further]);
}

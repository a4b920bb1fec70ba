import { fileURLToPath } from 'node:url';
import { LabelIndex } from './label-index.js';
import { readLabelsFile } from './labels-file.js';

const OWN_FILE = fileURLToPath(new URL('labels.json', import.meta.url));
const indexes = new Map<string, LabelIndex>();

/**
 * The labels that come with Sheaf and, when a further file is named, those of that file besides. Each file is read once
 * a process. Throws a `LabelsFileError` that names file and line.
 */
export function knownLabels(furtherFile: string | null): LabelIndex {
  const known = indexes.get(furtherFile ?? '');
  if (known) return known;
  const further = furtherFile === null ? [] : readLabelsFile(furtherFile);
  const index = new LabelIndex([...readLabelsFile(OWN_FILE), ...further]);
  indexes.set(furtherFile ?? '', index);
  return index;
}

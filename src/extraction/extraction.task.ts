import { extract } from './extract.js';
import type { Extraction, ExtractionOptions, ProgressListener, SourceFile } from './extraction.types.js';

export interface ExtractionInput {
  /** Its path is absolute: a child process has a working directory of its own. */
  file: SourceFile;
  options: ExtractionOptions;
}

/** The reading of documents, as a sandbox runs it. */
export function run(
  { file, options }: ExtractionInput,
  context: { outputDirectory: string; onProgress: ProgressListener },
): Promise<Extraction> {
  return extract(file, options, context);
}

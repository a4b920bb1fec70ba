import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import type { DocumentView } from '../../src/documents/document.dto.js';
import type { Extraction } from '../../src/extraction/extraction.types.js';
import { anExtraction, instruct } from '../factories.js';
import type { Owner } from './owner.js';
import type { TestService } from './service.js';

/** A processed document, and a way to say what the next extraction of it finds. */
export interface GivenDocument {
  document: DocumentView;
  path: string;
  findNext: (next: Partial<Extraction>) => Promise<void>;
}

/** For a suite whose worker runs `OBEDIENT_CHILD`: uploads documents in which just what is given is found. */
export function givenExtractions(
  suite: () => TestService,
): (by: Owner, parts: Partial<Extraction>, name?: string) => Promise<GivenDocument> {
  const files: string[] = [];
  afterAll(() => Promise.all(files.map((file) => rm(file, { force: true }))));
  return async (by, parts, name) => {
    const file = join(suite().environment.directory, `${randomUUID()}.json`);
    files.push(file);
    const findNext = (next: Partial<Extraction>) => writeFile(file, JSON.stringify(anExtraction(next)));
    await findNext(parts);
    const document = await by.process(instruct(`give ${file}`, name));
    expect(document.status).toBe('completed');
    return { document, path: `/api/documents/${document.id}`, findNext };
  };
}

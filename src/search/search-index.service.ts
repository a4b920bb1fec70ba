import { Injectable } from '@nestjs/common';
import { Pauses } from '../common/pauses.js';
import type { Transaction } from '../database/transactions.js';
import type { Extraction } from '../extraction/extraction.types.js';
import { toPassages } from './passages.js';
import { SearchIndexRepository } from './search-index.repository.js';
import { indexToken, toEntries, tokensOf, type Scope } from './search-tokens.js';
import type { Passage } from './search.types.js';

/** Whose document is indexed, and under what name. */
export interface IndexedDocument {
  id: string;
  userId: string;
  filename: string;
}

/** The fields of a document as they stand after corrections. */
export interface IndexedFields {
  values: readonly string[];
  /** Whether a check of them failed; null where none was made. */
  needsReview: boolean | null;
}

/** The text of an extraction, made ready to be indexed before there is a transaction. */
export interface PreparedText {
  passages: Passage[];
  tokens: Set<string>;
}

/** Keeps what a document can be found by; rows of a deleted document go with it. */
@Injectable()
export class SearchIndexService {
  constructor(private readonly index: SearchIndexRepository) {}

  /** A new document can be found by its name. */
  async add(tx: Transaction, document: IndexedDocument): Promise<void> {
    await this.writeEntries(tx, document, new Set(), { values: [], needsReview: null });
  }

  async prepare(extraction: Extraction): Promise<PreparedText> {
    const passages = toPassages(extraction);
    return { passages, tokens: await tokensOfPassages(passages) };
  }

  /** What was extracted takes the place of what an earlier extraction gave. */
  async replace(
    tx: Transaction,
    document: IndexedDocument,
    { passages, tokens }: PreparedText,
    fields: IndexedFields,
  ): Promise<void> {
    await this.index.replacePassages(tx.manager, document.id, passages);
    await this.writeEntries(tx, document, tokens, fields);
  }

  /** Other values of the fields take the place of the earlier ones; the text stays. */
  async replaceFields(tx: Transaction, document: IndexedDocument, fields: IndexedFields): Promise<void> {
    const passages = await this.index.passagesOf(tx.manager, document.id);
    await this.writeEntries(tx, document, await tokensOfPassages(passages), fields);
  }

  private async writeEntries(
    tx: Transaction,
    document: IndexedDocument,
    text: Set<string>,
    fields: IndexedFields,
  ): Promise<void> {
    const key = await this.index.keyOf(tx.manager, document.userId);
    const ofName = tokensOf([document.filename]);
    const ofHeading = tokensOf([document.filename, ...fields.values]);
    const tokens: string[] = [];
    const add = (scope: Scope, found: Iterable<string>): void => {
      for (const token of found) tokens.push(indexToken(key, scope, token));
    };
    add('filename', ofName);
    add('heading', ofHeading);
    add('anywhere', new Set([...ofHeading, ...text]));
    await this.index.replaceEntries(tx.manager, document.id, [...toEntries(tokens)], fields.needsReview);
  }
}

/** A document may hold a mebibyte of text, which takes longer than a process may leave its other work alone. */
async function tokensOfPassages(passages: readonly Passage[]): Promise<Set<string>> {
  const tokens = new Set<string>();
  const pauses = new Pauses();
  for (const { text } of passages) {
    for (const token of tokensOf([text])) tokens.add(token);
    await pauses.takeIfDue();
  }
  return tokens;
}

import { Injectable } from '@nestjs/common';
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
    await this.writeEntries(tx, document, new Set(), []);
  }

  prepare(extraction: Extraction): PreparedText {
    const passages = toPassages(extraction);
    return { passages, tokens: tokensOf(passages.map(({ text }) => text)) };
  }

  /** What was extracted takes the place of what an earlier extraction gave. `fields` are their values. */
  async replace(
    tx: Transaction,
    document: IndexedDocument,
    { passages, tokens }: PreparedText,
    fields: readonly string[],
  ): Promise<void> {
    await this.index.replacePassages(tx.manager, document.id, passages);
    await this.writeEntries(tx, document, tokens, fields);
  }

  /** Other values of the fields take the place of the earlier ones; the text stays. */
  async replaceFields(tx: Transaction, document: IndexedDocument, fields: readonly string[]): Promise<void> {
    const passages = await this.index.passagesOf(tx.manager, document.id);
    await this.writeEntries(tx, document, tokensOf(passages.map(({ text }) => text)), fields);
  }

  private async writeEntries(
    tx: Transaction,
    document: IndexedDocument,
    text: Set<string>,
    fields: readonly string[],
  ): Promise<void> {
    const key = await this.index.keyOf(tx.manager, document.userId);
    const ofName = tokensOf([document.filename]);
    const ofHeading = tokensOf([document.filename, ...fields]);
    const tokens: string[] = [];
    const add = (scope: Scope, found: Iterable<string>): void => {
      for (const token of found) tokens.push(indexToken(key, scope, token));
    };
    add('filename', ofName);
    add('heading', ofHeading);
    add('anywhere', new Set([...ofHeading, ...text]));
    await this.index.replaceEntries(tx.manager, document, [...toEntries(tokens)]);
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fold } from './folding.js';
import type { Passage } from './search.types.js';

const ASCII_CAPITALS = /[A-Z]+/g;

@Injectable()
export class SearchIndexRepository {
  /** The short number that the tokens of a user begin with. */
  async keyOf(manager: EntityManager, userId: string): Promise<number> {
    const [row] = await manager.query<{ search_key: number }[]>('SELECT search_key FROM users WHERE id = $1', [userId]);
    if (!row) throw new Error(`There is no user ${userId} to index a document for`);
    return row.search_key;
  }

  async replacePassages(manager: EntityManager, documentId: string, passages: readonly Passage[]): Promise<void> {
    await manager.query('DELETE FROM search_passages WHERE document_id = $1', [documentId]);
    if (passages.length === 0) return;
    await manager.query(
      `INSERT INTO search_passages (document_id, ordinal, page, sheet, text, folded)
       SELECT $1, ordinal, page, sheet, text, folded
       FROM unnest($2::int[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
         AS passage (page, sheet, text, folded, ordinal)`,
      [
        documentId,
        passages.map(({ page }) => page),
        passages.map(({ sheet }) => sheet),
        passages.map(({ text }) => text),
        passages.map(({ text }) => foldedUnlessPlain(text)),
      ],
    );
  }

  passagesOf(manager: EntityManager, documentId: string): Promise<Passage[]> {
    return manager.query<Passage[]>(
      'SELECT page, sheet, text FROM search_passages WHERE document_id = $1 ORDER BY ordinal',
      [documentId],
    );
  }

  async replaceEntries(
    manager: EntityManager,
    { id, userId }: { id: string; userId: string },
    entries: readonly string[][],
  ): Promise<void> {
    await manager.query('DELETE FROM search_entries WHERE document_id = $1', [id]);
    for (const [part, tokens] of entries.entries()) {
      await manager.query(
        `INSERT INTO search_entries (document_id, part, parts, user_id, tokens)
         VALUES ($1, $2, $3, $4, array_to_tsvector($5::text[]))`,
        [id, part, entries.length, userId, tokens],
      );
    }
  }
}

/** Most text differs from its folded form by capitals alone, which the database can make small by itself. */
function foldedUnlessPlain(text: string): string | null {
  const { folded } = fold(text);
  return folded === text.replace(ASCII_CAPITALS, (capitals) => capitals.toLowerCase()) ? null : folded;
}

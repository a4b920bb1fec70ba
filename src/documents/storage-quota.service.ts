import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { AppError } from '../common/errors.js';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Transactions, type Transaction } from '../database/transactions.js';

const MEGABYTE = 1024 * 1024;
/** No upload lasts so long; what is still reserved then belonged to a process that died. */
const RESERVED_FOR = `interval '1 hour'`;

export interface StorageUsage {
  usedBytes: number;
  /** Null: no limit. */
  limitBytes: number | null;
}

/**
 * How much of the storage is a user's. Only originals count, for only they are the user's to send and to delete; what is
 * derived from them (extractions, pictures of pages, reports) has limits of its own for each document, and goes with it.
 * A file counts from before its first byte is received: first as a reservation, then as a document.
 */
@Injectable()
export class StorageQuotaService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly transactions: Transactions,
    @InjectEnv() private readonly env: Env,
  ) {}

  async usage(userId: string): Promise<StorageUsage> {
    const limitBytes = await this.limitOf(this.dataSource.manager, userId);
    const [row] = await this.dataSource.query<{ bytes: string }[]>(
      'SELECT coalesce(sum(size_bytes), 0) AS bytes FROM documents WHERE user_id = $1',
      [userId],
    );
    return { usedBytes: Number(row?.bytes ?? 0), limitBytes };
  }

  /**
   * Reserves room for a document of at most `wantedBytes`. Resolves to how many bytes it may have: fewer than wanted
   * when no more are left, null when nothing limits it. Throws `STORAGE_QUOTA_EXCEEDED` when none are.
   */
  reserve(userId: string, documentId: string, wantedBytes: number): Promise<number | null> {
    return this.transactions.run(async (tx) => {
      const limit = await this.limitOf(tx.manager, userId);
      if (limit === null) return null;
      await tx.lock(`storage:${userId}`);
      const left = limit - (await this.claimed(tx.manager, userId));
      if (left <= 0) throw storageFull(limit);
      const granted = Math.min(wantedBytes, left);
      await tx.manager.query(
        `INSERT INTO storage_reservations (document_id, user_id, bytes, expires_at)
         VALUES ($1, $2, $3, now() + ${RESERVED_FOR})`,
        [documentId, userId, granted],
      );
      return granted;
    });
  }

  /** With the transaction that makes it a document. */
  async settle(tx: Transaction, documentId: string): Promise<void> {
    await tx.manager.query('DELETE FROM storage_reservations WHERE document_id = $1', [documentId]);
  }

  /** It did not become a document. */
  async release(documentId: string): Promise<void> {
    await this.dataSource.query('DELETE FROM storage_reservations WHERE document_id = $1', [documentId]);
  }

  /** What a user who has no room left is told. */
  async refusal(userId: string): Promise<AppError> {
    return storageFull((await this.limitOf(this.dataSource.manager, userId)) ?? 0);
  }

  /** Documents and reservations, in one statement: what turns from one into the other is counted once. */
  private async claimed(manager: EntityManager, userId: string): Promise<number> {
    await manager.query('DELETE FROM storage_reservations WHERE user_id = $1 AND expires_at <= now()', [userId]);
    const [row] = await manager.query<{ bytes: string }[]>(
      `SELECT (SELECT coalesce(sum(size_bytes), 0) FROM documents WHERE user_id = $1)
            + (SELECT coalesce(sum(bytes), 0) FROM storage_reservations WHERE user_id = $1) AS bytes`,
      [userId],
    );
    return Number(row?.bytes ?? 0);
  }

  private async limitOf(manager: EntityManager, userId: string): Promise<number | null> {
    const [row] = await manager.query<{ storage_quota_mb: number | null }[]>(
      'SELECT storage_quota_mb FROM users WHERE id = $1',
      [userId],
    );
    const megabytes = row?.storage_quota_mb ?? this.env.STORAGE_QUOTA_MB;
    return megabytes === 0 ? null : megabytes * MEGABYTE;
  }
}

function storageFull(limit: number): AppError {
  return new AppError('STORAGE_QUOTA_EXCEEDED', 'error.storage_full', { params: { limit } });
}

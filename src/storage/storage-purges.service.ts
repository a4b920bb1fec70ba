import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { AppError, describeError } from '../common/errors.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import { StoragePurge } from './storage-purge.entity.js';
import { Storage } from './storage.js';

const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
const LATE_WRITERS_MS = 2 * 60 * 1000;
const RETRY = `interval '10 minutes'`;
const SWEEP_BATCH = 100;

/**
 * Sees that no bytes outlive their row. Storage knows no transactions, so an intention is written down first: before
 * an upload (dropped when the document is accepted) and with a deletion (carried out at once, and again after
 * a while, for a worker that was still writing).
 */
@Injectable()
export class StoragePurgesService {
  private readonly logger = new Logger(StoragePurgesService.name);

  constructor(
    @InjectRepository(StoragePurge) private readonly purges: Repository<StoragePurge>,
    private readonly storage: Storage,
    private readonly transactions: Transactions,
  ) {}

  /** Before bytes are written under `prefix`: should this process die, they are removed after a day. */
  async expectUpload(prefix: string): Promise<void> {
    await this.purges.insert({ prefix, dueAt: new Date(Date.now() + ABANDONED_AFTER_MS) });
  }

  /** The upload under `prefix` has its row now. Throws when it took so long that the sweep has taken its bytes. */
  async keep(tx: Transaction, prefix: string): Promise<void> {
    const { affected } = await tx.manager.delete(StoragePurge, { prefix });
    if (affected !== 1) throw new AppError('SERVICE_UNAVAILABLE', 'error.unavailable');
  }

  /** The upload under `prefix` was refused. What cannot be removed now is left to the sweep. */
  async discardUpload(prefix: string): Promise<void> {
    try {
      await this.storage.deletePrefix(prefix);
      await this.purges.delete({ prefix });
    } catch (error) {
      this.warn(prefix, error);
    }
  }

  /** The row that owns `prefix` goes with this transaction; its bytes follow. */
  async purge(tx: Transaction, prefix: string): Promise<void> {
    await tx.manager.upsert(StoragePurge, { prefix, dueAt: new Date(Date.now() + LATE_WRITERS_MS) }, ['prefix']);
    tx.afterCommit(() => this.storage.deletePrefix(prefix));
  }

  /** Carries out what is due. What cannot be removed is tried again later, and keeps nothing else waiting. */
  async sweep(): Promise<void> {
    for (let count = 0; count < SWEEP_BATCH; count++) {
      if (!(await this.transactions.run((tx) => this.removeOneDue(tx)))) return;
    }
  }

  /**
   * The row stays locked while the bytes go, so that {@link keep} cannot accept an upload that is being removed, and
   * several workers share the work.
   */
  private async removeOneDue({ manager }: Transaction): Promise<boolean> {
    const [due] = await manager.query<{ prefix: string }[]>(
      `SELECT prefix FROM storage_purges WHERE due_at <= now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    if (!due) return false;
    const removed = await this.storage.deletePrefix(due.prefix).then(
      () => true,
      (error: unknown) => {
        this.warn(due.prefix, error);
        return false;
      },
    );
    if (removed) await manager.delete(StoragePurge, due);
    else await manager.query(`UPDATE storage_purges SET due_at = now() + ${RETRY} WHERE prefix = $1`, [due.prefix]);
    return true;
  }

  private warn(prefix: string, error: unknown): void {
    this.logger.warn(`Could not remove ${prefix} from storage: ${describeError(error)}`);
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, Repository } from 'typeorm';
import { describeError } from '../common/errors.js';
import type { Transaction } from '../database/transactions.js';
import { StoragePurge } from './storage-purge.entity.js';
import { Storage } from './storage.js';

const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
const LATE_WRITERS_MS = 2 * 60 * 1000;
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
  ) {}

  /** Before bytes are written under `prefix`: should this process die, they are removed after a day. */
  async expectUpload(prefix: string): Promise<void> {
    await this.purges.insert({ prefix, dueAt: new Date(Date.now() + ABANDONED_AFTER_MS) });
  }

  /** The upload under `prefix` has its row now. */
  async keep(tx: Transaction, prefix: string): Promise<void> {
    await tx.manager.delete(StoragePurge, { prefix });
  }

  /** The upload under `prefix` was refused. */
  async discardUpload(prefix: string): Promise<void> {
    await this.storage.deletePrefix(prefix);
    await this.purges.delete({ prefix });
  }

  /** The row that owns `prefix` goes with this transaction; its bytes follow. */
  async purge(tx: Transaction, prefix: string): Promise<void> {
    await tx.manager.upsert(StoragePurge, { prefix, dueAt: new Date(Date.now() + LATE_WRITERS_MS) }, ['prefix']);
    tx.afterCommit(() => this.storage.deletePrefix(prefix));
  }

  /** Carries out what is due; a prefix that cannot be removed now stays for the next sweep. */
  async sweep(): Promise<void> {
    const due = await this.purges.find({ where: { dueAt: LessThanOrEqual(new Date()) }, take: SWEEP_BATCH });
    for (const { prefix } of due) {
      try {
        await this.discardUpload(prefix);
      } catch (error) {
        this.logger.warn(`Could not remove ${prefix} from storage: ${describeError(error)}`);
      }
    }
  }
}

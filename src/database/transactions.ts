import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { describeError } from '../common/errors.js';

/** An open transaction, handed from service to service. */
export class Transaction {
  private readonly effects: (() => Promise<void>)[] = [];

  constructor(readonly manager: EntityManager) {}

  /**
   * Waits until no other transaction holds `id`, then holds it until the end of this one. Taken before any row, it
   * keeps those who work on one document from waiting for each other's rows in a circle.
   */
  async lock(id: string): Promise<void> {
    await this.manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
  }

  /**
   * Runs `effect` once the transaction is committed, and never when it is rolled back. An effect tells the world of
   * what is already true (queue, live messages): its own failure is logged and undoes nothing.
   */
  afterCommit(effect: () => Promise<void>): void {
    this.effects.push(effect);
  }

  takeEffects(): (() => Promise<void>)[] {
    return this.effects.splice(0);
  }
}

@Injectable()
export class Transactions {
  private readonly logger = new Logger(Transactions.name);

  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in one transaction, commits when it resolves, then runs its after-commit effects in order. */
  async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const effects: (() => Promise<void>)[] = [];
    const result = await this.dataSource.transaction(async (manager) => {
      const tx = new Transaction(manager);
      const value = await work(tx);
      effects.push(...tx.takeEffects());
      return value;
    });
    for (const effect of effects) {
      await effect().catch((error: unknown) => {
        this.logger.warn(`An effect after a commit failed: ${describeError(error)}`);
      });
    }
    return result;
  }
}

import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const FORGOTTEN_AFTER = `interval '1 day'`;

/** Who works: a row for each worker, with the time it was last seen. */
@Injectable()
export class WorkersRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Notes that a worker lives, and forgets those that have been gone for a day. */
  async seen(worker: { name: string; version: string; concurrency: number }): Promise<void> {
    const { name, version, concurrency } = worker;
    await this.dataSource.query(
      `INSERT INTO workers (name, version, concurrency) VALUES ($1, $2, $3)
       ON CONFLICT (name) DO UPDATE SET version = $2, concurrency = $3, seen_at = now()`,
      [name, version, concurrency],
    );
    await this.dataSource.query(`DELETE FROM workers WHERE seen_at < now() - ${FORGOTTEN_AFTER}`);
  }

  async left(name: string): Promise<void> {
    await this.dataSource.query('DELETE FROM workers WHERE name = $1', [name]);
  }
}

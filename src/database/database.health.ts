import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Asks the database for a sign of life; rejects when there is none. */
@Injectable()
export class DatabaseHealth {
  constructor(private readonly dataSource: DataSource) {}

  async check(): Promise<void> {
    await this.dataSource.query('SELECT 1');
  }
}

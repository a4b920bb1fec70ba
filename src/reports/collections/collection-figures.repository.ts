import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type {
  CollectionFigures,
  CurrencyTotal,
  DocumentLine,
  DuplicateLine,
  FailedLine,
  LeftOut,
  Lines,
  MissingLine,
  MonthTotal,
} from '../building/collections/collection-figures.types.js';
import { COLLECTION_LIMITS } from '../building/collections/collection-limits.js';
import { REQUIRED_FIELDS } from '../building/collections/required-fields.js';
import type { Grouping } from './collection-report.types.js';
import * as statements from './collection-statements.js';

type Overview = Pick<CollectionFigures, 'documents' | 'first' | 'last' | 'undated' | 'mixed'>;
type Counted<T> = T & { lineCount: number; documentCount: number };

/** Between statements: how much is done, 0–1. May throw to end the work. */
export type OnStep = (done: number) => void;

const STEPS = 10;
const REQUIRED = Object.entries(REQUIRED_FIELDS).flatMap(([type, names]) => names.map((name) => [type, name] as const));

/** Adds up what the fields of documents say. All figures of a report are of one moment; amounts stay decimals. */
@Injectable()
export class CollectionFiguresRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** `ids` are of documents that the user owns; those that were not read are counted as left out. */
  collect(
    ids: readonly string[],
    groupBy: Grouping,
    leftOut: Omit<LeftOut, 'unread'>,
    onStep: OnStep,
  ): Promise<CollectionFigures> {
    return this.dataSource.transaction('REPEATABLE READ', (manager) =>
      new Collection(manager, ids, groupBy, onStep).read(leftOut),
    );
  }
}

class Collection {
  private steps = 0;

  constructor(
    private readonly manager: EntityManager,
    private readonly ids: readonly string[],
    private readonly groupBy: Grouping,
    private readonly onStep: OnStep,
  ) {}

  async read(leftOut: Omit<LeftOut, 'unread'>): Promise<CollectionFigures> {
    const { groupBy, ids } = this;
    const { groups, months, currencies: maxCurrencies } = COLLECTION_LIMITS;
    // For statements of so short a time compiling them costs more than it gains.
    const [{ now }] = await this.manager.query<[{ now: Date }]>(
      `SELECT now(), set_config('jit', 'off', true), set_config('work_mem', '32MB', true)`,
    );
    const currencies = await this.query<CurrencyTotal & { currencyCount: number }>(
      statements.currenciesStatement(groupBy),
      maxCurrencies,
    );
    const known = currencies.flatMap(({ currency }) => currency ?? []);
    const monthTotals = await this.query<MonthTotal & { monthCount: number }>(
      statements.monthsStatement(groupBy),
      months,
    );
    const [overview] = await this.query<Overview>(statements.overviewStatement(groupBy));
    if (!overview) throw new Error('Counting documents gave no row');
    return {
      asOf: now.toISOString(),
      groupBy,
      ...overview,
      leftOut: { ...leftOut, unread: await this.manager.query(statements.UNREAD, [ids]) },
      fileTypes: await this.query(statements.fileTypesStatement(groupBy)),
      currencies: [
        ...currencies.filter(({ currency }) => currency !== null),
        ...currencies.filter(({ currency }) => currency === null),
      ].map(({ currencyCount: _count, ...currency }) => currency),
      currencyCount: currencies[0]?.currencyCount ?? 0,
      groups: await this.query(statements.groupsStatement(groupBy), groups),
      groupTotals: await this.query(statements.groupTotalsStatement(groupBy), groups, known),
      months: monthTotals.map(({ monthCount: _count, ...month }) => month),
      monthCount: monthTotals[0]?.monthCount ?? 0,
      ...(await this.readLines()),
    };
  }

  private async readLines(): Promise<Pick<CollectionFigures, 'duplicates' | 'missing' | 'failed' | 'list'>> {
    const { groupBy } = this;
    const limits = COLLECTION_LIMITS;
    const [types, names] = [REQUIRED.map(([type]) => type), REQUIRED.map(([, name]) => name)];
    const duplicates = await this.query<Counted<DuplicateLine & { sets: number }>>(
      statements.duplicatesStatement(groupBy),
      limits.duplicates,
    );
    return {
      duplicates: {
        ...toLines(duplicates.map(({ sets: _sets, ...line }) => line)),
        sets: duplicates[0]?.sets ?? 0,
      },
      missing: toLines(
        await this.query<Counted<MissingLine>>(statements.missingStatement(groupBy), limits.missing, types, names),
      ),
      failed: toLines(await this.query<Counted<FailedLine>>(statements.failedStatement(groupBy), limits.failed)),
      list: toLines(await this.query<Counted<DocumentLine>>(statements.listStatement(groupBy), limits.list)),
    };
  }

  private async query<Row>(statement: string, ...parameters: unknown[]): Promise<Row[]> {
    const rows = await this.manager.query<Row[]>(statement, [this.ids, ...parameters]);
    this.steps += 1;
    this.onStep(this.steps / STEPS);
    return rows;
  }
}

function toLines<T extends object>(rows: Counted<T>[]): Lines<T> {
  const shown = rows.map(({ lineCount: _lines, documentCount: _documents, ...line }) => line as unknown as T);
  return { shown, total: rows[0]?.lineCount ?? 0, documents: rows[0]?.documentCount ?? 0 };
}

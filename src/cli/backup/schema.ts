import type pg from 'pg';

/** Of a process, not of the service: who restores has workers of his own. */
const TRANSIENT = ['schema_migrations', 'workers'];

export interface Table {
  name: string;
  columns: string[];
}

/** Our tables with the columns that are written (generated ones are made anew), each after those it refers to. */
export async function readTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT table_name AS name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
       AND table_name <> ALL ($1)
     GROUP BY table_name ORDER BY table_name`,
    [TRANSIENT],
  );
  // What is checked at the end of the transaction only may stand in any order, and closes the circles.
  const references = await client.query<{ from: string; to: string }>(
    `SELECT DISTINCT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to" FROM pg_constraint
     WHERE contype = 'f' AND NOT condeferrable AND conrelid <> confrelid
       AND connamespace = current_schema()::regnamespace`,
  );
  return inOrder(rows, references.rows);
}

function inOrder(tables: Table[], references: { from: string; to: string }[]): Table[] {
  const ordered: Table[] = [];
  const placed = new Set<string>();
  const place = (table: Table): void => {
    if (placed.has(table.name)) return;
    placed.add(table.name);
    for (const { from, to } of references) {
      const referred = from === table.name ? tables.find(({ name }) => name === to) : undefined;
      if (referred) place(referred);
    }
    ordered.push(table);
  };
  for (const table of tables) place(table);
  return ordered;
}

export async function readMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

export function columnList({ columns }: Table): string {
  return columns.map((column) => `"${column}"`).join(', ');
}

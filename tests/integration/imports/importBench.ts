/** A workspace in a test database, and files going into it as the worker takes them. */
import { createHash } from 'node:crypto';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { loadImport } from '../../../worker/imports/load.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

export type FactKind = 'ORDERS' | 'SUBSCRIPTIONS' | 'TICKETS' | 'SPEND' | 'VISITS' | 'EVENTS' | 'INVITATIONS' | 'TOUCHPOINTS';

export interface ImportOptions {
  readonly as: 'CUSTOMERS' | 'RESPONSES' | FactKind;
  readonly survey?: string;
  readonly codebook?: unknown;
  readonly fields?: unknown;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly dryRun?: boolean;
  readonly workspaceId?: number;
  /** Small chunks put every boundary to the test. */
  readonly chunkBytes?: number;
}

export interface ImportOutcome {
  readonly id: bigint;
  readonly state: string;
  readonly error: string | null;
  readonly message: string | null;
  readonly read: number;
  readonly loaded: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly report: Record<string, unknown>;
  readonly errors: readonly { line: number; field: string | null; code: string; reason: string; raw: string }[];
}

export interface ImportBench {
  readonly database: TestDatabase;
  readonly app: Sql;
  readonly admin: Sql;
  readonly workspaceId: number;
  readonly otherWorkspaceId: number;
  run(file: string | Buffer, options: ImportOptions): Promise<ImportOutcome>;
  /** As run, counting statements. */
  statementsOf(file: string, options: ImportOptions): Promise<number>;
  /** Puts the file there as uploaded and taken by a worker. */
  place(file: string | Buffer, options: ImportOptions): Promise<bigint>;
  outcome(id: bigint, workspaceId?: number): Promise<ImportOutcome>;
  /** Every row of the loaded tables with its xmin: what must not move when a file comes twice. */
  rowVersions(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openImportBench(): Promise<ImportBench> {
  const database = await createTestDatabase();
  let statements = 0;
  const app = connect(database.appUrl, { applicationName: 'test imports', max: 2, onStatement: () => statements++ });
  const admin = connect(database.adminUrl, { applicationName: 'test imports admin', max: 1 });
  const made = await admin<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values ('one', 'One', 'EUR', 'Europe/Berlin'), ('two', 'Two', 'USD', 'UTC') returning id`;
  const workspaceId = made[0]!.id;
  const bench: ImportBench = {
    database,
    app,
    admin,
    workspaceId,
    otherWorkspaceId: made[1]!.id,
    place: (file, options) => place(app, options.workspaceId ?? workspaceId, Buffer.from(file as string), options),
    outcome: (id, workspace = workspaceId) => readOutcome(admin, workspace, id),
    run: async (file, options) => {
      const workspace = options.workspaceId ?? workspaceId;
      const importId = await bench.place(file, options);
      await loadImport(app, { workspaceId: workspace, importId, attempt: 1 }, () => {});
      return readOutcome(admin, workspace, importId);
    },
    statementsOf: async (file, options) => {
      const importId = await bench.place(file, options);
      const before = statements;
      await loadImport(app, { workspaceId, importId, attempt: 1 }, () => {});
      return statements - before;
    },
    rowVersions: async () => {
      const rows = await admin<{ row: string }[]>`
        select 'customer ' || id || ' ' || xmin || ' ' || xmax as row from customer union all
        select 'customer_trait ' || customer_id || '/' || key || ' ' || xmin || ' ' || xmax from customer_trait union all
        select 'identity ' || id || ' ' || xmin from identity union all
        select 'shared_visitor ' || visitor_id || '/' || customer_id || ' ' || xmin from shared_visitor union all
        select 'survey ' || id || ' ' || xmin from survey union all
        select 'question ' || id || ' ' || xmin || ' ' || xmax from question union all
        select 'response ' || id || ' ' || xmin || ' ' || xmax from response union all
        select 'order ' || id || ' ' || xmin || ' ' || xmax from "order" union all
        select 'subscription ' || id || ' ' || xmin || ' ' || xmax from subscription union all
        select 'ticket ' || id || ' ' || xmin || ' ' || xmax from ticket union all
        select 'spend ' || id || ' ' || xmin || ' ' || xmax from spend union all
        select 'visit ' || id || ' ' || xmin || ' ' || xmax from visit union all
        select 'event ' || id || ' ' || xmin || ' ' || xmax from event union all
        select 'invitation ' || id || ' ' || xmin || ' ' || xmax from invitation union all
        select 'touchpoint ' || id || ' ' || xmin || ' ' || xmax from touchpoint union all
        select 'data_version ' || workspace_id || domain || ' ' || version || ' ' || xmin from data_version
        order by 1`;
      return rows.map(({ row }) => row);
    },
    close: async () => {
      await Promise.all([app.end(), admin.end()]);
      await database.drop();
    },
  };
  return bench;
}

async function place(app: Sql, workspaceId: number, bytes: Buffer, options: ImportOptions): Promise<bigint> {
  const { codebook, fields, encoding, delimiter, chunkBytes = 1024 * 1024 } = options;
  const mapping = { codebook, fields, encoding, delimiter };
  return inWorkspace(app, workspaceId, async (tx) => {
    const [row] = await tx<{ id: bigint }[]>`
      insert into import (workspace_id, kind, source, survey_key, mapping, dry_run, state, attempt, checksum)
      values (${workspaceId}, ${options.as}, 'test.csv', ${options.survey ?? null}, ${tx.json(mapping as never)}, ${options.dryRun ?? false}, 'RUNNING', 1,
              ${createHash('sha256').update(bytes).digest('hex')})
      returning id`;
    for (let offset = 0; offset < bytes.length; offset += chunkBytes) {
      const chunk = bytes.subarray(offset, offset + chunkBytes);
      await tx`insert into import_chunk (workspace_id, import_id, byte_offset, bytes) values (${workspaceId}, ${row!.id}, ${offset}, ${chunk})`;
    }
    return row!.id;
  });
}

async function readOutcome(admin: Sql, workspaceId: number, id: bigint): Promise<ImportOutcome> {
  const [row] = await admin<ImportOutcome[]>`
    select id, state, error_code as error, error_message as message, rows_read::integer as read, rows_loaded::integer as loaded,
           rows_unchanged::integer as unchanged, rows_rejected::integer as rejected, report
      from import where workspace_id = ${workspaceId} and id = ${id}`;
  const errors = await admin<ImportOutcome['errors'][number][]>`
    select line::integer, field, code, reason, raw from import_error where workspace_id = ${workspaceId} and import_id = ${id} order by position`;
  return { ...row!, errors: [...errors] };
}

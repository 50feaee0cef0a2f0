import postgres from 'postgres';
import { countClosings, transaction } from './transaction.ts';

/** postgres.js with our types: bigint is a JavaScript bigint, numeric stays a decimal string, timestamptz is a Date. */
export type Sql = postgres.Sql<{ bigint: bigint }>;
export type Transaction = postgres.TransactionSql<{ bigint: bigint }>;
export type ReservedSql = postgres.ReservedSql<{ bigint: bigint }>;
/** Whatever can run a statement: the pool, a transaction, a reserved connection. */
export type Queryable = postgres.ISql<{ bigint: bigint }>;

export interface ConnectOptions {
  readonly applicationName: string; // shows in pg_stat_activity
  readonly max: number; // connections, opened when needed
  /** Session settings, for example { statement_timeout: '30s' }. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Between two tries to connect to a database that is away, at most; whoever asks waits as long for a connection. Default: 20. */
  readonly reconnectSeconds?: number;
  /** Called with the text of every statement: lets a test count them. */
  readonly onStatement?: (text: string) => void;
  /** Called when a connection has been closed, by whichever side. */
  readonly onClose?: () => void;
}

/** A pool on one database. Opens nothing until the first statement. */
export function connect(url: string, options: ConnectOptions): Sql {
  const { applicationName, max, settings = {}, reconnectSeconds = 20, onStatement, onClose } = options;
  let closed = 0;
  const sql = postgres(url, {
    max,
    idle_timeout: 60,
    connect_timeout: 10,
    backoff: (retries: number) => (0.5 + Math.random() / 2) * Math.min(3 ** retries / 100, reconnectSeconds), // as postgres.js has it, but for the end
    onnotice: () => {},
    connection: { application_name: applicationName, ...settings },
    types: { bigint: postgres.BigInt },
    onclose: () => {
      closed++;
      onClose?.();
    },
    ...(onStatement && { debug: (_connection: number, text: string) => onStatement(text) }),
  });
  countClosings(sql, () => closed);
  return sql;
}

/**
 * Binds the running transaction to a workspace. SET LOCAL and not set_config(): the latter does not reach the shards
 * of Citus. SET takes no parameters, hence the only statement built from text here; the integer is validated.
 */
export async function setWorkspace(tx: Queryable, workspaceId: number): Promise<void> {
  await tx.unsafe(setWorkspaceStatement(workspaceId)).execute(); // sent now, ahead of whatever the caller sends next
}

/**
 * As setWorkspace; answers with the process id of the connection there, for pg_cancel_backend. The server told it when the connection was opened,
 * and postgres.js has it for a cancel of its own, which would open a connection.
 */
export async function setWorkspaceKnowingBackend(tx: Queryable, workspaceId: number): Promise<number> {
  const statement = tx.unsafe(setWorkspaceStatement(workspaceId)).execute();
  await statement;
  return (statement as unknown as { readonly state: { readonly pid: number } }).state.pid;
}

/** The statement of setWorkspace, for a client that is not postgres.js. */
export function setWorkspaceStatement(workspaceId: number): string {
  if (!Number.isInteger(workspaceId) || workspaceId < 1 || workspaceId > 2_147_483_647)
    throw new RangeError(`workspace id is ${workspaceId}`);
  return `set local app.workspace_id = '${workspaceId}'`;
}

/** Every statement sees the same data, and none can change it. */
export const snapshotMode = 'isolation level repeatable read read only';

/** Runs `work` in one READ COMMITTED transaction of a workspace; commits when it returns, rolls back when it throws. */
export function inWorkspace<Result>(sql: Sql, workspaceId: number, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return transaction(sql, '', (tx) => afterSettings([setWorkspace(tx, workspaceId)], tx, work));
}

/** As inWorkspace, but every statement sees the same data, and none can change it. */
export function inSnapshot<Result>(sql: Sql, workspaceId: number, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return transaction(sql, snapshotMode, (tx) => afterSettings([setWorkspace(tx, workspaceId)], tx, work));
}

/** Lets other sessions, on any host, read the state of the data that this transaction sees, for as long as it is open. */
export async function exportSnapshot(tx: Queryable): Promise<string> {
  const [row] = await tx<{ snapshot: string }[]>`select pg_export_snapshot() as snapshot`;
  if (!row) throw new Error('the snapshot was not exported');
  return row.snapshot;
}

/** As inSnapshot, on the state of the data that another session exported. Throws when that session's transaction is over. */
export function inExportedSnapshot<Result>(
  sql: Sql,
  workspaceId: number,
  snapshot: string,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return transaction(sql, snapshotMode, (tx) => {
    const seen = tx.unsafe(`set transaction snapshot ${literal(snapshot)}`).execute(); // takes no parameters, and has to come first
    return afterSettings([seen, setWorkspace(tx, workspaceId)], tx, work);
  });
}

/**
 * `work` behind settings that were sent and are not waited for: the connection keeps the order, and should one fail, so does every statement
 * behind it, for the transaction is over. That error comes first, and is the one that is thrown.
 */
async function afterSettings<Result>(
  sent: readonly PromiseLike<unknown>[],
  tx: Transaction,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const [result] = await Promise.all([work(tx), ...sent]);
  return result;
}

/**
 * A value as SQL text, for COPY, which takes no parameters. Everything else passes parameters.
 * Integers are validated; strings become E'' literals when they hold a backslash, so standard_conforming_strings does
 * not matter; a NUL, which PostgreSQL text cannot hold, is refused.
 */
export function literal(value: number | bigint | string | Date | null): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof Date) return `timestamptz ${literal(value.toISOString())}`;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`number is ${value}, it has no SQL literal`);
    return Number.isInteger(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER
      ? `${value}`
      : `(${literal(String(value))}::double precision)`;
  }
  if (value.includes('\0')) throw new RangeError('text contains a NUL character, which PostgreSQL cannot store');
  const quoted = `'${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return value.includes('\\') ? ` E${quoted}` : quoted;
}

/**
 * The same statement, not kept prepared: for those whose text follows what somebody asked for. A connection keeps a prepared one for
 * ever, and planned once for all values, the planner could not tell a day from a decade.
 */
export function unprepared<Statement extends object>(statement: Statement): Statement {
  (statement as Statement & { options: { prepare?: boolean } }).options.prepare = false; // what sql.unsafe() says by an argument
  return statement;
}

/** The one-method database that the queue takes, so that a job is sent in the same transaction as the row it works on. */
export function executor(sql: Queryable): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return { executeSql: async (text, values = []) => ({ rows: await sql.unsafe(text, values as postgres.ParameterOrJSON<bigint>[]) }) };
}

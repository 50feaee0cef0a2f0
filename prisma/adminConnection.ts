/** One connection for migrations and maintenance, and the errors of reaching a database in words that help. */
import postgres from 'postgres';
import { parseUrl } from './databaseUrls.ts';
import type { Queryable, Sql } from './sql.ts';
import { StartError } from './startError.ts';
import { countClosings } from './transaction.ts';

export const minimumServerMajor = 15;

const urlVariable = 'DATABASE_ADMIN_URL';

/**
 * Opens exactly one connection that is never exchanged for another: session advisory locks live on it.
 * Unreachable, refused or too old is a StartError that names the variable.
 */
export async function openAdmin(url: string): Promise<Sql> {
  parseUrl(url, urlVariable);
  let closed = 0;
  const sql = postgres(url, {
    max: 1,
    max_lifetime: null,
    connect_timeout: 10,
    prepare: false,
    onnotice: () => {},
    onclose: () => {
      closed++;
    },
    types: { bigint: postgres.BigInt },
    connection: { application_name: 'earshot-admin', search_path: 'public', statement_timeout: 0, idle_in_transaction_session_timeout: 0 },
  });
  countClosings(sql, () => closed);
  try {
    await assertServer(sql);
    return sql;
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw explainConnection(error, url, urlVariable);
  }
}

export async function assertServer(sql: Queryable): Promise<void> {
  const [row] = await sql<{ number: number; name: string; database: string; encoding: string }[]>`
    select current_setting('server_version_num')::integer as number, current_setting('server_version') as name,
           datname as database, pg_encoding_to_char(encoding) as encoding
      from pg_database where datname = current_database()`;
  if (row && row.number < minimumServerMajor * 10_000)
    throw new StartError(
      `the database server is PostgreSQL ${row.name}, older than ${minimumServerMajor}`,
      `use PostgreSQL ${minimumServerMajor} or newer, or unset DATABASE_URL and DATABASE_ADMIN_URL for the embedded one`,
    );
  // What people write has every letter: one that the database cannot hold would fail in the middle of a file.
  if (row && row.encoding !== 'UTF8')
    throw new StartError(
      `the database ${row.database} has the encoding ${row.encoding}, not UTF8`,
      `make another (create database … encoding 'UTF8' template template0) and name it in DATABASE_URL and DATABASE_ADMIN_URL`,
    );
}

/** A StartError for what a connection failed of; anything that is not about reaching the database stays as it is. */
export function explainConnection(error: unknown, url: string, variable: string): unknown {
  if (error instanceof StartError) return error;
  const { code, message } = error as { code?: string; message?: string };
  const { hostname, port, pathname, username } = new URL(url);
  const where = `${hostname || 'localhost'}:${port || 5432}`;
  const database = pathname.slice(1);
  const fault = (text: string, remedy: string) => new StartError(text, remedy, { cause: error });
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'ECONNRESET':
    case 'CONNECT_TIMEOUT':
    case 'CONNECTION_CLOSED':
    case 'CONNECTION_ENDED':
    case 'CONNECTION_DESTROYED':
    case 'EPROTO':
      return fault(`the database at ${where} cannot be reached (${code})`, `start it or correct ${variable}`);
    case '28P01':
    case '28000':
      return fault(
        `the database at ${where} refuses the login ${decodeURIComponent(username)} (${message})`,
        variable === urlVariable
          ? `correct ${variable}`
          : `correct ${variable}, or run \`earshot migrate\`, which makes this login where there is none`,
      );
    case '3D000':
      return fault(`the server at ${where} has no database ${database}`, `create it (create database ${database}), or correct ${variable}`);
    case '42501':
      return fault(
        `the login ${decodeURIComponent(username)} may not connect to ${database} (${message})`,
        'run `earshot migrate`, which grants what is missing',
      );
    case '53300':
      return fault(`the database at ${where} has no connection left`, 'raise max_connections or stop other clients');
    case '57P03':
      return fault(`the database at ${where} is starting up or shutting down`, 'try again in a moment');
    case '08P01': // a protocol violation: a server says no such thing to what we send
      if (!message?.includes('startup parameter')) return error;
      return fault(
        `what answers at ${where} is a pooler that refuses the settings of Earshot's sessions (${message})`,
        `name the server itself in ${variable}: Earshot has pools of its own`,
      );
    default:
      return error;
  }
}

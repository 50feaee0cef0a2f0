/** What the entries that work on the database itself share: the database, an answer on stdout, a one-line error. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { DatabaseUrls } from '../../prisma/embedded.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { explain, StartError } from '../../prisma/startError.ts';
import { type Scope, scopes } from '../../schema/context.ts';
import { isRole, type Role, roles } from '../../schema/members/role.ts';
import { withSchemaOfRelease } from '../migrate.ts';
import { UsageError } from './usageError.ts';

export interface DatabaseCommand {
  /** Where there is no database yet, an embedded one is made for it. */
  readonly makesDatabase?: boolean;
  /** @returns what is printed */
  readonly work: (sql: Sql, urls: DatabaseUrls) => Promise<string>;
}

/**
 * Runs an entry on the database of the environment or the embedded one, and sets the exit code.
 * @param parse reads the command line, all of it: what is wrong there is told before a database is reached or started
 */
export async function runCommand(parse: () => DatabaseCommand): Promise<void> {
  try {
    const { work, makesDatabase = false } = parse();
    const inDatabase = async (urls: DatabaseUrls) => {
      const sql = connect(urls.appUrl, { applicationName: 'earshot command', max: 1 });
      try {
        return await work(sql, urls);
      } finally {
        await sql.end({ timeout: 2 });
      }
    };
    const text = await withSchemaOfRelease(inDatabase, { makesDatabase, log: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(`${text}\n`);
  } catch (error) {
    process.stderr.write(`earshot: ${explain(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/** The KEY of --workspace. */
export function requireWorkspace(key: string | undefined): string {
  if (!key) throw new UsageError('no workspace is named', 'add --workspace KEY; `earshot workspaces list` names them');
  return key;
}

export async function workspaceByKey(sql: Sql, key: string): Promise<{ id: number; key: string }> {
  const [row] = await sql<{ id: number; key: string }[]>`select id, key from workspace where key = ${key}`;
  if (!row) throw new StartError(`there is no workspace ${JSON.stringify(key)}`, '`earshot workspaces list` names them');
  return row;
}

/** As util.parseArgs; what it does not understand is told with the usage. */
export function parseCommand<Config extends ParseArgsConfig>(usage: string, config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] ?? 'that is not understood', usage);
  }
}

/** `read,pii` as scopes; a wrong one is named together with those that exist. */
export function parseScopes(text: string): Scope[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !(scopes as readonly string[]).includes(name));
  if (wrong !== undefined)
    throw new UsageError(`there is no scope ${JSON.stringify(wrong)}`, `the scopes are ${scopes.join(', ')}, separated by commas`);
  return [...new Set(names)] as Scope[];
}

export function parseRole(text: string): Role {
  const role = text.toUpperCase();
  if (!isRole(role)) throw new UsageError(`there is no role ${JSON.stringify(text)}`, `the roles are ${roles.join(', ')}`);
  return role;
}

/** For --json: bigint as text, times as RFC 3339. */
export const toJson = (value: unknown): string => JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? String(item) : item));

/** For people: columns of one width. What a terminal would obey, in a name that came with a token for example, is not. */
export function toTable(heads: readonly string[], given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}/gu, '�')));
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(heads), ...rows.map(line)].join('\n');
}

/** To the minute, in UTC, and says so. */
export const shortDate = (date: Date | null): string => (date ? `${date.toISOString().slice(0, 16).replace('T', ' ')}Z` : '-');

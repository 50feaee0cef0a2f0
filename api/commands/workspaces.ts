/** `earshot workspaces create KEY --name … --currency … --time-zone … | list | delete KEY --yes`, on the database itself. */
import { openAdmin } from '../../prisma/adminConnection.ts';
import { deleteWorkspace } from '../../prisma/deleteWorkspace.ts';
import type { Sql } from '../../prisma/sql.ts';
import { createWorkspace, listWorkspaces, type NewWorkspace } from '../auth/workspaces.ts';
import { type DatabaseCommand, parseCommand, runCommand, toJson, toTable, workspaceByKey } from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = `earshot workspaces create KEY --name NAME [--currency EUR] [--time-zone UTC] [--json]
earshot workspaces list [--json]
earshot workspaces delete KEY --yes [--json]`;

await runCommand(() => {
  const { values, positionals } = parseCommand(usage, {
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      currency: { type: 'string', default: 'EUR' },
      'time-zone': { type: 'string', default: 'UTC' },
      yes: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [verb, key, ...rest] = positionals;
  if (verb === 'list' && key === undefined) return { work: (sql) => list(sql, values.json) };
  if (verb === 'delete' && key !== undefined && rest.length === 0) return remove(key, values);
  if (verb !== 'create' || key === undefined || rest.length > 0) throw new UsageError('that is not understood', usage);
  const asked = { key, name: values.name ?? key, currency: values.currency, timeZone: values['time-zone'] };
  const faults = faultsOf(asked);
  if (faults.length > 0)
    throw new UsageError(
      faults.join('; '),
      'for example: earshot workspaces create acme --name "Acme" --currency EUR --time-zone Europe/Berlin',
    );
  return {
    makesDatabase: true,
    work: async (sql) => {
      const row = await createWorkspace(sql, asked);
      if (values.json) return toJson(row);
      return row.isNew ? `workspace ${row.key} is created` : `workspace ${row.key} is there already`;
    },
  };
});

function remove(key: string, how: { yes: boolean; json: boolean }): DatabaseCommand {
  if (!how.yes)
    throw new UsageError(
      `workspace ${key} would be deleted for good, with all its data, results, keys and logins`,
      `earshot workspaces delete ${key} --yes, after a backup if anybody may want it back`,
    );
  return {
    work: async (sql, { adminUrl }) => {
      const workspace = await workspaceByKey(sql, key);
      const admin = await openAdmin(adminUrl); // only the owner sees all of it, and drops its SQL logins
      try {
        const deleted = await deleteWorkspace(admin, workspace, (table, rows) => process.stderr.write(`${table}: ${rows} rows\n`));
        const { rows, tables, biLogins } = deleted;
        return how.json
          ? toJson(deleted)
          : `workspace ${key} is deleted: ${rows} rows of ${tables} tables, ${biLogins} BI login${biLogins === 1 ? '' : 's'}. Backups that were made before still hold it.`;
      } finally {
        await admin.end({ timeout: 2 });
      }
    },
  };
}

async function list(sql: Sql, asJson: boolean): Promise<string> {
  const rows = await listWorkspaces(sql);
  if (asJson) return toJson(rows);
  return toTable(
    ['key', 'name', 'currency', 'time zone'],
    rows.map((row) => [row.key, row.name, row.currency, row.timeZone]),
  );
}

function faultsOf({ key, name, currency, timeZone }: NewWorkspace): string[] {
  return [
    /^[a-z0-9][a-z0-9-]{0,62}$/.test(key) ? null : `the key ${JSON.stringify(key)} has other than lower-case letters, digits and -`,
    name.trim() ? null : '--name is empty',
    /^[A-Z]{3}$/.test(currency) ? null : `--currency ${JSON.stringify(currency)} is not an ISO 4217 code such as EUR`,
    isTimeZone(timeZone) ? null : `--time-zone ${JSON.stringify(timeZone)} is not an IANA name such as Europe/Berlin`,
  ].filter((fault) => fault !== null);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name); // offsets such as +02:00 know no summer time
  } catch {
    return false;
  }
}

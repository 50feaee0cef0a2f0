/** `earshot workspaces create KEY --name … --currency … --time-zone … | list`, on the database itself. */
import { createWorkspace, listWorkspaces, type NewWorkspace } from '../auth/workspaces.ts';
import { parseCommand, runCommand, toJson, toTable } from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = `earshot workspaces create KEY --name NAME [--currency EUR] [--time-zone UTC] [--json]
earshot workspaces list [--json]`;

await runCommand(async (sql) => {
  const { values, positionals } = parseCommand(usage, {
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      currency: { type: 'string', default: 'EUR' },
      'time-zone': { type: 'string', default: 'UTC' },
      json: { type: 'boolean', default: false },
    },
  });
  const [verb, key, ...rest] = positionals;
  if (verb === 'list' && key === undefined) {
    const rows = await listWorkspaces(sql);
    if (values.json) return toJson(rows);
    return toTable(
      ['key', 'name', 'currency', 'time zone'],
      rows.map((row) => [row.key, row.name, row.currency, row.timeZone]),
    );
  }
  if (verb !== 'create' || key === undefined || rest.length > 0) throw new UsageError('that is not understood', usage);
  const asked = { key, name: values.name ?? key, currency: values.currency, timeZone: values['time-zone'] };
  const faults = faultsOf(asked);
  if (faults.length > 0)
    throw new UsageError(
      faults.join('; '),
      'for example: earshot workspaces create acme --name "Acme" --currency EUR --time-zone Europe/Berlin',
    );
  const row = await createWorkspace(sql, asked);
  if (values.json) return toJson(row);
  return row.isNew ? `workspace ${row.key} is created` : `workspace ${row.key} is there already`;
});

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

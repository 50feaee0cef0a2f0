/** `earshot workspaces create KEY --name … --currency … --time-zone … | list`, on the database itself. */
import { parseCommand, runCommand, toJson, toTable } from './auth/commandLine.ts';
import { UsageError } from './auth/usageError.ts';
import { createWorkspace, listWorkspaces } from './auth/workspaces.ts';

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
  const row = await createWorkspace(sql, { key, name: values.name ?? key, currency: values.currency, timeZone: values['time-zone'] });
  if (values.json) return toJson(row);
  return row.isNew ? `workspace ${row.key} is created` : `workspace ${row.key} is there already`;
});

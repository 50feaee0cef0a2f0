/** `earshot keys create --workspace KEY --scopes a,b | list --workspace KEY | revoke ID --workspace KEY`, on the database itself. */
import type { parseArgs } from 'node:util';
import { StartError } from '../../prisma/startError.ts';
import { type ApiKeyRow, createApiKey, listApiKeys, revokeApiKey } from '../auth/apiKeys.ts';
import {
  type DatabaseCommand,
  parseCommand,
  parseScopes,
  requireWorkspace,
  runCommand,
  shortDate,
  toJson,
  toTable,
  workspaceByKey,
} from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = `earshot keys create --workspace KEY [--scopes read,pii,ingest,compute,admin] [--name NAME] [--expires 90d] [--json]
earshot keys list --workspace KEY [--json]
earshot keys revoke ID --workspace KEY [--json]`;

const options = {
  workspace: { type: 'string' },
  scopes: { type: 'string', default: 'read' },
  name: { type: 'string', default: 'key' },
  expires: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

await runCommand(() => {
  const { values, positionals } = parseCommand(usage, { allowPositionals: true, options });
  const [verb, id, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError('that is not understood', usage);
  if (verb === 'create' && id === undefined) return create(values);
  if (verb === 'list' && id === undefined) return list(values);
  if (verb === 'revoke' && id !== undefined && /^\d{1,18}$/.test(id)) return revoke(values, BigInt(id));
  throw new UsageError('that is not understood', usage);
});

function create(values: Values): DatabaseCommand {
  const key = requireWorkspace(values.workspace);
  const asked = {
    name: values.name ?? 'key',
    scopes: parseScopes(values.scopes ?? 'read'),
    expiresAt: values.expires === undefined ? null : expiry(values.expires),
  };
  return {
    work: async (sql) => {
      const workspace = await workspaceByKey(sql, key);
      const row = await createApiKey(sql, { workspaceId: workspace.id, ...asked });
      if (values.json) return toJson({ ...row, workspace: workspace.key });
      const until = row.expiresAt ? `, good until ${shortDate(row.expiresAt)}` : '';
      return `${row.key}\n\nThis is key ${row.id} of workspace ${workspace.key} with ${row.scopes.join(', ')}${until}. It is shown only now.`;
    },
  };
}

function list(values: Values): DatabaseCommand {
  const key = requireWorkspace(values.workspace);
  return {
    work: async (sql) => {
      const workspace = await workspaceByKey(sql, key);
      const rows = await listApiKeys(sql, workspace.id);
      if (values.json) return toJson(rows);
      return toTable(
        ['id', 'name', 'begins', 'scopes', 'created', 'last used', 'state'],
        rows.map((row) => [
          String(row.id),
          row.name,
          row.prefix,
          row.scopes.join(','),
          shortDate(row.createdAt),
          shortDate(row.lastUsedAt),
          stateOf(row),
        ]),
      );
    },
  };
}

function revoke(values: Values, id: bigint): DatabaseCommand {
  const key = requireWorkspace(values.workspace);
  return {
    work: async (sql) => {
      const workspace = await workspaceByKey(sql, key);
      const row = await revokeApiKey(sql, workspace.id, id);
      if (!row) throw new StartError(`workspace ${workspace.key} has no key ${id}`, '`earshot keys list` names them');
      return values.json ? toJson(row) : `key ${row.id} is revoked since ${shortDate(row.revokedAt)}`;
    },
  };
}

function stateOf({ revokedAt, expiresAt }: ApiKeyRow): string {
  if (revokedAt) return `revoked ${shortDate(revokedAt)}`;
  if (!expiresAt) return 'good';
  return expiresAt.getTime() > Date.now() ? `good until ${shortDate(expiresAt)}` : `expired ${shortDate(expiresAt)}`;
}

/** 90d, 12h, a day, which is the last one (in UTC), or a moment. Nothing else: 02/03/2027 is two days, one on each side of the Atlantic. */
function expiry(text: string): Date {
  const [, amount, unit] = /^(\d{1,5})(d|h)$/.exec(text) ?? [];
  const date = amount ? new Date(Date.now() + Number(amount) * (unit === 'd' ? 24 : 1) * 3_600_000) : endOf(text);
  if (Number.isNaN(date.getTime()))
    throw new UsageError(
      `--expires ${JSON.stringify(text)} is not understood`,
      'write days (90d), hours (12h), the last day (2027-01-31) or a moment (2027-01-31T18:00:00Z)',
    );
  if (date.getTime() <= Date.now())
    throw new UsageError(`--expires ${JSON.stringify(text)} is in the past`, 'give a later date, or days (90d)');
  return date;
}

function endOf(text: string): Date {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return new Date(new Date(text).getTime() + 86_400_000);
  return new Date(/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : Number.NaN);
}

/** `earshot bi-login create --workspace KEY | list --workspace KEY | revoke ROLE --workspace KEY`: SQL logins of BI tools. */
import type { parseArgs } from 'node:util';
import { openAdmin } from '../../prisma/adminConnection.ts';
import { type BiLogin, createBiLogin, listBiLogins, revokeBiLogin } from '../../prisma/bi/logins.ts';
import type { Sql } from '../../prisma/sql.ts';
import { StartError } from '../../prisma/startError.ts';
import { parseCommand, requireWorkspace, runCommand, shortDate, toJson, toTable, workspaceByKey } from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = `earshot bi-login create --workspace KEY [--name NAME] [--json]
earshot bi-login list --workspace KEY [--json]
earshot bi-login revoke ROLE --workspace KEY [--json]`;

const options = {
  workspace: { type: 'string' },
  name: { type: 'string', default: 'BI tool' },
  json: { type: 'boolean', default: false },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

await runCommand(() => {
  const { values, positionals } = parseCommand(usage, { allowPositionals: true, options });
  const [verb, role, ...rest] = positionals;
  const known =
    rest.length === 0 && (verb === 'revoke' ? role !== undefined : ['create', 'list'].includes(verb ?? '') && role === undefined);
  if (!known) throw new UsageError('that is not understood', usage);
  const key = requireWorkspace(values.workspace);
  return {
    work: async (sql, { adminUrl }) => {
      const workspace = await workspaceByKey(sql, key);
      const admin = await openAdmin(adminUrl); // only the owner makes roles
      try {
        if (verb === 'create') return await create(admin, workspace, values, adminUrl);
        if (verb === 'list') return await list(admin, workspace, values);
        return await revoke(admin, workspace, values, role ?? '');
      } finally {
        await admin.end({ timeout: 2 });
      }
    },
  };
});

type Workspace = Awaited<ReturnType<typeof workspaceByKey>>;

async function create(admin: Sql, workspace: Workspace, values: Values, adminUrl: string): Promise<string> {
  const { password, ...row } = await createBiLogin(admin, { workspaceId: workspace.id, name: values.name ?? 'BI tool' });
  const { hostname, port, pathname } = new URL(adminUrl);
  const place = { host: hostname || 'localhost', port: Number(port || 5432), database: decodeURIComponent(pathname.slice(1)) };
  const url = `postgres://${row.roleName}:${password}@${hostname || 'localhost'}:${place.port}${pathname}`;
  if (values.json) return toJson({ ...row, workspace: workspace.key, password, ...place, schema: 'bi', url });
  return [
    toTable(
      ['host', 'port', 'database', 'schema', 'user', 'password'],
      [[place.host, String(place.port), place.database, 'bi', row.roleName, password]],
    ),
    `\n${url}`,
    `\nThis login reads workspace ${workspace.key}, without personal data. Its password is shown only now.`,
  ].join('\n');
}

async function list(admin: Sql, workspace: Workspace, values: Values): Promise<string> {
  const rows = await listBiLogins(admin, workspace.id);
  if (values.json) return toJson(rows);
  return toTable(
    ['role', 'name', 'created', 'state'],
    rows.map((row) => [row.roleName, row.name, shortDate(row.createdAt), stateOf(row)]),
  );
}

async function revoke(admin: Sql, workspace: Workspace, values: Values, role: string): Promise<string> {
  const row = await revokeBiLogin(admin, workspace.id, role);
  if (!row) throw new StartError(`workspace ${workspace.key} has no BI login ${role}`, '`earshot bi-login list` names them');
  return values.json ? toJson(row) : `the BI login ${row.roleName} is revoked since ${shortDate(row.revokedAt)}`;
}

function stateOf({ revokedAt, isOnServer }: BiLogin): string {
  if (revokedAt) return `revoked ${shortDate(revokedAt)}`;
  return isOnServer ? 'good' : 'not on this server: create another';
}

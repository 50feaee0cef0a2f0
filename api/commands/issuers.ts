/** `earshot issuers trust | list | remove`: whose tokens open a workspace, on the database itself. */
import type { Sql } from '../../prisma/sql.ts';
import { StartError } from '../../prisma/startError.ts';
import { listTrustedIssuers, removeTrustedIssuer, trustIssuer } from '../auth/trustedIssuers.ts';
import { parseCommand, parseRole, requireWorkspace, runCommand, shortDate, toJson, toTable, workspaceByKey } from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = `earshot issuers trust --workspace KEY --audience AUDIENCE [--issuer URL] [--role ROLE] [--highest-role ROLE] [--json]
earshot issuers list --workspace KEY [--json]
earshot issuers remove ID --workspace KEY [--json]`;

const options = {
  workspace: { type: 'string' },
  issuer: { type: 'string', default: process.env.EARSHOT_OIDC_ISSUER ?? '' },
  audience: { type: 'string' },
  role: { type: 'string' },
  'highest-role': { type: 'string', default: 'ENGINEER' },
  json: { type: 'boolean', default: false },
} as const;

await runCommand(() => {
  const { values, positionals } = parseCommand(usage, { allowPositionals: true, options });
  const [verb, id, ...rest] = positionals;
  if (rest.length > 0 || !verb) throw new UsageError('that is not understood', usage);
  const key = requireWorkspace(values.workspace);
  const show = (row: unknown, text: string) => (values.json ? toJson(row) : text);
  if (verb === 'list' && id === undefined) return { work: async (sql) => list(sql, (await workspaceByKey(sql, key)).id, values.json) };
  if (verb === 'remove' && id !== undefined && /^\d{1,18}$/.test(id))
    return {
      work: async (sql) => {
        const row = await removeTrustedIssuer(sql, (await workspaceByKey(sql, key)).id, BigInt(id));
        if (!row) throw new StartError(`workspace ${key} has no trusted issuer ${id}`, '`earshot issuers list` names them');
        return show(row, `tokens of ${row.issuer} for ${row.audience} open workspace ${key} no more, but for its users with a role`);
      },
    };
  if (verb !== 'trust' || id !== undefined) throw new UsageError('that is not understood', usage);
  const { issuer, audience } = values;
  if (!issuer) throw new UsageError('no issuer is named', 'add --issuer URL, or set EARSHOT_OIDC_ISSUER as for the API');
  if (!audience) throw new UsageError('no audience is named', 'add --audience: what `aud` says in tokens for this workspace alone');
  const defaultRole = values.role === undefined ? null : parseRole(values.role);
  const highestRole = parseRole(values['highest-role']);
  return {
    work: async (sql) => {
      const { id: workspaceId } = await workspaceByKey(sql, key);
      const row = await trustIssuer(sql, { workspaceId, issuer, audience, defaultRole, highestRole });
      const whoElse = row.defaultRole ? `; without a role they are ${row.defaultRole}` : '; without a role they are refused';
      return show(row, `tokens of ${row.issuer} for ${row.audience} open workspace ${key}, as ${row.highestRole} at most${whoElse}`);
    },
  };
});

async function list(sql: Sql, workspaceId: number, asJson: boolean): Promise<string> {
  const rows = await listTrustedIssuers(sql, workspaceId);
  if (asJson) return toJson(rows);
  return toTable(
    ['id', 'issuer', 'audience', 'default role', 'highest role', 'since'],
    rows.map((row) => [String(row.id), row.issuer, row.audience, row.defaultRole ?? '-', row.highestRole, shortDate(row.createdAt)]),
  );
}

/** `earshot users set | list | remove`: what a workspace says of the users of an identity provider, on the database itself. */
import type { Sql } from '../../prisma/sql.ts';
import { StartError } from '../../prisma/startError.ts';
import { listMemberships, removeMembership, setMembership } from '../auth/memberships.ts';
import { parseCommand, parseRole, requireWorkspace, runCommand, shortDate, toJson, toTable, workspaceByKey } from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = `earshot users set SUBJECT --workspace KEY --role VIEWER|ANALYST|ENGINEER|ADMIN|NONE [--issuer URL] [--json]
earshot users list --workspace KEY [--json]
earshot users remove ID --workspace KEY [--json]`;

const options = {
  workspace: { type: 'string' },
  issuer: { type: 'string', default: process.env.EARSHOT_OIDC_ISSUER ?? '' },
  role: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

await runCommand(() => {
  const { values, positionals } = parseCommand(usage, { allowPositionals: true, options });
  const [verb, who, ...rest] = positionals;
  if (rest.length > 0 || !verb) throw new UsageError('that is not understood', usage);
  const key = requireWorkspace(values.workspace);
  const show = (row: unknown, text: string) => (values.json ? toJson(row) : text);
  if (verb === 'list' && who === undefined) return { work: async (sql) => list(sql, (await workspaceByKey(sql, key)).id, values.json) };
  if (verb === 'remove' && who !== undefined && /^\d{1,18}$/.test(who))
    return {
      work: async (sql) => {
        const row = await removeMembership(sql, (await workspaceByKey(sql, key)).id, BigInt(who));
        if (!row) throw new StartError(`workspace ${key} has no user ${who}`, '`earshot users list` names them');
        return show(row, `user ${row.id} is removed; where the issuer is trusted, the role is now what the token says`);
      },
    };
  if (verb !== 'set' || !who) throw new UsageError('that is not understood', usage);
  if (!values.issuer) throw new UsageError('no issuer is named', 'add --issuer URL, or set EARSHOT_OIDC_ISSUER as for the API');
  if (values.role === undefined)
    throw new UsageError('no role is named', 'add --role: VIEWER, ANALYST, ENGINEER, ADMIN, or NONE to keep one out');
  const { issuer } = values;
  const role = values.role.toUpperCase() === 'NONE' ? 'NONE' : parseRole(values.role);
  return {
    work: async (sql) => {
      const { id: workspaceId } = await workspaceByKey(sql, key);
      const row = await setMembership(sql, { workspaceId, issuer, subject: who, role });
      return show(row, `user ${row.id} of workspace ${key} is ${row.role === 'NONE' ? 'kept out' : row.role}`);
    },
  };
});

async function list(sql: Sql, workspaceId: number, asJson: boolean): Promise<string> {
  const rows = await listMemberships(sql, workspaceId);
  if (asJson) return toJson(rows);
  return toTable(
    ['id', 'issuer', 'subject', 'role', 'since', 'last seen'],
    rows.map((row) => [
      String(row.id),
      row.issuer,
      row.subject,
      row.role ?? 'as the token says',
      shortDate(row.createdAt),
      shortDate(row.lastSeenAt),
    ]),
  );
}

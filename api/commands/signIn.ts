/** Prints a one-time link that signs a browser in to a workspace: earshot sign-in --workspace KEY [--scopes …] [--url …] [--json]. */
import { scopes } from '../../schema/context.ts';
import { createSignInLink } from '../auth/signInLink.ts';
import { parseCommand, parseScopes, runCommand, toJson, workspaceByKey } from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = 'earshot sign-in --workspace KEY [--scopes read,pii,ingest,compute,admin] [--url http://localhost:4000] [--json]';

await runCommand(async (sql) => {
  const { values } = parseCommand(usage, {
    options: {
      workspace: { type: 'string' },
      scopes: { type: 'string', default: scopes.join(',') },
      url: { type: 'string', default: process.env.EARSHOT_URL ?? `http://localhost:${process.env.PORT ?? 4000}` },
      json: { type: 'boolean', default: false },
    },
  });
  if (!/^https?:$/.test(URL.parse(values.url)?.protocol ?? ''))
    throw new UsageError(`--url ${JSON.stringify(values.url)} is no address`, 'for example --url http://localhost:4000');
  const workspace = await workspaceByKey(sql, values.workspace);
  const link = await createSignInLink(sql, { workspaceId: workspace.id, scopes: parseScopes(values.scopes), baseUrl: values.url });
  return values.json ? toJson({ workspace: workspace.key, link }) : link;
});

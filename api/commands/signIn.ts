/** Prints a one-time link that signs a browser in to a workspace: earshot sign-in --workspace KEY [--scopes …] [--url …] [--json]. */
import { scopes } from '../../schema/context.ts';
import { createSignInLink } from '../auth/signInLink.ts';
import { parseCommand, parseScopes, requireWorkspace, runCommand, toJson, workspaceByKey } from './commandLine.ts';
import { UsageError } from './usageError.ts';

const usage = 'earshot sign-in --workspace KEY [--scopes read,pii,ingest,compute,admin] [--url http://localhost:4000] [--json]';

await runCommand(() => {
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
  const key = requireWorkspace(values.workspace);
  const asked = { scopes: parseScopes(values.scopes), baseUrl: values.url };
  return {
    work: async (sql) => {
      const workspace = await workspaceByKey(sql, key);
      const link = await createSignInLink(sql, { workspaceId: workspace.id, ...asked });
      return values.json ? toJson({ workspace: workspace.key, link }) : link;
    },
  };
});

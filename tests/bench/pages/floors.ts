/** The same pages without the graph, from a process of its own: one SQL statement that makes the JSON, and Prisma's include. */
import { createServer } from 'node:http';
import { createPrisma, forWorkspace } from '../../../prisma/client.ts';
import { connect } from '../../../prisma/sql.ts';
import { benchPages, type PageName } from './benchPages.ts';

const connections = 10;

export interface FloorsOrder {
  readonly appUrl: string;
  readonly workspaceId: number;
  readonly page: PageName;
}

/** The one statement has its settings by the session, so that it is all there is in a request. */
process.on('message', async ({ appUrl, workspaceId, page }: FloorsOrder) => {
  const settings = { 'app.workspace_id': String(workspaceId), plan_cache_mode: 'force_generic_plan', jit: 'off' };
  const sql = connect(appUrl, { applicationName: 'bench json_agg', max: connections, settings });
  const prisma = forWorkspace(createPrisma(appUrl, { max: connections, applicationName: 'bench include' }), workspaceId);
  const { byOneStatement, byInclude } = benchPages[page];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const after = url.searchParams.get('after') ?? '';
    const answer = url.pathname === '/json_agg' ? byOneStatement(sql, workspaceId, after) : byInclude(prisma, workspaceId, after);
    answer.then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.({ port: typeof address === 'object' ? address?.port : null });
  });
});
process.on('disconnect', () => process.exit(0));

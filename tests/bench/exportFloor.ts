/** COPY of the same columns to the same client, and nothing between: a bare HTTP server in a process of its own. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { copyChunks } from '../../prisma/copyChunks.ts';
import { connect, type Sql } from '../../prisma/sql.ts';

export interface FloorOrder {
  readonly appUrl: string;
  readonly workspaceId: number;
  readonly runId: string;
}

process.on('message', (order: FloorOrder) => {
  const settings = { 'app.workspace_id': String(order.workspaceId), timezone: 'UTC' };
  const sql = connect(order.appUrl, { applicationName: 'bench copy', max: 1, settings });
  const server = createServer((request, response) => {
    const format = request.url === '/binary' ? 'format binary' : 'format csv, header';
    copy(sql, order, format, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.({ port: typeof address === 'object' ? address?.port : null });
  });
});
process.on('disconnect', () => process.exit(0));

async function copy(sql: Sql, { workspaceId, runId }: FloorOrder, format: string, response: ServerResponse): Promise<void> {
  const rows = await sql
    .unsafe(
      `copy (
         select 'value'::text as analysis, r.uuid::text as run_id, r.data_through, r.finished_at, false as is_stale, 'CLV'::text as kind, s.customer_id, c.external_id,
                s.position, s.churn_risk, s.churn_risk_ci_low, s.churn_risk_ci_high, s.p_alive, s.expected_purchases, s.expected_purchases_low,
                s.expected_purchases_high, s.value, s.value_expected_low, s.value_expected_high, s.value_predicted_low, s.value_predicted_high, s.percentile, s.tier
           from customer_score s
           join run r on r.workspace_id = s.workspace_id and r.id = s.run_id
           left join customer c on c.workspace_id = s.workspace_id and c.id = s.customer_id
          where s.workspace_id = ${workspaceId} and s.run_id = ${BigInt(runId)}
       ) to stdout (${format})`,
    )
    .readable();
  for await (const chunk of copyChunks(rows)) if (!response.write(chunk)) await once(response, 'drain');
  response.end();
}

import { createServer } from 'node:http';
import { snapshotSettings } from '../../api/config.ts';
import { connect, inWorkspace } from '../../prisma/sql.ts';
const [url, w] = process.argv.slice(2) as [string, string];
const ws = Number(w);
const sql = connect(url, { applicationName: 'bench', max: 4, settings: { ...snapshotSettings } });
const server = createServer((_req, res) => {
    inWorkspace(sql, ws, (tx) => tx`
      select json_build_object('customers', json_agg(json_build_object('externalId', c.external_id,
        'orders', (select json_agg(json_build_object('externalId', o.external_id, 'occurredAt', o.occurred_at, 'revenue', o.revenue::text, 'status', o.status)) from (
            select o.* from identity i join "order" o on o.workspace_id = i.workspace_id and o.identity_id = i.id where i.workspace_id = ${ws} and i.customer_id = c.id order by o.occurred_at desc, o.id desc limit 20) o),
        'tickets', (select json_agg(json_build_object('externalId', o.external_id, 'openedAt', o.opened_at, 'kind', o.kind)) from (
            select o.* from identity i join ticket o on o.workspace_id = i.workspace_id and o.identity_id = i.id where i.workspace_id = ${ws} and i.customer_id = c.id order by o.opened_at desc, o.id desc limit 5) o),
        'visit', (select json_agg(json_build_object('startedAt', o.started_at, 'source', o.source)) from (
            select o.* from identity i join visit o on o.workspace_id = i.workspace_id and o.identity_id = i.id where i.workspace_id = ${ws} and i.customer_id = c.id order by o.started_at desc, o.id desc limit 1) o)
      )))::text as j from (select * from customer where workspace_id = ${ws} order by external_id limit 50) c`).then(([row]) => res.setHeader('content-type', 'application/json').end((row as { j: string }).j));
});
server.listen(0, () => process.send!((server.address() as { port: number }).port));

import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from '../../prisma/sql.ts';
import { fillWorkspace } from '../support/feedbackFixture.ts';
import { fillFacts } from '../support/sayAndDoFixture.ts';
import { createWorkspace, startProduct } from './product.ts';
const cpuOf = (pid: number) => { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) * 10; };
const product = await startProduct();
const admin = connect(product.started.adminUrl, { applicationName: 'b', max: 1 });
const ws = await createWorkspace(admin, 'w');
await fillWorkspace(admin, ws.id, { customers: 2000, responsesEach: 2 });
await fillFacts(admin, ws.id, { each: 24, mark: 'alpha' });
await admin`vacuum analyze`;
const json = fork(new URL('./zz_json.ts', import.meta.url).pathname, [product.started.appUrl, String(ws.id)]);
const port = await new Promise<number>((resolve) => json.once('message', (m) => resolve(m as number)));
const id = process.env.WITHID ? 'id ' : '';
const query = `{ customers(first: 50) { edges { node { ${id}externalId
    orders(first: 20) { edges { node { ${id}externalId occurredAt revenue status } } }
    tickets(first: 5) { edges { node { ${id}externalId openedAt kind } } } visits(first: 1) { edges { node { startedAt source } } } } } } }`;
const calls = {
  json: [json.pid!, async () => (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer()],
  graph: [product.apiPid, async () => (await fetch(`${product.started.apiUrl}/graphql`, { method: 'POST', headers: { authorization: `Bearer ${ws.key}`, 'content-type': 'application/json' }, body: JSON.stringify({ query }) })).arrayBuffer()],
} as const;
console.log(new TextDecoder().decode(await calls.graph[1]()).slice(0, 150));
for (let i = 0; i < 300; i++) for (const [, call] of Object.values(calls)) await call();
const all: Record<string, number[][]> = { json: [], graph: [] };
for (let round = 0; round < 5; round++)
  for (const [name, [pid, call]] of Object.entries(calls)) {
    const cpu = cpuOf(pid);
    const start = performance.now();
    await Promise.all(Array.from({ length: 4 }, async () => { for (let i = 0; i < 40; i++) await call(); }));
    all[name]!.push([(performance.now() - start) / 160, (cpuOf(pid) - cpu) / 160]);
  }
for (const [name, rows] of Object.entries(all)) console.log(name, rows.map(([ms, cpu]) => `${ms!.toFixed(1)}/${cpu!.toFixed(1)}`).join('  '), '(wall ms at concurrency 4 / node cpu ms a request)');
json.kill(); await admin.end(); await product.stop();

import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../prisma/sql.ts';

const patienceMilliseconds = 2000;

/** /health: the process answers. /health/ready: it also reaches its database. Both without a key, and neither says more. */
export async function handleHealth(path: string, response: ServerResponse, sql: Sql): Promise<void> {
  const isReady = path === '/health' || (await reaches(sql));
  response.writeHead(isReady ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: isReady ? 'ok' : 'the database does not answer' }));
}

async function reaches(sql: Sql): Promise<boolean> {
  const answer = sql`select 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([answer, sleep(patienceMilliseconds, false, { ref: false })]);
}

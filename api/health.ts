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
  return Promise.race([underWay.get(sql) ?? ask(sql), sleep(patienceMilliseconds, false, { ref: false })]);
}

/**
 * One question at a time, whose answer is for all who ask meanwhile: anybody may ask, and before a database that does not answer the questions
 * would pile up and hold the connections of those who were let in.
 */
const underWay = new WeakMap<Sql, Promise<boolean>>();

function ask(sql: Sql): Promise<boolean> {
  const answer = sql`select 1`
    .then(
      () => true,
      () => false,
    )
    .finally(() => underWay.delete(sql));
  underWay.set(sql, answer);
  return answer;
}

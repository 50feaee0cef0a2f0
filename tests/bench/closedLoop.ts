/** Clients that ask again as soon as they are answered (closed loop), in a process of their own: what a server can do at most. */
import { Agent, request } from 'node:http';
import { quantile } from './report.ts';

export interface ClosedLoopOrder {
  readonly requests: readonly { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | null }[];
  readonly clients: number;
  readonly seconds: number;
}

export interface ClosedLoopResult {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly errors: number;
  readonly bytesEach: number;
}

process.on('message', async ({ requests, clients, seconds }: ClosedLoopOrder) => {
  const latenciesMs: number[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let [done, errors, bytes, next] = [0, 0, 0, 0];
  const from = performance.now();
  const until = from + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) {
      const one = requests[next++ % requests.length];
      if (!one) return;
      const sentAt = performance.now();
      const answer = await send(agent, one).catch(() => null);
      latenciesMs.push(performance.now() - sentAt);
      if (answer === null) errors++;
      else bytes += answer;
      done++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const perSecond = done / ((performance.now() - from) / 1000);
  agent.destroy();
  process.send?.({
    perSecond,
    p99Ms: quantile(latenciesMs, 0.99),
    errors,
    bytesEach: Math.round(bytes / Math.max(1, done - errors)),
  } satisfies ClosedLoopResult);
});
process.on('disconnect', () => process.exit(0));

function send(agent: Agent, { url, headers, body }: ClosedLoopOrder['requests'][number]): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: body === null ? 'GET' : 'POST', headers, timeout: 30_000 }, (response) => {
      let length = 0;
      response.on('data', (bytes: Buffer) => {
        length += bytes.length;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(length) : reject(new Error(String(response.statusCode)))));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.end(body ?? undefined);
  });
}

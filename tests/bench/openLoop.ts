import { Agent, request } from 'node:http';

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Body of request number i. */
  readonly body: (i: number) => string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
}

export interface LoadResult {
  readonly latenciesMs: readonly number[];
  readonly errors: number;
  /** Share of the requests handed to the network within 5 ms of their time. */
  readonly sentOnTime: number;
}

/**
 * Requests at even intervals, whatever became of those before (open loop). Latency counts from the moment a request was
 * due, not from when a free connection let it out: otherwise a server that stands still would hide its own queue.
 */
export async function openLoop(load: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections, scheduling: 'fifo' });
  const latenciesMs: number[] = [];
  let errors = 0;
  let late = 0;
  const total = Math.round(load.perSecond * load.seconds);
  const interval = 1000 / load.perSecond;
  const open: Promise<void>[] = [];
  const start = performance.now() + 20;
  for (let i = 0; i < total; i++) {
    const due = start + i * interval;
    while (performance.now() < due - 0.5)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.floor(due - performance.now()))));
    if (performance.now() - due > 5) late++;
    open.push(
      send(agent, load, i).then(
        (ok) => {
          latenciesMs.push(performance.now() - due);
          if (!ok) errors++;
        },
        () => {
          errors++;
        },
      ),
    );
  }
  await Promise.all(open);
  agent.destroy();
  return { latenciesMs, errors, sentOnTime: 1 - late / total };
}

function send(agent: Agent, { url, headers, body }: Load, i: number): Promise<boolean> {
  const payload = body(i);
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
      timeout: 10_000,
    });
    sent.on('response', (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        answer += text;
      });
      response.on('end', () => resolve(response.statusCode === 200 && !answer.includes('"errors"')));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', reject);
    sent.end(payload);
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from './product.ts';

export type Announced = Readonly<Record<string, unknown>> & { readonly as: string };

/** Announces a file, sends it and waits until every row of it is loaded. Returns the seconds that all this took. */
export async function sendImport(
  { started }: Product,
  key: string,
  announced: Announced,
  body: () => Buffer | NodeJS.ReadableStream,
): Promise<number> {
  const from = performance.now();
  const headers = { authorization: `Bearer ${key}` };
  const created = await fetch(`${started.apiUrl}/v1/imports`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ filename: 'bench.csv', ...announced }),
  });
  const location = created.headers.get('location');
  if (created.status !== 201 || !location) throw new Error(`the import was not announced: ${created.status} ${await created.text()}`);
  const url = `${started.apiUrl}${location}`;
  const sent = await fetch(url, {
    method: 'PATCH',
    headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: body() as unknown as BodyInit,
    duplex: 'half',
  } as RequestInit);
  if (sent.status !== 202) throw new Error(`the file was not taken: ${sent.status} ${await sent.text()}`);
  for (;;) {
    const row = (await (await fetch(url, { headers })).json()) as { state: string; rowsRejected: number; errorMessage: string | null };
    if (row.state === 'SUCCEEDED' && row.rowsRejected === 0) return (performance.now() - from) / 1000;
    if (!['QUEUED', 'RUNNING'].includes(row.state)) throw new Error(`the import ended ${JSON.stringify(row)}`);
    await sleep(100);
  }
}

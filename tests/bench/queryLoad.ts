/** What asks the API while something else goes on: evenly paced pages of customers, from a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { LoadOrder } from './loadGenerator.ts';
import type { LoadResult } from './openLoop.ts';
import { graphql, type Product, type Workspace } from './product.ts';

/** As a client on another machine: a session of its own, between which Linux shares the processors out, and no threads that collect its garbage beside it. */
export function startGenerator(): ChildProcess {
  return fork(join(import.meta.dirname, 'loadGenerator.ts'), { detached: true, execArgv: ['--single-threaded-gc'] });
}

const customersQuery = `query ($after: String) {
  customers(first: 10, after: $after) {
    edges { node { externalId acquiredAt responses(first: 3) { edges { node { respondedAt answers { value notApplicable question { key } } } } } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** 50 different pages, so that no cache of one page answers. */
export async function pages(product: Product, { key }: Workspace): Promise<LoadOrder['queries']> {
  const queries: { query: string; variables: object }[] = [];
  let after: string | null = null;
  for (let page = 0; page < 50; page++) {
    queries.push({ query: customersQuery, variables: { after } });
    const answer: { customers: { pageInfo: { endCursor: string } } } = await graphql(product.started.apiUrl, key, customersQuery, {
      after,
    });
    after = answer.customers.pageInfo.endCursor;
  }
  return queries;
}

export async function load(generator: ChildProcess, order: LoadOrder): Promise<LoadResult> {
  generator.send(order);
  const [result] = (await once(generator, 'message')) as [LoadResult];
  return result;
}

export async function eventLoop(port: number): Promise<{ p99Ms: number; maxMs: number }> {
  return (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { p99Ms: number; maxMs: number };
}

export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

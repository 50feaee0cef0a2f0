/** A whole connection, one page after the other, each asked for when it is needed. */
import { EarshotError } from './earshotError.ts';

/** What a page of a list shows of itself; either way to its rows will do. */
export type Connection<Node> = {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined };
} & ({ readonly nodes: readonly Node[] } | { readonly edges: readonly { readonly node: Node }[] });

/**
 * @param readPage the page that follows a cursor; null when what the list belongs to does not exist
 * @throws EarshotError REPEATED_CURSOR where a server would send it round in circles
 */
export async function* pages<Node>(
  readPage: (after: string | null) => Promise<Connection<Node> | null | undefined>,
  start: string | null = null,
): AsyncGenerator<Node, void, undefined> {
  const seen = new Set<string | null>([start, null]);
  for (let after = start; ; ) {
    const page = await readPage(after);
    if (!page) return;
    if ('nodes' in page) yield* page.nodes;
    else for (const { node } of page.edges) yield node;
    if (!page.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor ?? null;
    if (seen.has(after)) {
      const problem = after === null ? 'names no cursor' : 'names a cursor for the second time';
      throw new EarshotError(`a page says that another follows, and ${problem}`, { kind: 'PROTOCOL', code: 'REPEATED_CURSOR' });
    }
    seen.add(after);
  }
}

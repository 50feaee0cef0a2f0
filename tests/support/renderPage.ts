/** A React component as the HTML that a browser would show once everything it asks for has come. */
import { createRequire } from 'node:module';
import type { ReactNode } from 'react';

/** react-dom brings no types of its own. */
interface ReactDom {
  prerender(node: ReactNode, options: { onError(error: unknown): void }): Promise<{ prelude: ReadableStream<Uint8Array> }>;
}

const { prerender } = createRequire(import.meta.url)('react-dom/static') as ReactDom;

/** @throws what the component throws */
export async function renderPage(node: ReactNode): Promise<string> {
  const errors: unknown[] = [];
  const { prelude } = await prerender(node, { onError: (error) => void errors.push(error) });
  const html = await new Response(prelude).text();
  if (errors.length > 0) throw errors[0];
  return html.replaceAll('<!-- -->', ''); // React's marks between two texts
}

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A browser that opens the address, not a program that asks. */
export const isBrowser = ({ method, headers }: IncomingMessage) => method === 'GET' && (headers.accept ?? '').includes('text/html');

/** Colours are the browser's own, dark or light as its reader has them. */
const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;overflow-wrap:break-word}code{font-size:.95em}code span{white-space:nowrap}:root{color-scheme:light dark}';
const styleHash = createHash('sha256').update(style).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export interface Page {
  readonly title: string;
  /** HTML of ours: nothing of a request or of the data stands in it. */
  readonly body: string;
}

/** A command for a terminal, which breaks between its words and never amid an option. */
export const command = (text: string) =>
  `<code>${text
    .split(' ')
    .map((word) => `<span>${word}</span>`)
    .join(' ')}</code>`;

/** A small page that says something and does nothing: no script, and nothing from elsewhere. */
export function sendPage(response: ServerResponse, status: number, { title, body }: Page): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
  });
  response.end(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`);
}

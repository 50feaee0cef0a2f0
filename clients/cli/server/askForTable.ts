/** The one list of a query as a table, written by the server, page by page. */
import { graphErrorOf, parseAnswer } from '../../sdk/core/ask.ts';
import { retrying } from '../../sdk/core/retrying.ts';
import { CliError } from '../cliError.ts';
import { patientRetries } from './ask.ts';
import { type Connection, cliErrorOf, send, Unreachable } from './connection.ts';

export interface TableWish {
  readonly format: 'csv' | 'ndjson';
  readonly excel: boolean;
}

export interface TablePage {
  /** Rows; before those of the first page of CSV its header. */
  readonly text: string;
  readonly isLast: boolean;
}

/**
 * Pages one after the other. Which list becomes the table, and that it says whether more follow, the server sees to.
 *
 * @throws GraphRefusal for a query that makes no table, or whose answer has an error
 * @throws CliError where another page is wanted that the query does not lead to
 */
export async function* tablePages(
  connection: Connection,
  question: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
  { format, excel }: TableWish,
): AsyncGenerator<TablePage, void, undefined> {
  const headers = { 'content-type': 'application/json' };
  const path = `/graphql?${new URLSearchParams({ format, ...(excel && { excel: '1' }) })}`;
  let response = await send(connection, path, { method: 'POST', headers, body: JSON.stringify(question) });
  for (let isFirst = true; ; isFirst = false) {
    const isLast = response.headers.get('x-last-page') !== 'false';
    const next = /<([^>]*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    const text = await tableIn(connection, response);
    yield { text: isFirst || format !== 'csv' ? text : text.slice(text.indexOf('\n') + 1), isLast };
    if (isLast) return;
    if (next === undefined)
      throw new CliError(
        'there are more rows, and the query takes no cursor to continue behind',
        'declare one: query ($after: String) { customers(after: $after) { … } }',
      );
    response = await retrying(() => send(connection, next, {}), {
      retries: patientRetries,
      isTransient: (error) => error instanceof Unreachable,
    });
  }
}

async function tableIn({ url }: Connection, response: Response): Promise<string> {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer()); // text() would take the mark for Excel away
  const { status, headers } = response;
  if (response.ok && /^(text\/csv|application\/x-ndjson)\b/.test(headers.get('content-type') ?? '')) return text;
  const answer = parseAnswer<unknown>(text);
  if (answer && answer.errors.length > 0) throw cliErrorOf(graphErrorOf({ ...answer, status, requestId: headers.get('x-request-id') }));
  throw new CliError(
    `what answers at ${url} is not Earshot (HTTP ${status})`,
    'set EARSHOT_URL to where Earshot is, for example http://localhost:4000',
  );
}

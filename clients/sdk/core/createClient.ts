/** The client: who asks and where, and what may be asked. */
import { ask, type GraphAnswer, type RequestOptions, request, type Variables } from './ask.ts';
import { type ClientOptions, settingsOf } from './clientOptions.ts';
import { type Connection, pages } from './pages.ts';
import { type SendOptions, send } from './send.ts';
import { type SubscribeOptions, subscribe } from './subscribe.ts';
import type { TypedDocument } from './typedDocument.ts';

/** Variables and options; the first may be left out where the document needs none. */
type Given<Needed, Options> =
  Record<string, never> extends Needed ? [variables?: Needed | undefined, options?: Options] : [variables: Needed, options?: Options];

export interface EarshotClient {
  /** Without a slash at its end. */
  readonly url: string;
  /** The data of the answer. @throws EarshotError when any part of it is an error, or there is none */
  request<Result, Needed>(document: TypedDocument<Result, Needed>, ...given: Given<Needed, RequestOptions>): Promise<Result>;
  /** The whole answer: data in part, every error, extensions. @throws EarshotError when the graph did not answer */
  answer<Result, Needed>(document: TypedDocument<Result, Needed>, ...given: Given<Needed, RequestOptions>): Promise<GraphAnswer<Result>>;
  /**
   * Every row of a list, page after page. The document passes `$after` to the list and asks for its `pageInfo`.
   *
   * @param pick the list in an answer; null ends, for example where the customer it belongs to does not exist
   */
  pages<Result, Needed extends { readonly after?: string | null | undefined }, Node>(
    document: TypedDocument<Result, Needed>,
    variables: Needed,
    pick: (result: Result) => Connection<Node> | null | undefined,
    options?: RequestOptions,
  ): AsyncGenerator<Node, void, undefined>;
  /** Every answer of a subscription as it comes, over connections that are opened anew when they break. */
  subscribe<Result, Needed>(
    document: TypedDocument<Result, Needed>,
    ...given: Given<Needed, SubscribeOptions>
  ): AsyncGenerator<Result, void, undefined>;
  /**
   * One HTTP request to another door (`/v1/imports`, `/bi/v1/…`) with this client's credentials. The answer as it is, whatever its status.
   * The timeout ends once its head is there.
   *
   * @throws EarshotError when there is none
   */
  send(path: string, init?: RequestInit, options?: SendOptions): Promise<Response>;
}

/** @throws TypeError when the options can never work */
export function createClient(options: ClientOptions): EarshotClient {
  const settings = settingsOf(options);
  return {
    url: settings.url,
    request: (document, ...[variables, how]) => request(settings, String(document), variablesOf(variables), how ?? {}),
    answer: (document, ...[variables, how]) => ask(settings, String(document), variablesOf(variables), how ?? {}),
    pages: (document, variables, pick, how = {}) => {
      const text = String(document);
      const readPage = async (after: string | null) => pick(await request(settings, text, { ...variables, after }, how));
      return pages(readPage, variables.after ?? null);
    },
    subscribe: (document, ...[variables, how]) => subscribe(settings, String(document), variablesOf(variables), how ?? {}),
    send: (path, init = {}, how = {}) => send(settings, path, init, async (response) => response, { signal: init.signal, ...how }),
  };
}

const variablesOf = (variables: unknown): Variables => (variables ?? {}) as Variables;

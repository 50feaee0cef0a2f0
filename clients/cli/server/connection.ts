/** Which server, and with which key; all that is said to it goes through the SDK. */
import { createClient, type EarshotClient } from '../../sdk/core/createClient.ts';
import { EarshotError, isTransientStatus } from '../../sdk/core/earshotError.ts';
import { retryAfterMsOf } from '../../sdk/core/retrying.ts';
import { CliError } from '../cliError.ts';

export interface Connection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
}

export function connectionFromEnvironment(env: NodeJS.ProcessEnv = process.env): Connection {
  const given = env.EARSHOT_URL || 'http://localhost:4000';
  const url = URL.parse(given);
  if (/^\w+:\/*[^/?#]*@/.test(given))
    throw new CliError('EARSHOT_URL has a name or a password before its host', 'leave them out: who asks is said by EARSHOT_API_KEY', 2);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError(`EARSHOT_URL is ${JSON.stringify(given)}, which is no address`, 'set it to something like http://localhost:4000', 2);
  if (url.search || url.hash)
    throw new CliError(`EARSHOT_URL is ${JSON.stringify(given)}, in which no path can stand behind ? and #`, 'leave them out', 2);
  const key = env.EARSHOT_API_KEY;
  if (!key) throw new CliError('EARSHOT_API_KEY is not set', keyRemedy, 2);
  if (!/^[\x21-\x7e]+$/.test(key)) throw new CliError('EARSHOT_API_KEY has characters that no key has', keyRemedy, 2);
  return { url: url.href.replace(/\/+$/, ''), key };
}

export const keyRemedy = 'set EARSHOT_API_KEY to a key of your workspace: earshot keys create --workspace KEY --scopes read,ingest,compute';

/** A person waits, and can stop it: no timeout. Whether it is worth asking again is known where it is asked. */
export function clientOf({ url, key }: Connection): EarshotClient {
  return createClient({ url, key, clientName: 'earshot-cli', timeoutMs: 0, retries: 0 });
}

/** The connection failed or broke, or the server had a passing fault: the same again may succeed. */
export class Unreachable extends CliError {
  override readonly name: string = 'Unreachable';
  /** How long the server asked to wait. */
  readonly retryAfterMs: number | null;
  constructor(message: string, remedy: string | null, retryAfterMs: number | null = null) {
    super(message, remedy);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The graph refused, with its stable code. */
export class GraphRefusal extends CliError {
  override readonly name = 'GraphRefusal';
  readonly code: string;
  constructor(code: string, message: string, remedy: string | null) {
    super(message, remedy);
    this.code = code;
  }
}

/** One HTTP request to another door than the graph. @throws Unreachable when there is no answer, or one that only says "not now" */
export async function send(connection: Connection, path: string, init: RequestInit): Promise<Response> {
  const client = clientOf(connection);
  const response = await client.send(path, init).catch((error: unknown) => {
    throw cliErrorOf(error);
  });
  const { status } = response;
  if (status !== 401 && !isTransientStatus(status)) return response;
  const reason = (await problemOf(response)) ?? `Earshot at ${client.url} is not ready (HTTP ${status})`;
  const retryAfterMs = retryAfterMsOf(response.headers);
  throw cliErrorOf(new EarshotError(reason, { kind: 'HTTP', code: `HTTP_${status}`, status, retryAfterMs }));
}

/** What the server says of it; null where something else answered, such as a proxy. */
async function problemOf(response: Response): Promise<string | null> {
  try {
    const { detail, title } = (await response.json()) as { detail?: string; title?: string };
    return detail ?? title ?? null;
  } catch {
    return null;
  }
}

/** What the SDK throws, as what a person can do about it. Anything else stays what it is. */
export function cliErrorOf(error: unknown): unknown {
  if (!(error instanceof EarshotError)) return error;
  const { kind, code, status, message } = error;
  if (status === 401) return new CliError('the key is unknown, was revoked or has expired', keyRemedy);
  if (code === 'UNREACHABLE') return new Unreachable(message, 'start it with `earshot start`, or set EARSHOT_URL to where it is');
  if (error.isTransient) return new Unreachable(message, code === 'BROKEN_OFF' ? 'try again' : 'try again in a moment', error.retryAfterMs);
  if (status === 404 && error.path === null)
    return new CliError(message, 'set EARSHOT_URL to where Earshot is, for example http://localhost:4000');
  if (kind === 'GRAPH') return new GraphRefusal(code, message, remedyFor(error));
  return new CliError(message, 'set EARSHOT_URL to where Earshot is, for example http://localhost:4000');
}

/** Where the names and ids of things are told, by the noun with which the server says that there is no such thing. */
const listOf: Readonly<Record<string, string>> = {
  analysis: 'earshot analyses lists them',
  backfill: 'earshot backfills lists them',
  import: 'earshot imports lists them',
  run: 'earshot runs lists them',
  schedule: 'earshot schedules lists them, earshot schedules set makes one',
  segment: 'earshot segments lists them',
  survey: "earshot query '{ surveys { nodes { key title } } }' lists them",
  webhook: 'earshot webhooks lists them',
};

function remedyFor({ code, errors, message }: EarshotError): string | null {
  const scope = errors[0]?.extensions?.scope;
  const missing = /: there is no such (\w+)$/.exec(message)?.[1];
  if (missing !== undefined) return listOf[missing] ?? null;
  if (message.endsWith(': this is not an id'))
    return 'ids are as the lists have them (earshot runs, imports, backfills, webhooks …), for example UnVuOjE';
  if (message.includes(' got invalid value ')) return 'fields and their types are in GraphiQL, and in schema/schema.graphql';
  if (code === 'FORBIDDEN' && typeof scope === 'string')
    return `create a key that has it: earshot keys create --workspace KEY --scopes read,${scope}`;
  return code === 'INTERNAL' ? 'the log of the API tells more' : null;
}

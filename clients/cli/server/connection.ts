/** Which server, and with which key. */
import { CliError } from '../cliError.ts';

export interface Connection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
}

export function connectionFromEnvironment(env: NodeJS.ProcessEnv = process.env): Connection {
  const given = env.EARSHOT_URL || 'http://localhost:4000';
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError(`EARSHOT_URL is ${JSON.stringify(given)}, which is no address`, 'set it to something like http://localhost:4000', 2);
  const key = env.EARSHOT_API_KEY;
  if (!key) throw new CliError('EARSHOT_API_KEY is not set', keyRemedy, 2);
  if (!/^[\x21-\x7e]+$/.test(key)) throw new CliError('EARSHOT_API_KEY has characters that no key has', keyRemedy, 2);
  return { url: url.href.replace(/\/+$/, ''), key };
}

export const keyRemedy = 'set EARSHOT_API_KEY to a key of your workspace: earshot keys create --workspace KEY --scopes read,ingest,compute';

/** The connection failed or broke, or the server had a passing fault: the same again may succeed. */
export class Unreachable extends CliError {
  override readonly name = 'Unreachable';
}

/** One HTTP request. @throws Unreachable when there is no answer, or one that only says "not now" */
export async function send({ url, key }: Connection, path: string, init: RequestInit): Promise<Response> {
  const headers = { 'graphql-client-name': 'earshot-cli', ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` };
  const response = await fetch(`${url}${path}`, { ...init, headers }).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new Unreachable(
      `Earshot at ${url} cannot be reached (${reasonOf(error)})`,
      'start it with `earshot start`, or set EARSHOT_URL to where it is',
    );
  });
  if (response.status === 401) {
    await response.body?.cancel();
    throw new CliError('the key is unknown, was revoked or has expired', keyRemedy);
  }
  if ([502, 503, 504].includes(response.status)) {
    await response.body?.cancel();
    throw new Unreachable(`Earshot at ${url} is not ready (HTTP ${response.status})`, 'try again in a moment');
  }
  return response;
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return cause?.code ?? cause?.message ?? (error as Error).message;
}

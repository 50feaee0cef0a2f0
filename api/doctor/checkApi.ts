/** Whether an API answers, where the other commands would ask it. */
import { explain } from '../../prisma/startError.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const patienceMilliseconds = 3000; // the API itself waits 2 s for its database

export async function checkApi(env: NodeJS.ProcessEnv): Promise<Finding> {
  const given = env.EARSHOT_URL;
  const url = URL.parse(given || `http://localhost:${env.PORT || 4000}`);
  if (!url || !/^https?:$/.test(url.protocol))
    return problem('api', `${given ? 'EARSHOT_URL' : 'PORT'} makes no address`, 'set EARSHOT_URL to something like http://localhost:4000');
  const where = `${url.origin}${url.pathname.replace(/\/+$/, '')}`; // without the name and password that a URL may carry
  // Asked for by name it has to be there; at the default address it may simply be on another host.
  const missing = given ? problem : warning;
  const remedy = 'start it with `earshot start`, or set EARSHOT_URL to where it is';
  try {
    const response = await fetch(`${where}/health/ready`, { signal: AbortSignal.timeout(patienceMilliseconds), redirect: 'error' });
    const status = statusOf(await response.text());
    if (status === null) return missing('api', `what answers at ${where} is not Earshot (HTTP ${response.status})`, remedy);
    if (response.ok) return ok('api', `the API at ${where} answers and reaches its database`);
    return problem(
      'api',
      `the API at ${where} answers, but its database does not`,
      'see what is told of the database; the log of the API tells more',
    );
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; message?: string } };
    const why = cause?.code ?? cause?.message ?? (error instanceof Error ? error.name : explain(error));
    return missing('api', `no API answers at ${where} (${why})`, remedy);
  }
}

function statusOf(text: string): string | null {
  try {
    const { status } = JSON.parse(text) as { status?: unknown };
    return typeof status === 'string' ? status : null;
  } catch {
    return null;
  }
}

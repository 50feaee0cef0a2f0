import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sql } from '../../prisma/sql.ts';
import { command, type Page, sendPage } from '../htmlPage.ts';
import { sessionCookie } from './credential.ts';
import { sessionHours, useSignInLink } from './signInLink.ts';

/**
 * GET /sign-in?token=…: sets the session's cookie and goes on to GraphiQL, or says plainly that the link is no good. By no other
 * method: a HEAD comes from programs that preview links, and must not use it up.
 */
export async function handleSignIn(request: IncomingMessage, response: ServerResponse, url: URL, sql: Sql): Promise<void> {
  response.setHeader('cache-control', 'no-store');
  response.setHeader('referrer-policy', 'no-referrer'); // the token is in the address
  const token = url.searchParams.get('token');
  const session = token ? await useSignInLink(sql, token, String(response.getHeader('x-request-id'))) : null;
  if (!session) return sendPage(response, 410, usedUp);
  const isHttps = 'encrypted' in request.socket || request.headers['x-forwarded-proto'] === 'https';
  const attributes = ['HttpOnly', 'SameSite=Strict', 'Path=/', `Max-Age=${sessionHours * 3600}`, ...(isHttps ? ['Secure'] : [])];
  response.writeHead(303, { location: '/graphql', 'set-cookie': `${sessionCookie}=${session}; ${attributes.join('; ')}` }).end();
}

const usedUp: Page = {
  title: 'Earshot: sign-in link',
  body: `<h1>This sign-in link is no longer good</h1>
<p>It was used before, has expired, or is incomplete. A link opens one session, once.</p>
<p>For a new one, run ${command('npx earshot sign-in --workspace KEY')}.</p>`,
};

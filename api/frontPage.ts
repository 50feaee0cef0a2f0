import type { IncomingMessage, ServerResponse } from 'node:http';
import { command, isBrowser, sendPage } from './htmlPage.ts';
import { nothingHere } from './problem.ts';

/**
 * What a browser sees at the address that `earshot start` prints: where to go on from here. The same for everybody.
 * @throws Problem for a program, which has nothing to read here
 */
export function handleFrontPage(request: IncomingMessage, response: ServerResponse): void {
  if (!isBrowser(request)) throw nothingHere();
  sendPage(response, 200, {
    title: 'Earshot',
    body: `<h1>Earshot is running</h1>
<p>It answers programs, BI tools and the command line; whoever asks shows a key, or signs in.</p>
<ul>
<li><a href="/graphql">GraphiQL</a>: queries in this browser, once it is signed in: ${command('npx earshot sign-in --workspace KEY')} prints a link for that.
<li>A key for programs and the command line: ${command('npx earshot keys create --workspace KEY --scopes read')}
<li>Flat files for BI tools: <code>/bi/v1/$schema</code> says which there are.
<li>Is it healthy? <a href="/health">/health</a>, <a href="/health/ready">/health/ready</a>; ${command('npx earshot doctor')} tells more.
</ul>
<p>What each command does: ${command('npx earshot --help')}</p>`,
  });
}

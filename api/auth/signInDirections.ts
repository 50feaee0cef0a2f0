/** What `earshot start` prints once it serves: where GraphiQL is and how a browser gets in, or what a new installation needs first. */
import { connect } from '../../prisma/sql.ts';
import { scopes } from '../../schema/context.ts';
import { createSignInLink } from './signInLink.ts';
import { listWorkspaces } from './workspaces.ts';

export interface SignInDirectionsOptions {
  /** Of the database, as the application's role. */
  readonly appUrl: string;
  readonly apiUrl: string;
  /**
   * Whether a person at a terminal reads it. What is not a terminal is a file, a journal, a collector of logs: they are kept, and read by
   * others, and a link opens a workspace with all scopes. There the lines say how to get one.
   */
  readonly isTerminal: boolean;
}

/** Links are for the first by key: nobody opens more at once, and each is a row and an entry in the record of changes. */
const mostLinks = 3;

export async function signInDirections({ appUrl, apiUrl, isTerminal }: SignInDirectionsOptions): Promise<string[]> {
  const sql = connect(appUrl, { applicationName: 'earshot start', max: 1 });
  try {
    const graphiql = `  GraphiQL   ${apiUrl}/graphql`;
    const workspaces = await listWorkspaces(sql);
    if (workspaces.length === 0) return [graphiql, ...firstSteps(apiUrl)];
    if (!isTerminal) return [graphiql, `  Sign in    ${signInCommand(apiUrl)} prints a link that works once`];
    const lines = [graphiql];
    for (const { id, key } of workspaces.slice(0, mostLinks))
      lines.push(`  Sign in    ${await createSignInLink(sql, { workspaceId: id, scopes, baseUrl: apiUrl })} (${key})`);
    const others = workspaces.length - mostLinks;
    const whatElse = others > 0 ? `${others} ${others === 1 ? 'workspace' : 'workspaces'} more, and another link` : 'another link';
    const oneAtATime =
      workspaces.length > 1
        ? ['             (a browser is in one workspace at a time, in all its tabs: that of the last link opened)']
        : [];
    return [
      ...lines,
      `             (each opens one browser session, once, within an hour; ${whatElse}: ${signInCommand(apiUrl)})`,
      ...oneAtATime,
    ];
  } finally {
    await sql.end({ timeout: 2 });
  }
}

const firstSteps = (apiUrl: string) => [
  '  There is no workspace yet. One, a key for it and a way in by browser, from another terminal:',
  "    npx earshot workspaces create acme --name 'Acme' --currency EUR --time-zone Europe/Berlin",
  '    npx earshot keys create --workspace acme --scopes read,pii,ingest,compute',
  `    ${signInCommand(apiUrl, 'acme')}`,
];

/** The other terminal does not know our PORT. */
const signInCommand = (apiUrl: string, workspace = 'KEY') =>
  `npx earshot sign-in --workspace ${workspace}${apiUrl === 'http://localhost:4000' ? '' : ` --url ${apiUrl}`}`;

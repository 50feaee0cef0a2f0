/** Workspaces, and who gets into one: keys, links, SQL logins, issuers of tokens and their users. */
import { brief, ofDatabase } from '../childCommand.ts';

const json = { type: 'boolean', help: 'JSON instead of text' } as const;

export const workspacesCreate = brief('api/commands/workspaces.ts', {
  name: 'workspaces create',
  parameters: ['KEY'],
  summary: 'A new workspace: one company, or one brand that is run on its own',
  usage: ['workspaces create KEY [--name NAME] [--currency CODE] [--time-zone ZONE] [--json]'],
  options: {
    name: { type: 'string', value: 'NAME', help: 'what people read (default KEY)' },
    currency: { type: 'string', value: 'CODE', help: 'ISO 4217 code of all its money, for example USD (default EUR)' },
    'time-zone': { type: 'string', value: 'ZONE', help: 'IANA zone in which its days begin, for example Europe/Berlin (default UTC)' },
    json,
  },
  examples: ["earshot workspaces create acme --name 'Acme Ltd' --currency EUR --time-zone Europe/Berlin"],
  environment: ofDatabase,
});

export const workspacesList = brief('api/commands/workspaces.ts', {
  name: 'workspaces list',
  summary: 'All workspaces of this installation',
  usage: ['workspaces list [--json]'],
  options: { json },
  examples: ['earshot workspaces list'],
  environment: ofDatabase,
});

export const workspacesDelete = brief('api/commands/workspaces.ts', {
  name: 'workspaces delete',
  parameters: ['KEY'],
  summary: 'Delete a workspace with all that it holds, for good',
  usage: ['workspaces delete KEY --yes [--json]'],
  options: { yes: { type: 'boolean', help: 'yes, delete its data, results, keys and logins' }, json },
  notes:
    'Refused while a run, an import or a backfill of it is under way. Stopped in between, it goes on when it is asked for again. Backups made before still hold it.',
  examples: ['earshot workspaces delete acme --yes'],
  environment: ofDatabase,
});

const workspace = { type: 'string', value: 'KEY', help: 'key of the workspace' } as const;

export const keysCreate = brief('api/commands/keys.ts', {
  name: 'keys create',
  summary: 'A new API key; it is shown once and stored as a hash',
  usage: ['keys create --workspace KEY [--scopes SCOPES] [--name NAME] [--expires WHEN] [--json]'],
  options: {
    workspace,
    scopes: { type: 'string', value: 'SCOPES', help: 'of read, pii, ingest, compute, admin, with commas (default read)' },
    name: { type: 'string', value: 'NAME', help: 'what it is for' },
    expires: {
      type: 'string',
      value: 'WHEN',
      help: 'days (90d), hours (12h), the last day (2027-01-31, in UTC) or a moment; default never',
    },
    json,
  },
  notes: 'read: numbers and rows · pii: also personal data · ingest: load files · compute: run analyses · admin: all settings.',
  examples: ["earshot keys create --workspace acme --scopes read,ingest,compute --name 'nightly load'"],
  environment: ofDatabase,
});

export const keysList = brief('api/commands/keys.ts', {
  name: 'keys list',
  summary: 'The keys of a workspace, without their secrets',
  usage: ['keys list --workspace KEY [--json]'],
  options: { workspace, json },
  examples: ['earshot keys list --workspace acme'],
  environment: ofDatabase,
});

export const keysRevoke = brief('api/commands/keys.ts', {
  name: 'keys revoke',
  parameters: ['ID'],
  summary: 'End a key within seconds, for good',
  usage: ['keys revoke ID --workspace KEY [--json]'],
  options: { workspace, json },
  examples: ['earshot keys revoke 3 --workspace acme'],
  environment: ofDatabase,
});

export const signIn = brief('api/commands/signIn.ts', {
  name: 'sign-in',
  summary: 'A one-time link that opens GraphiQL for a workspace in a browser',
  usage: ['sign-in --workspace KEY [--scopes SCOPES] [--url URL] [--json]'],
  options: {
    workspace,
    scopes: { type: 'string', value: 'SCOPES', help: 'of read, pii, ingest, compute, admin, with commas (default all)' },
    url: { type: 'string', value: 'URL', help: 'of the API (default EARSHOT_URL, else localhost and PORT)' },
    json,
  },
  notes: 'It works once, within an hour; the session in the browser lasts 12 hours.',
  examples: ['earshot sign-in --workspace acme'],
  environment: [...ofDatabase, 'EARSHOT_URL', 'PORT'],
});

export const biLoginCreate = brief('api/commands/biLogins.ts', {
  name: 'bi-login create',
  summary: 'A new SQL login for Metabase, Superset, Tableau: read-only, one workspace, no personal data',
  usage: ['bi-login create --workspace KEY [--name NAME] [--json]'],
  options: { workspace, name: { type: 'string', value: 'NAME', help: 'what it is for' }, json },
  notes: 'It sees the views of the schema bi, each column with its description. The password is shown once.',
  examples: ["earshot bi-login create --workspace acme --name 'Metabase'"],
  environment: ofDatabase,
});

export const biLoginList = brief('api/commands/biLogins.ts', {
  name: 'bi-login list',
  summary: 'The SQL logins of a workspace, without their passwords',
  usage: ['bi-login list --workspace KEY [--json]'],
  options: { workspace, json },
  examples: ['earshot bi-login list --workspace acme'],
  environment: ofDatabase,
});

export const biLoginRevoke = brief('api/commands/biLogins.ts', {
  name: 'bi-login revoke',
  parameters: ['ROLE'],
  summary: 'End a SQL login and its open sessions at once, for good',
  usage: ['bi-login revoke ROLE --workspace KEY [--json]'],
  options: { workspace, json },
  examples: ['earshot bi-login revoke earshot_bi_0123456789abcdef --workspace acme'],
  environment: ofDatabase,
});

const issuer = { type: 'string', value: 'URL', help: 'who signs the tokens (default EARSHOT_OIDC_ISSUER)' } as const;
const ofIssuers = [...ofDatabase, 'EARSHOT_OIDC_ISSUER'] as const;
const roleNames = 'VIEWER, ANALYST, ENGINEER or ADMIN';

export const issuersTrust = brief('api/commands/issuers.ts', {
  name: 'issuers trust',
  summary: 'Let tokens of an identity provider open a workspace',
  usage: ['issuers trust --workspace KEY --audience AUDIENCE [--issuer URL] [--role ROLE] [--highest-role ROLE] [--json]'],
  options: {
    workspace,
    issuer,
    audience: { type: 'string', value: 'AUDIENCE', help: 'what `aud` says in tokens for this workspace, and for no other' },
    role: { type: 'string', value: 'ROLE', help: 'of a token that names none (default: it is refused)' },
    'highest-role': { type: 'string', value: 'ROLE', help: `whatever a token names: ${roleNames} (default ENGINEER)` },
    json,
  },
  notes: 'Again with other roles, it changes them. The API verifies tokens of EARSHOT_OIDC_ISSUER only, for one of EARSHOT_OIDC_AUDIENCE.',
  examples: ['earshot issuers trust --workspace acme --audience earshot-acme --role VIEWER'],
  environment: ofIssuers,
});

export const issuersList = brief('api/commands/issuers.ts', {
  name: 'issuers list',
  summary: 'Whose tokens open a workspace',
  usage: ['issuers list --workspace KEY [--json]'],
  options: { workspace, json },
  examples: ['earshot issuers list --workspace acme'],
  environment: ofDatabase,
});

export const issuersRemove = brief('api/commands/issuers.ts', {
  name: 'issuers remove',
  parameters: ['ID'],
  summary: 'Trust an issuer no more; users with a role of their own stay',
  usage: ['issuers remove ID --workspace KEY [--json]'],
  options: { workspace, json },
  examples: ['earshot issuers remove 2 --workspace acme'],
  environment: ofDatabase,
});

export const usersSet = brief('api/commands/users.ts', {
  name: 'users set',
  parameters: ['SUBJECT'],
  summary: 'Give a user of the identity provider a role in a workspace, or keep one out',
  usage: ['users set SUBJECT --workspace KEY --role ROLE [--issuer URL] [--json]'],
  options: {
    workspace,
    issuer,
    role: { type: 'string', value: 'ROLE', help: `${roleNames}, whatever the token says; NONE keeps the user out` },
    json,
  },
  notes: 'VIEWER: read · ANALYST: also personal data, run analyses · ENGINEER: also load files · ADMIN: also all settings.',
  examples: ['earshot users set 248289761001 --workspace acme --role ADMIN'],
  environment: ofIssuers,
});

export const usersList = brief('api/commands/users.ts', {
  name: 'users list',
  summary: 'Everybody who has a role in a workspace or came with a token',
  usage: ['users list --workspace KEY [--json]'],
  options: { workspace, json },
  examples: ['earshot users list --workspace acme'],
  environment: ofDatabase,
});

export const usersRemove = brief('api/commands/users.ts', {
  name: 'users remove',
  parameters: ['ID'],
  summary: 'Forget what a workspace says of a user',
  usage: ['users remove ID --workspace KEY [--json]'],
  options: { workspace, json },
  examples: ['earshot users remove 7 --workspace acme'],
  environment: ofDatabase,
});

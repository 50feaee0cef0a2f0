import type { Command, CommandHelp } from './command.ts';
import { wrap } from './print/table.ts';

const lineWidth = 110;

/** What the environment may say, once for every command that reads it. */
const variables: Readonly<Record<string, string>> = {
  EARSHOT_URL: 'where the API is (default http://localhost:4000)',
  EARSHOT_API_KEY: 'the key to show (earshot keys create)',
  EARSHOT_DATA_DIR: 'folder of the embedded database (default .earshot in the checkout; for root below /var/lib/earshot)',
  DATABASE_URL: 'another PostgreSQL instead of the embedded one, as the app role',
  DATABASE_ADMIN_URL: 'the same database as its owner',
  PORT: 'port of the API (default 4000; 0 takes a free one)',
  HOST: 'address that the API listens on (default 127.0.0.1: this machine only)',
  EARSHOT_WORKER_THREADS: 'how many jobs a worker does at once',
  EARSHOT_RUN_TIMEOUT_SECONDS: 'how long a run may take at most; its analysis may say less (default 3600)',
  EARSHOT_RUN_MEMORY_MB: 'how much memory a run may take at most; its analysis may say less (default 1024)',
  EARSHOT_ROWS_PER_PART: 'from how many rows the reading of a run is divided among workers (default 1000000)',
  EARSHOT_KEEP_UPLOADS_DAYS: 'how long the bytes of loaded files are kept, and of uploads broken off (default 30; 0: for ever)',
  EARSHOT_KEEP_SCORES_DAYS:
    'how long what runs say of single customers is kept, longer where it is needed (default 30; 0: no longer than it is needed)',
  EARSHOT_WORKER_GIVES_WAY: '0: the worker does not let everything else on its machine come first (default 1)',
  EARSHOT_RUN_PROCESSORS:
    'processors that runs keep to, as 1-3, or all (default with start: all but the first, which is for pages; else all)',
  EARSHOT_WEBHOOK_ALLOW_PRIVATE: '1: webhooks may go to private addresses and plain http (for tests and labs)',
  EARSHOT_OIDC_ISSUER: 'the identity provider whose tokens are taken (none: keys and sessions only)',
  EARSHOT_OIDC_AUDIENCE: 'whom its tokens are for, several with commas; more settings: docs/access.md',
  LOG_LEVEL: 'trace, debug, info, warn, error or silent',
  NO_COLOR: 'set: no colours',
};

const lineOfEach = (commands: readonly Command[]): string[] => {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
};

/** Commands that begin with one word, which is none by itself: `keys`. */
export function groupOverview(word: string, commands: readonly Command[]): string {
  return [`Usage: earshot ${word} …`, '', ...lineOfEach(commands), '', `earshot ${commands[0]?.name ?? word} --help tells more.`].join(
    '\n',
  );
}

export function overview(commands: readonly Command[]): string {
  return [
    'earshot: what customers say, what they do, and what drives them.',
    '',
    'Usage: earshot COMMAND …',
    '',
    ...lineOfEach(commands),
    '',
    'earshot COMMAND --help tells more. Begin with: earshot demo',
    'With data of your own: earshot start; then, in another terminal, workspaces create, keys create and import.',
  ].join('\n');
}

/** @param below commands that begin with the words of this one: `runs show` */
export function commandHelp(
  { usage, summary, options, notes, examples, environment }: CommandHelp,
  below: readonly Command[] = [],
): string {
  const named = Object.entries(options).map(
    ([name, { value, help }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, help] as const,
  );
  return [
    `${summary}`,
    '',
    ...usage.map((line, index) => `${index === 0 ? 'Usage: ' : '       '}earshot ${line}`),
    ...section('Options', [...named, ['--help', 'this text']]),
    ...(notes === undefined ? [] : ['', ...notes.split('\n').flatMap(paragraph)]),
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((line) => `  ${line}`),
    ...(below.length === 0 ? [] : ['', 'More:', ...lineOfEach(below)]),
    ...section(
      'Environment',
      environment.map((name) => [name, variables[name] ?? ''] as const),
    ),
  ].join('\n');
}

/** A line of the notes, broken where it is long; a short one keeps its blanks. */
function paragraph(line: string): string[] {
  return line.length > lineWidth ? wrap(line, lineWidth) : [line];
}

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return ['', `${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`)];
}

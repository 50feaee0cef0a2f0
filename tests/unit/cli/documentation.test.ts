/** What documents and help texts tell people to type is there: commands, options, scripts, settings, links. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CommandHelp } from '../../../clients/cli/command.ts';
import { commands } from '../../../clients/cli/commandTable.ts';
import { findCommand } from '../../../clients/cli/findCommand.ts';
import { fitCommands } from '../../../clients/cli/fit/fitCommands.ts';
import {
  checkout,
  commandLines,
  documents,
  filesOf,
  isCommand,
  ofPipe,
  shellWords,
  snippetsOf,
  textOf,
} from '../../support/documentation.ts';

const everyCommand = [...commands, ...fitCommands];
const scriptsOf = (folder: string) =>
  (JSON.parse(textOf(join(folder, 'package.json'))) as { scripts?: Record<string, string> }).scripts ?? {};

/** What is wrong with a line for a terminal; null = nothing. */
function faultIn(line: string): string | null {
  const words = shellWords(ofPipe(line).command.replace(/^(?:[A-Z_]+=\S+ )*/, ''));
  const [program = '', first = '', second = ''] = words[0] === 'npx' ? words.slice(1) : words;
  if (program === 'curl' || program === 'export') return null;
  if (program === 'node') return existsSync(join(checkout, first)) ? null : `there is no file ${first}`;
  if (program === 'npm') {
    const script = first === 'run' ? second : first;
    const room = /--workspace @earshot\/(\w+)/.exec(line)?.[1];
    return ['ci', 'install', 'pack'].includes(script) || script in scriptsOf(room ? `clients/${room}` : '')
      ? null
      : `there is no script ${script}`;
  }
  return faultOfEarshot(words.slice(words.indexOf('earshot') + 1));
}

function faultOfEarshot(words: readonly string[]): string | null {
  if (words[0] === 'COMMAND' || words[0]?.startsWith('-') || words[0] === '…' || words[1] === 'MODEL') return null;
  const found = findCommand(words, everyCommand);
  if (!found) return `there is no command ${words.join(' ')}`;
  const given = words.slice(found.name.split(' ').length).map((word) => word.replaceAll(/[[\]]/g, ''));
  return optionFault(found, given);
}

function optionFault({ options }: CommandHelp, args: readonly string[]): string | null {
  const known = Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }] as const);
  try {
    parseArgs({
      args: [...args],
      options: { ...Object.fromEntries(known), help: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a command', () => {
  const lines = documents.flatMap((file) =>
    snippetsOf(file).flatMap((snippet) => {
      const where = `${file}:${snippet.line}`;
      if (snippet.language === 'span') return isCommand(snippet.text) ? [{ where, line: snippet.text }] : [];
      if (!['plain', 'sh'].includes(snippet.language)) return [];
      return commandLines(snippet).flatMap(({ line, comment }) =>
        [...line.split(' && '), ...(comment.match(/(?:npx )?earshot [^;,:]+/g) ?? [])]
          .filter(isCommand)
          .map((one) => ({ where, line: one })),
      );
    }),
  );
  it('is found in the documents', () => expect(lines.length).toBeGreaterThan(80));
  it.each(lines)('of $where is one: $line', ({ line }) => expect(faultIn(line)).toBeNull());
});

describe('an example of a help text', () => {
  const examples = everyCommand.flatMap(({ name, examples }) => examples.map((line) => ({ name, line })));
  it.each(examples)('of $name is a command: $line', ({ line }) => expect(faultIn(line)).toBeNull());
});

describe('the list of commands in clients/cli', () => {
  const list = textOf('clients/cli/README.md')
    .split('\n')
    .filter((line) => line.startsWith('- `'));
  it.each(commands.map(({ name }) => name))('names %s', (name) => {
    const [first = '', second] = name.split(' ');
    const spans = list
      .flatMap((line) => line.slice(0, line.indexOf('`: ')).match(/`[^`]+/g) ?? [])
      .filter((span) => new RegExp(`^\`${first}\\b`).test(span));
    expect(spans.some((span) => second === undefined || new RegExp(`[ |]${second}\\b`).test(span))).toBe(true);
  });
  it('names no option that is not there', () => {
    const unknown = list.flatMap((line) => {
      const [, first = ''] = /^- `([\w-]+)/.exec(line) ?? [];
      const known = commands.filter(({ name }) => name.split(' ')[0] === first).flatMap(({ options }) => Object.keys(options));
      return [...line.matchAll(/--([a-z-]+)/g)]
        .map(([, option = '']) => option)
        .filter((option) => !known.includes(option))
        .map((option) => `${first} --${option}`);
    });
    expect(unknown).toEqual([]);
  });
});

it('every setting that a document names is read somewhere', () => {
  const code = filesOf('{api,clients,prisma,worker}/**/*.ts').map(textOf).join('\n');
  const named = documents.flatMap((file) => textOf(file).match(/\b(?:EARSHOT|DATABASE)_[A-Z_]*[A-Z]\b/g) ?? []);
  expect([...new Set(named)].filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});

it('every link to a file leads to one, and to a heading that it has', () => {
  const broken = documents.flatMap((file) =>
    [...textOf(file).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].flatMap(([, path = '', anchor]) => {
      const target = path === '' ? file : join(dirname(file), path);
      if (!existsSync(join(checkout, target))) return [`${file}: ${path}`];
      if (anchor === undefined) return [];
      const headings = [...readFileSync(join(checkout, target), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
        text
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .trim()
          .replaceAll(' ', '-'),
      );
      return headings.includes(anchor) ? [] : [`${file}: ${path}#${anchor}`];
    }),
  );
  expect(broken).toEqual([]);
});

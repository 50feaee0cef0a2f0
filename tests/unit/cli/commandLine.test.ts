import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { commands } from '../../../clients/cli/commandTable.ts';
import { withoutList } from '../../../clients/cli/findCommand.ts';
import { fitCommands } from '../../../clients/cli/fit/fitCommands.ts';
import { commandHelp } from '../../../clients/cli/helpText.ts';
import { below, groupHelp, noSuchCommand } from '../../../clients/cli/noSuchCommand.ts';

const launcher = join(import.meta.dirname, '../../../clients/cli/earshot.js');

function earshot(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { EARSHOT_URL: _url, EARSHOT_API_KEY: _key, ...rest } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...words], { env: { ...rest, ...env }, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const folder = mkdtempSync(join(inject('testRoot'), 'cli-'));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('help', () => {
  it.each([...commands, ...fitCommands].map((command) => [command.name, command] as const))('earshot %s --help', (name, command) => {
    const help = commandHelp(command);
    expect(help).toContain(`Usage: earshot ${name.split(' ')[0]}`);
    expect(help).toMatch(/\nExamples?:\n {2}\S/);
    if (command.environment.length > 0) expect(help).toContain('\nEnvironment:\n');
    for (const option of Object.keys(command.options)) expect(help).toContain(`--${option}`);
    for (const line of help.split('\n')) expect(line).not.toMatch(/undefined|\s$/);
  });

  it('lists every model under fit', () => {
    const { stdout } = earshot(['fit', '--help']);
    for (const { name } of fitCommands) expect(stdout).toMatch(new RegExp(`\\b${name.split(' ')[1]}\\b`));
  });

  it('of a command names those that begin with its words, and that of a first word all of its commands', () => {
    const groups = [...new Set(commands.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0] ?? ''))];
    expect(groups.length).toBeGreaterThan(10);
    for (const group of groups) {
      const itself = commands.find(({ name }) => name === group);
      const others = below(group, commands);
      const help = itself ? commandHelp(itself, others) : groupHelp([group, '--help'], commands);
      const lines = (help ?? '').split('\n').map((line) => line.replace(/ +/g, ' '));
      for (const { name, summary } of others) expect(lines, group).toContain(` ${name} ${summary}`);
    }
    expect(earshot(['runs', '--help']).stdout).toMatch(/\n\nMore:\n(?: {2}.*\n)* {2}runs show +What one run found/);
  });

  it('lists every command', () => {
    const { status, stdout } = earshot(['--help']);
    expect(status).toBe(0);
    for (const { name } of commands) expect(stdout).toContain(`\n  ${name} `);
  });
});

describe('words that are no command', () => {
  it.each([
    [['keys'], 'earshot keys needs one word more', 'earshot keys create, keys list, keys revoke'],
    [['keys', 'make'], 'there is no command "keys make"', 'there are keys create, keys list, keys revoke'],
    [['improt', 'a.csv'], 'there is no command "improt"', 'did you mean earshot import? earshot --help lists them all'],
    [['shedules'], 'there is no command "shedules"', 'did you mean earshot schedules? earshot --help lists them all'],
    [['weather'], 'there is no command "weather"', 'earshot --help lists them all'],
  ])('%j', (words, message, remedy) => expect(noSuchCommand(words, commands)).toMatchObject({ message, remedy, exitCode: 2 }));

  it('have a help of their own where commands begin with them', () => {
    expect(groupHelp(['keys', '--help'], commands)).toMatch(
      /^Usage: earshot keys …\n\n {2}keys create .*\n {2}keys list .*\n {2}keys revoke /,
    );
    expect(groupHelp(['weather', '--help'], commands)).toBeNull();
  });

  it('take a list for what it is elsewhere', () => {
    expect(withoutList(['runs', 'list', '--json'], commands)).toEqual(['runs', '--json']);
    expect(withoutList(['keys', 'list'], commands)).toEqual(['keys', 'list']);
    expect(withoutList(['run', 'list'], commands)).toEqual(['run', 'list']); // an analysis may be called so
  });

  it('of help are the command that is meant', () => {
    expect(earshot(['help', 'import']).stdout).toContain('Usage: earshot import FILE');
    expect(earshot(['runs', 'foo']).stderr).toContain('there is no command "runs foo"');
  });
});

describe('faults are one line and a remedy, with exit code 2 for the command line and 1 for the rest', () => {
  const key = { EARSHOT_API_KEY: 'ek_test', EARSHOT_URL: 'http://127.0.0.1:9' };
  it.each([
    [['nope'], {}, 2, 'there is no command "nope"'],
    [['runs', '--bogus'], {}, 2, "Unknown option '--bogus'"],
    [['runs', 'show'], key, 2, 'ID is missing'],
    [['run', 'a', 'b'], key, 2, '"b" is one argument too many'],
    [['keys', 'create', '--nope'], {}, 2, "Unknown option '--nope'"],
    [['backup'], {}, 2, 'FILE is missing'],
    [['doctor', '--fix'], {}, 2, "Unknown option '--fix'"],
    [['runs'], {}, 2, 'EARSHOT_API_KEY is not set'],
    [['runs'], { ...key, EARSHOT_URL: 'localhost' }, 2, 'EARSHOT_URL is "localhost", which is no address'],
    [['runs'], { ...key, EARSHOT_URL: 'http://jane:s3cret@localhost' }, 2, 'EARSHOT_URL has a name or a password before its host'],
    [['runs'], { ...key, EARSHOT_URL: 'http://localhost/#/' }, 2, 'in which no path can stand behind ? and #'],
    [['runs'], { ...key, EARSHOT_URL: 'http://127.0.0.1:9' }, 1, 'Earshot at http://127.0.0.1:9 cannot be reached'],
    [['import', 'x.csv'], key, 2, '--as is missing'],
    [['import', 'x.csv', '--as', 'weather'], key, 2, '--as weather is not possible'],
    [['import', 'x.csv', '--as', 'responses'], key, 2, 'responses belong to a survey'],
    [['import', 'x.csv', '--as', 'customers'], key, 1, 'x.csv cannot be read (ENOENT)'],
    [['import', folder, '--as', 'customers'], key, 1, 'is no file'],
    [['import', file('empty.csv', ''), '--as', 'customers'], key, 1, 'is empty'],
    [['import', file('a.csv', 'a\n1\n'), '--as', 'responses', '--codebook', file('bad.json', '{')], key, 1, 'is not JSON'],
    [['import', file('a.csv', 'a\n1\n'), '--as', 'customers', '--map', 'x'], key, 2, '--map x says no field and column'],
    [['import', file('a.csv', 'a\n1\n'), '--as', 'customers', '--map', 'x={y'], key, 2, '--map x={y is no JSON after the ='],
    [['import', file('a.csv', 'a\n1\n'), '--as', 'customers', '--codebook-out', 'b.json'], key, 2, '--codebook-out is for responses'],
    [['query', '{ a'], key, 2, 'Syntax Error'],
    [['query', 'subscription { a }'], key, 2, 'a subscription does not end'],
    [['query', '{ a }', '--format', 'xml'], key, 2, '--format xml is not possible'],
  ])(
    'earshot %j',
    (words, env, status, message) => {
      const result = earshot(words, env);
      expect(result.stderr).toContain(`earshot: ${message.slice(0, 0)}`);
      expect(result.stderr).toContain(message);
      expect(result.stderr).not.toMatch(/\n\s+at .*:\d+/); // no stack
      expect(result.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
      expect(result.stdout).toBe('');
      expect(result.status).toBe(status);
    },
    20_000,
  );
});

/** `earshot …`: finds the command, prints its help or runs it, and turns what it throws into an exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, UsageError } from './cliError.ts';
import type { Command } from './command.ts';
import { commands } from './commandTable.ts';
import { findCommand, withoutList } from './findCommand.ts';
import { commandHelp, overview } from './helpText.ts';
import { below, groupHelp, noSuchCommand } from './noSuchCommand.ts';
import { plainText } from './print/plainText.ts';

async function main(given: readonly string[]): Promise<number> {
  const isAskedForHelp = given[0] === 'help' && given[1] !== undefined;
  const words = withoutList(isAskedForHelp ? [...given.slice(1), '--help'] : given, commands);
  const [first] = words;
  if (first === undefined) {
    console.error(overview(commands));
    return 2;
  }
  if (['--help', '-h', 'help'].includes(first)) {
    console.log(overview(commands));
    return 0;
  }
  if (['--version', '-V'].includes(first)) {
    console.log(version());
    return 0;
  }
  const found = findCommand(words, first === 'fit' ? [...commands, ...(await import('./fit/fitCommands.ts')).fitCommands] : commands);
  if (!found) {
    const help = groupHelp(words, commands);
    if (help === null) throw noSuchCommand(words, commands);
    console.log(help);
    return 0;
  }
  if (found.name === 'fit' && words[1] !== undefined && !words[1].startsWith('-'))
    throw new UsageError(`there is no model ${JSON.stringify(words[1])}`, 'earshot fit --help lists them all');
  if (takesNothing(found) && words[1] !== undefined && !words[1].startsWith('-') && found.name === first)
    throw noSuchCommand(words, commands);
  const rest = words.slice(found.name.split(' ').length);
  const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (options.includes('--help') || options.includes('-h')) {
    console.log(commandHelp(found, below(found.name, commands)));
    return 0;
  }
  return found.run(rest);
}

/** `runs foo`: a command that takes no argument, and has others below it. */
const takesNothing = ({ name, parameters }: Command) => parameters?.length === 0 && below(name, commands).length > 0;

function version(): string {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as { version: string };
  return version;
}

function tell(error: unknown): number {
  if (!(error instanceof CliError)) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    return 1;
  }
  const told = (text: string) => text.split('\n').map(plainText).join('\n'); // what is refused may quote a file
  console.error(`earshot: ${told(error.message)}`);
  if (error.remedy !== null) console.error(`  → ${told(error.remedy)}`);
  return error.exitCode;
}

for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return; // `earshot runs | head -1` has read enough
    process.exit(tell(new CliError(`the output cannot be written: ${error.message}`, 'make room, or write it elsewhere')));
  });
const exitCode = await main(process.argv.slice(2)).catch(tell);
process.exitCode = exitCode;
if (process.connected) process.disconnect(); // a launcher's channel would keep us alive

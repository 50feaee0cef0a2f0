/** Commands that other rooms do: their help is here, their work is a file that runs as a process of its own. */
import { runBriefly, runServing } from './childProcess.ts';
import { type Command, type CommandHelp, defineCommand } from './command.ts';

interface ChildHelp extends CommandHelp {
  readonly parameters?: readonly string[];
}

/** Of Node and V8, for its process. */
interface ProcessFlags {
  readonly flags: readonly string[];
}

/** Where the database is, for all that work on it. */
export const ofDatabase = ['EARSHOT_DATA_DIR', 'DATABASE_URL', 'DATABASE_ADMIN_URL'] as const;

/** Checked here, so that a slip of the pen ends before a database is started for it; then passed on as typed. */
export const serving = (file: string, { flags = [], ...help }: ChildHelp & Partial<ProcessFlags>): Command & ProcessFlags => ({
  ...defineCommand({ parameters: [], ...help, run: (_values, _parameters, words) => runServing(file, words, flags) }),
  flags,
});
/** The last word of a name of two is the child's to read. */
export const brief = (file: string, help: ChildHelp): Command =>
  defineCommand({
    parameters: [],
    ...help,
    run: (_values, _parameters, words) => runBriefly(file, [...help.name.split(' ').slice(1), ...words]),
  });

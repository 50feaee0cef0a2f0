/** What a command is: its words, its help and what it does. Most read their options here; some hand everything to a child. */
import { parseArgs } from 'node:util';
import { UsageError } from './cliError.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}
export type OptionTable = Readonly<Record<string, Option>>;
export type Values<Options extends OptionTable> = {
  readonly [Name in keyof Options]?: Options[Name] extends { type: 'boolean' }
    ? boolean
    : Options[Name] extends { multiple: true }
      ? string[]
      : string;
};

export interface CommandHelp {
  /** One word or two: `runs show`. */
  readonly name: string;
  /** One line: what it answers or does. */
  readonly summary: string;
  /** What follows `earshot`. */
  readonly usage: readonly string[];
  readonly options: OptionTable;
  readonly notes?: string;
  readonly examples: readonly string[];
  readonly environment: readonly string[];
}

export interface Command extends CommandHelp {
  /** Names of the arguments beside options. */
  readonly parameters?: readonly string[];
  /** Returns the exit code. */
  run(words: readonly string[]): Promise<number>;
}

interface CommandSpec<Options extends OptionTable> extends CommandHelp {
  readonly options: Options;
  /** Names of the arguments beside options, all required. */
  readonly parameters: readonly string[];
  /** `words` are all of them, as they were typed. */
  run(values: Values<Options>, parameters: readonly string[], words: readonly string[]): Promise<number>;
}

export function defineCommand<const Options extends OptionTable>(spec: CommandSpec<Options>): Command {
  return {
    ...spec,
    run: (words) => {
      const { values, positionals } = parse(spec, words);
      const missing = spec.parameters[positionals.length];
      if (missing !== undefined) throw new UsageError(`${missing} is missing`, `earshot ${spec.usage[0]}`);
      const surplus = positionals[spec.parameters.length];
      if (surplus !== undefined) throw new UsageError(`${JSON.stringify(surplus)} is one argument too many`, `earshot ${spec.usage[0]}`);
      return spec.run(values as Values<Options>, positionals, words);
    },
  };
}

function parse({ name, options }: CommandHelp, words: readonly string[]) {
  try {
    const known = Object.entries(options).map(([key, { type, multiple }]) => [key, { type, multiple: multiple ?? false }] as const);
    return parseArgs({ args: [...words], options: Object.fromEntries(known), allowPositionals: true, strict: true });
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code !== 'string' || !code.startsWith('ERR_PARSE_ARGS')) throw error;
    const [sentence = ''] = (error as Error).message.split('. ', 1); // the rest is about positional arguments that begin with a dash
    throw new UsageError(sentence, `earshot ${name} --help`);
  }
}

/** What `earshot fit MODEL` has in common: its options, how a result is printed and which exit code it has. */
import { CliError, UsageError } from '../cliError.ts';
import { type Command, defineCommand, type Option, type OptionTable, type Values } from '../command.ts';
import { jsonPieces } from '../print/json.ts';
import { formatCount } from '../print/numbers.ts';
import { writeAll } from '../print/writeAll.ts';
import { modelInputProblem } from './modelInputProblem.ts';
import { ISO_DAY, isDayFormat, parseDay } from './parseDay.ts';

export interface FitWarning {
  readonly code: string;
  readonly message: string;
}

/** What every result has. `status` is `fitted`, or `notEstimable` with its reason: that is an answer, too, with exit code 2. */
export interface FitResult {
  readonly model: string;
  readonly n: number;
  readonly nDropped: number;
  readonly status: 'fitted' | 'notEstimable';
  readonly warnings: readonly FitWarning[];
}

export interface FitRefusal extends FitResult {
  readonly status: 'notEstimable';
  readonly reason: string;
  readonly detail: string;
  readonly subjects: readonly string[];
}

/** A result and the lines that show it to people. */
export interface FitReport {
  readonly result: FitResult | FitRefusal;
  readonly lines: readonly string[];
}

const shared = {
  json: { type: 'boolean', help: 'JSON instead of a table, with every digit' },
  delimiter: { type: 'string', value: 'CHAR', help: 'what separates the columns (default: a comma; "\\t" is a tab)' },
  na: { type: 'string', multiple: true, value: 'TEXT', help: 'a cell that says this is missing, besides the empty cell; repeatable' },
} as const satisfies OptionTable;
type SharedOptions = typeof shared;

export interface FitSpec<Options extends OptionTable> {
  /** as typed: `earshot fit NAME FILE` */
  readonly name: string;
  /** one line: what it answers */
  readonly summary: string;
  /** the options after FILE */
  readonly usage: string;
  readonly options: Options;
  readonly notes?: string;
  readonly examples: readonly string[];
  fit(file: string, values: Values<Options & SharedOptions>): Promise<FitReport>;
}

/** A command that can also be asked for its report, by tests and by whoever prints it elsewhere. */
export interface FitCommand extends Command {
  evaluate(words: readonly string[]): Promise<FitReport>;
}

/** Makes the command `earshot fit NAME`. ModelInputErrors of the engine become one line and its remedy, exit code 2. */
export function defineFit<const Options extends Readonly<Record<string, Option>>>(spec: FitSpec<Options>): FitCommand {
  const commandThat = (take: (report: FitReport, asJson: boolean) => Promise<void> | void): Command =>
    defineCommand({
      name: `fit ${spec.name}`,
      summary: spec.summary,
      usage: [`fit ${spec.name} FILE ${spec.usage} [--json]`],
      parameters: ['FILE'],
      options: { ...spec.options, ...shared },
      ...(spec.notes === undefined ? {} : { notes: spec.notes }),
      examples: spec.examples,
      environment: [],
      run: async (given, [file = '']) => {
        const values = given as Values<Options & SharedOptions>;
        const { result, lines } = await spec.fit(file, values).catch((error: unknown) => {
          throw modelInputProblem(file, error);
        });
        requirePrintable(result);
        await take({ result, lines: [...lines, ...droppedLines(result)] }, (values as Values<SharedOptions>).json === true);
        return result.status === 'fitted' ? 0 : 2;
      },
    });
  return {
    ...commandThat(print),
    evaluate: async (words) => {
      const reports: FitReport[] = [];
      await commandThat((report) => void reports.push(report)).run(words);
      const [report] = reports;
      if (report === undefined) throw new Error(`fit ${spec.name} gave no report`);
      return report;
    },
  };
}

async function print({ result, lines }: FitReport, asJson: boolean): Promise<void> {
  if (asJson) await writeAll(jsonPieces(result));
  else for (const line of lines) console.log(line);
}

/** Rows left out are told under the table, unless a warning (ROWS_DROPPED) tells of them. */
function droppedLines({ nDropped, warnings }: FitResult): string[] {
  if (nDropped === 0 || warnings.some(({ code }) => code === 'ROWS_DROPPED')) return [];
  return ['', `${formatCount(nDropped)} ${nDropped === 1 ? 'row' : 'rows'} left out because a cell is missing.`];
}

/** JSON turns NaN into null without a word: a bug here, never a result. Only plain arrays and objects: a typed array prints as an object. */
function requirePrintable(value: unknown): void {
  const problem = unprintable(value);
  if (problem !== null) throw new Error(`result${problem}`);
}

/** Where and what cannot be printed; the path is made on the way back, as a million predictions are none. */
function unprintable(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : ` is ${value}: an undefined number is null with a reason`;
  if (value === null || typeof value !== 'object') return null;
  if (ArrayBuffer.isView(value)) return ' is a typed array, a plain one is needed';
  for (const key in value) {
    const problem = unprintable((value as Readonly<Record<string, unknown>>)[key]);
    if (problem !== null) return `.${key}${problem}`;
  }
  return null;
}

/** A number from an option. @throws UsageError */
export function numberOption(name: string, text: string, valid: (value: number) => boolean, needed: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || !valid(value)) throw new UsageError(`--${name} ${text} is not ${needed}`);
  return value;
}

/** The confidence level of all intervals, 0.95 unless said. @throws UsageError */
export function levelOption(text: string | undefined): number {
  return numberOption('level', text ?? '0.95', (value) => value > 0 && value < 1, 'between 0 and 1');
}

/** An option that a model cannot do without. @throws UsageError */
export function requiredOption(name: string, text: string | undefined, value = 'COLUMN'): string {
  if (text === undefined || text === '') throw new UsageError(`--${name} is missing`, `say --${name} ${value}`);
  return text;
}

/** Names of columns, separated by commas. @throws UsageError for none, an empty one or one twice */
export function columnsOption(name: string, text: string | undefined): string[] {
  const names = requiredOption(name, text)
    .split(',')
    .map((part) => part.trim());
  const twice = names.find((part, i) => names.indexOf(part) !== i);
  if (names.includes('')) throw new UsageError(`--${name} ${text} has an empty name`, `say --${name} A,B,C`);
  if (twice !== undefined) throw new UsageError(`--${name} names ${twice} twice`);
  return names;
}

/** How the days of a column are written. @throws UsageError */
export function dayFormatOption(text: string | undefined): string {
  const format = text ?? ISO_DAY;
  if (!isDayFormat(format)) throw new UsageError(`--date-format ${format} is not a format of a day`, 'it names %Y, %m and %d once each');
  return format;
}

/** A day of an option, YYYY-MM-DD, as days since 1970-01-01. @throws UsageError */
export function dayOption(name: string, text: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseDay(text, ISO_DAY) : null;
  if (day === null) throw new UsageError(`--${name} ${text} is not a day`, 'days of options are written YYYY-MM-DD');
  return day;
}

/** A fault of the file, with what to do about it: exit code 2. */
export class FileFault extends CliError {
  override readonly name = 'FileFault';
  constructor(message: string, remedy: string) {
    super(message, remedy, 2);
  }
}

import type { Question } from '../../prisma/generated/client/client.ts';
import { encodeGlobalId } from '../globalId.ts';
import type { CellRows } from '../written/cellRows.ts';
import type { JsonBytes } from '../written/jsonBytes.ts';
import type { ItemField, ItemTemplate } from '../written/rowTemplate.ts';
import { type AnswerRow, readAnswer, type StoredAnswers } from './answer.ts';

/** An answer to one question: what every response says of it alike is text already, what it says itself stands between. */
interface AnswerTemplate {
  readonly question: Question;
  /** One more than there are fields. */
  readonly literals: readonly Buffer[];
  readonly fields: readonly AnswerField[];
}

type AnswerField = Exclude<keyof AnswerRow, 'question'>;

/** The answers of one survey. */
interface CodebookTemplate {
  readonly answers: readonly AnswerTemplate[];
  /** Whether nothing is asked but numbers, which mean themselves whatever they are. */
  readonly isPlain: boolean;
}

const [open, close, comma, dot, zero, nine] = Buffer.from('[],.09') as unknown as [number, number, number, number, number, number];
const nothing = Buffer.from('null');

/** Writes the answers of responses as JSON, from `answerCells`. */
export class AnswerWriter {
  readonly #codebooks: ReadonlyMap<number, readonly Question[]>;
  readonly #showPersonal: boolean;
  readonly #templates = new WeakMap<ItemTemplate, Map<number, CodebookTemplate>>();
  readonly #numbers = new NumberList();
  /** Of the response before: mostly that of the next one. */
  #last: { readonly items: ItemTemplate; readonly surveyId: number; readonly template: CodebookTemplate } | null = null;

  /** Whose answers there were. */
  readonly surveys = new Set<number>();
  /** False once there were answers to a survey whose codebook is not known: they are then written with all known codebooks once more. */
  isWhole = true;

  /** @param codebooks of surveys whose answers are likely to be written, by the survey's id */
  constructor(codebooks: ReadonlyMap<number, readonly Question[]>, showPersonal: boolean) {
    this.#codebooks = codebooks;
    this.#showPersonal = showPersonal;
  }

  write(out: JsonBytes, items: ItemTemplate, rows: CellRows, [surveyId = 0, values = 0, answers = 0]: readonly number[]): void {
    const { isPlain, answers: templates } = this.#templateOf(items, rows.integer(surveyId));
    const arePlain = isPlain && rows.isEmpty(answers) && this.#numbers.read(rows, values);
    const stored = arePlain ? null : readStored(rows.text(values), rows.text(answers));
    out.addByte(open);
    for (let index = 0; index < templates.length; index++) {
      const template = templates[index] as AnswerTemplate;
      if (index > 0) out.addByte(comma);
      if (stored) writeAnswer(out, template, readAnswer(stored, template.question, this.#showPersonal));
      else this.#writePlain(out, template, rows.bytes);
    }
    out.addByte(close);
  }

  #writePlain(out: JsonBytes, { question, literals, fields }: AnswerTemplate, bytes: Buffer): void {
    const place = question.position - 1;
    const { starts, ends, count } = this.#numbers;
    out.addBytes(literals[0] as Buffer);
    for (let index = 0; index < fields.length; index++) {
      if (place < count) out.addBytes(bytes, starts[place], ends[place]);
      else out.addBytes(nothing);
      out.addBytes(literals[index + 1] as Buffer);
    }
  }

  #templateOf(items: ItemTemplate, surveyId: number): CodebookTemplate {
    if (this.#last?.items === items && this.#last.surveyId === surveyId) return this.#last.template;
    const template = this.#findTemplate(items, surveyId);
    this.#last = { items, surveyId, template };
    return template;
  }

  #findTemplate(items: ItemTemplate, surveyId: number): CodebookTemplate {
    const bySurvey = this.#templates.get(items) ?? new Map<number, CodebookTemplate>();
    this.#templates.set(items, bySurvey);
    const known = bySurvey.get(surveyId);
    if (known) return known;
    const codebook = this.#codebooks.get(surveyId) ?? [];
    this.surveys.add(surveyId);
    this.isWhole &&= this.#codebooks.has(surveyId);
    const answers = codebook.map((question) => answerTemplate(items, question));
    const isPlain = answers.every(
      ({ question, fields }) => question.notApplicableCodes.length === 0 && fields.every((field) => field === 'value'),
    );
    const made = { answers, isPlain };
    bySurvey.set(surveyId, made);
    return made;
  }
}

/** Where the numbers of an array of PostgreSQL stand, `{4,9.5}`: most can go from there into JSON as they are. */
class NumberList {
  /** Those behind `count` are of an array before. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  count = 0;

  /** False: some are not written as JSON has them, or are blank. */
  read({ bytes, starts, ends }: CellRows, cell: number): boolean {
    this.count = 0;
    const end = (ends[cell] ?? 0) - 1;
    let start = (starts[cell] ?? 0) + 1;
    for (let at = start; at <= end; at++) {
      const byte = bytes[at] as number;
      if (at === end || byte === comma) {
        if (at > start) {
          this.starts[this.count] = start;
          this.ends[this.count++] = at;
        }
        start = at + 1;
      } else if (byte !== dot && (byte < zero || byte > nine)) return false;
    }
    return true;
  }
}

function answerTemplate(items: ItemTemplate, question: Question): AnswerTemplate {
  const literals = [items.literals[0] ?? ''];
  const fields: AnswerField[] = [];
  for (const [index, { typename, field }] of items.fields.entries()) {
    const behind = items.literals[index + 1] ?? '';
    if (typename === 'Question') literals[literals.length - 1] += `${questionJson(question, field)}${behind}`;
    else {
      fields.push(field as AnswerField);
      literals.push(behind);
    }
  }
  return { question, literals: literals.map((literal) => Buffer.from(literal)), fields };
}

function questionJson(question: Question, field: ItemField['field']): string {
  const value = field === 'id' ? encodeGlobalId('Question', question.id) : question[field as keyof Question];
  return JSON.stringify(value);
}

function writeAnswer(out: JsonBytes, { literals, fields }: AnswerTemplate, answer: AnswerRow): void {
  out.addBytes(literals[0] as Buffer);
  for (const [index, field] of fields.entries()) {
    out.add(JSON.stringify(answer[field]));
    out.addBytes(literals[index + 1] as Buffer);
  }
}

/** @param values an array of PostgreSQL, `{4,NULL,NaN}`; empty where there is none */
function readStored(values: string, answers: string): StoredAnswers {
  const list = values.slice(1, -1);
  return { values: list === '' ? [] : list.split(',').map(Number), answers: answers === '' ? null : JSON.parse(answers) };
}

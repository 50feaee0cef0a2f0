import DataLoader from 'dataloader';
import type { Question, Survey } from '../../prisma/generated/client/client.ts';
import type { Queryable } from '../../prisma/sql.ts';
import { type Connection, type Page, pageKey, toConnection } from '../connection.ts';
import { groupsInOrder, inOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';
import type { CellsRow, TextForm } from '../written/cells.sql.ts';
import type { StatementTemplate } from '../written/keptStatements.ts';
import type { RowTemplate } from '../written/rowTemplate.ts';
import { type ListWriter, readCells, type WrittenPage, writePages } from '../written/rowWriter.ts';
import { AnswerWriter } from './answerWriter.ts';
import { likelySurveys, rememberSurveys } from './likelySurveys.ts';
import type { FeedbackLoaders } from './loaders.ts';
import {
  type AskedResponse,
  type CustomerPage,
  countResponsesOfCustomers,
  countResponsesOfSurveys,
  type OwnResponses,
  type ResponseParts,
  type ResponseRow,
  type SurveyPage,
  selectResponseCellsOfCustomers,
  selectResponseCellsOfSurveys,
  selectResponsesById,
  selectResponsesOfCustomers,
  selectResponsesOfSurveys,
} from './response.sql.ts';
import { answerCells } from './responseTemplate.ts';

/**
 * A response with the parts of its survey that are asked for. They come with the page, so that the fields below need
 * no promise each: of a page of 100 responses with two answers that is a quarter of all work. Null = not asked for.
 */
export interface ReadableResponse extends ResponseRow {
  readonly survey: Survey | null;
  readonly codebook: readonly Question[] | null;
}

export interface ResponseLoaders {
  readonly response: DataLoader<bigint, ReadableResponse | null>;
  readonly responsesOfCustomer: DataLoader<CustomerPage, Connection<ReadableResponse>, string>;
  readonly responsesOfSurvey: DataLoader<SurveyPage, Connection<ReadableResponse>, string>;
  /** The same of responses that are written, by how. */
  writtenResponsesOfCustomer(template: StatementTemplate): DataLoader<CustomerPage, WrittenPage, string>;
  writtenResponsesOfSurvey(template: StatementTemplate): DataLoader<SurveyPage, WrittenPage, string>;
  readonly responseCountOfCustomer: DataLoader<OwnResponses, number, string>;
  readonly responseCountOfSurvey: DataLoader<bigint, number>;
  /** A page of responses read elsewhere, with the parts of their surveys. */
  responsePage(rows: readonly ResponseRow[], page: Page, parts: ResponseParts): Promise<Connection<ReadableResponse>>;
  /** The same of responses that are written. */
  writtenResponsePage(
    template: RowTemplate,
    page: Page,
    select: (sql: Queryable, texts: TextForm) => PromiseLike<CellsRow[]>,
  ): Promise<WrittenPage>;
}

/** `feedback`: of the same request, so that a survey is read once, whoever asks for it. */
export function createResponseLoaders(
  { workspaceId, snapshot, showPersonal }: LoaderSource,
  feedback: Pick<FeedbackLoaders, 'survey' | 'codebook'>,
): ResponseLoaders {
  async function readable<Row extends ResponseRow>(
    rows: readonly Row[],
    partsOf: (row: Row) => ResponseParts,
  ): Promise<(Row & ReadableResponse)[]> {
    const needed = (part: keyof ResponseParts) => [...new Set(rows.filter((row) => partsOf(row)[part]).map(({ surveyId }) => surveyId))];
    const surveys = needed('survey');
    const books = needed('answers');
    const [surveyRows, bookRows] = await Promise.all([feedback.survey.loadMany(surveys), feedback.codebook.loadMany(books)]);
    const surveyOf = new Map(surveys.map((id, index) => [id, loaded(surveyRows[index])]));
    const bookOf = new Map(books.map((id, index) => [id, loaded(bookRows[index])]));
    return rows.map((row) =>
      Object.assign(row, { survey: surveyOf.get(row.surveyId) ?? null, codebook: bookOf.get(row.surveyId) ?? null }),
    );
  }

  async function write(
    template: RowTemplate,
    pages: readonly Page[],
    select: (sql: Queryable, texts: TextForm) => PromiseLike<CellsRow[]>,
  ): Promise<WrittenPage[]> {
    if (!readsAnswers(template)) return writePages(template, pages, await readCells(template, snapshot, select));
    const likely = likelySurveys(workspaceId);
    const [cells] = await Promise.all([readCells(template, snapshot, select), feedback.codebook.loadMany(likely)]);
    const writeBy = async (surveyIds: readonly number[]) => {
      const codebooks = await feedback.codebook.loadMany(surveyIds.map(BigInt));
      const answers = new AnswerWriter(new Map(surveyIds.map((id, index) => [id, loaded(codebooks[index] ?? [])])), showPersonal);
      const writeAnswers: ListWriter = (out, items, each, of) => answers.write(out, items, each, of);
      return { answers, written: writePages(template, pages, cells, writeAnswers) };
    };
    const guessed = await writeBy(likely.map(Number));
    const surveys = [...guessed.answers.surveys];
    rememberSurveys(workspaceId, surveys.map(BigInt));
    return guessed.answers.isWhole ? guessed.written : (await writeBy(surveys)).written;
  }

  /** A loader per template: one statement writes by one. */
  function writtenPages<Key extends { readonly page: Page }>(select: SelectCells<Key>, ownerOf: (key: Key) => bigint | string) {
    const loaders = new Map<string, DataLoader<Key, WrittenPage, string>>();
    const make = (template: StatementTemplate) =>
      new DataLoader<Key, WrittenPage, string>(
        (keys) =>
          write(
            template,
            keys.map(({ page }) => page),
            (sql, texts) => select(sql, workspaceId, keys, template, texts),
          ),
        { cacheKeyFn: (key) => pageKey(ownerOf(key), key.page) },
      );
    return (template: StatementTemplate) => {
      const loader = loaders.get(template.key) ?? make(template);
      loaders.set(template.key, loader);
      return loader;
    };
  }

  return {
    response: new DataLoader(async (ids) => {
      const rows = await snapshot.read((sql) => selectResponsesById(sql, workspaceId, ids, showPersonal));
      return inOrder(ids, await readable(rows, () => wholeResponse), (row) => row.id);
    }),
    responsesOfCustomer: new DataLoader(
      async (keys) => {
        const rows = await snapshot.read((sql) => selectResponsesOfCustomers(sql, workspaceId, keys, showPersonal));
        return pagesInOrder(keys, await readable(rows, (row) => keys[row.asked - 1]?.parts ?? wholeResponse));
      },
      { cacheKeyFn: (key) => `${pageKey(keyOfOwn(key), key.page)} ${keyOfParts(key.parts)}` },
    ),
    responsesOfSurvey: new DataLoader(
      async (keys) => {
        const rows = await snapshot.read((sql) => selectResponsesOfSurveys(sql, workspaceId, keys, showPersonal));
        return pagesInOrder(keys, await readable(rows, (row) => keys[row.asked - 1]?.parts ?? wholeResponse));
      },
      { cacheKeyFn: ({ surveyId, page, parts }) => `${pageKey(surveyId, page)} ${keyOfParts(parts)}` },
    ),
    writtenResponsesOfCustomer: writtenPages(selectResponseCellsOfCustomers, keyOfOwn),
    writtenResponsesOfSurvey: writtenPages(selectResponseCellsOfSurveys, ({ surveyId }) => surveyId),
    responseCountOfCustomer: new DataLoader((asked) => snapshot.read((sql) => countResponsesOfCustomers(sql, workspaceId, asked)), {
      cacheKeyFn: keyOfOwn,
    }),
    responseCountOfSurvey: new DataLoader((ids) => snapshot.read((sql) => countResponsesOfSurveys(sql, workspaceId, ids))),
    responsePage: async (rows, page, parts) => toConnection(await readable(rows, () => parts), page, responseCursor),
    writtenResponsePage: async (template, page, select) => {
      const [written] = await write(template, [page], select);
      if (!written) throw new Error('the page was not written');
      return written;
    },
  };
}

type SelectCells<Key> = (
  sql: Queryable,
  workspaceId: number,
  keys: readonly Key[],
  template: StatementTemplate,
  texts: TextForm,
) => PromiseLike<CellsRow[]>;

const readsAnswers = ({ cells }: RowTemplate): boolean => cells.some(({ property }) => property === answerCells[0].property);

const wholeResponse: ResponseParts = { survey: true, answers: true };

const keyOfOwn = ({ customerId, surveyId, from, until }: OwnResponses) =>
  `${customerId} ${surveyId ?? ''} ${from?.getTime() ?? ''} ${until?.getTime() ?? ''}`;
const keyOfParts = ({ survey, answers }: ResponseParts = wholeResponse) => `${survey} ${answers}`;

/** loadMany hands faults over as values. */
function loaded<Value>(value: Value | Error): Value {
  if (value instanceof Error) throw value;
  return value;
}

function pagesInOrder<Row extends AskedResponse>(keys: readonly { readonly page: Page }[], rows: readonly Row[]): Connection<Row>[] {
  const ordinals = keys.map((_key, index) => index + 1);
  const groups = groupsInOrder(ordinals, rows, (row) => row.asked);
  return keys.map(({ page }, index) => toConnection(groups[index] ?? [], page, responseCursor));
}

const responseCursor = ({ respondedAt, id }: ResponseRow) => ({ sortValue: respondedAt?.toISOString() ?? null, id });

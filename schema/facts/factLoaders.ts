import DataLoader from 'dataloader';
import { type Connection, pageKey, toConnection } from '../connection.ts';
import { groupsInOrder, inOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';
import type { StatementTemplate } from '../written/keptStatements.ts';
import { readCells, type WrittenPage, writePages } from '../written/rowWriter.ts';
import { type FactPage, selectFactCells, selectFactPages, selectFactsByExternalId, selectFactsById, selectFactTotals } from './fact.sql.ts';
import type { FactFilter, FactOwner, FactRow, FactTable, FactTotals } from './factTable.ts';

type PageLoader<Row> = DataLoader<FactPage, Connection<Row>, string>;
type TotalsLoader = DataLoader<TotalsAsked, FactTotals, string>;
interface TotalsAsked {
  readonly filter: FactFilter;
  readonly withRevenue: boolean;
}

/** All ways into one table of facts. Loaders are made when first used: a request asks for few of them. */
export class FactLoaders<Row extends FactRow> {
  readonly fact: FactTable<Row>;
  readonly #source: LoaderSource;
  readonly #pages = new Map<string, PageLoader<Row>>();
  readonly #writtenPages = new Map<string, DataLoader<FactPage, WrittenPage, string>>();
  readonly #totals = new Map<FactOwner, TotalsLoader>();
  #byId: DataLoader<bigint, Row | null> | null = null;
  #byExternalId: DataLoader<string, Row | null> | null = null;

  constructor(source: LoaderSource, fact: FactTable<Row>) {
    this.#source = source;
    this.fact = fact;
  }

  get byId(): DataLoader<bigint, Row | null> {
    this.#byId ??= new DataLoader(async (ids) => {
      const rows = await this.#source.snapshot.read((sql) => selectFactsById(sql, this.#read, ids));
      return inOrder(ids, rows, (row) => row.id);
    });
    return this.#byId;
  }

  get byExternalId(): DataLoader<string, Row | null> {
    this.#byExternalId ??= new DataLoader(async (externalIds) => {
      const rows = await this.#source.snapshot.read((sql) => selectFactsByExternalId(sql, this.#read, externalIds));
      return inOrder(externalIds, rows, (row) => row.externalId);
    });
    return this.#byExternalId;
  }

  page(owner: FactOwner, page: FactPage): Promise<Connection<Row>> {
    const statement = `${owner} ${page.order}`; // the order is a part of its text
    let loader = this.#pages.get(statement);
    if (!loader) {
      loader = new DataLoader((pages) => this.#readPages(owner, pages), { cacheKeyFn: keyOfPage });
      this.#pages.set(statement, loader);
    }
    return loader.load(page);
  }

  /** The same, of rows that are written. */
  writtenPage(owner: FactOwner, page: FactPage, template: StatementTemplate): Promise<WrittenPage> {
    const statement = `${owner} ${page.order} ${template.key}`;
    let loader = this.#writtenPages.get(statement);
    if (!loader) {
      loader = new DataLoader((pages) => this.#readWrittenPages(owner, pages, template), { cacheKeyFn: keyOfPage });
      this.#writtenPages.set(statement, loader);
    }
    return loader.load(page);
  }

  totals(owner: FactOwner, filter: FactFilter, withRevenue: boolean): Promise<FactTotals> {
    let loader = this.#totals.get(owner);
    if (!loader) {
      loader = new DataLoader((asked) => this.#readTotals(owner, asked), { cacheKeyFn: keyOfTotals });
      this.#totals.set(owner, loader);
    }
    return loader.load({ filter, withRevenue });
  }

  get #read() {
    return { workspaceId: this.#source.workspaceId, fact: this.fact, showPersonal: this.#source.showPersonal };
  }

  async #readPages(owner: FactOwner, pages: readonly FactPage[]): Promise<Connection<Row>[]> {
    const rows = await this.#source.snapshot.read((sql) => selectFactPages(sql, this.#read, owner, pages));
    const ordinals = pages.map((_page, index) => index + 1);
    const groups = groupsInOrder(ordinals, rows, (row) => row.asked);
    const { time } = this.fact;
    const cursorOf = (row: Row) => ({ sortValue: row[time] as string, id: row.id });
    return pages.map(({ page }, index) => toConnection<Row>(groups[index] ?? [], page, cursorOf));
  }

  async #readWrittenPages(owner: FactOwner, pages: readonly FactPage[], template: StatementTemplate): Promise<WrittenPage[]> {
    const cells = await readCells(template, this.#source.snapshot, (sql, texts) =>
      selectFactCells(sql, this.#read, owner, pages, template, texts),
    );
    return writePages(
      template,
      pages.map(({ page }) => page),
      cells,
    );
  }

  /** What the database sums for one of many, it sums for all. */
  #readTotals(owner: FactOwner, asked: readonly TotalsAsked[]): Promise<FactTotals[]> {
    const withRevenue = asked.some((one) => one.withRevenue);
    const filters = asked.map(({ filter }) => filter);
    return this.#source.snapshot.read((sql) => selectFactTotals(sql, this.#read, owner, filters, withRevenue));
  }
}

const keyOfFilter = ({ owner, from, until, kinds }: FactFilter) =>
  `${owner} ${from?.getTime() ?? ''} ${until?.getTime() ?? ''} ${kinds ? JSON.stringify(kinds) : ''}`;
const keyOfPage = (asked: FactPage) => `${pageKey(keyOfFilter(asked), asked.page)} ${asked.columns}`;
const keyOfTotals = ({ filter, withRevenue }: TotalsAsked) => `${keyOfFilter(filter)} ${withRevenue}`;

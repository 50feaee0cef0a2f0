import DataLoader from 'dataloader';
import type { StandingRun, StandingRunKey } from '../analyses/standingRun.sql.ts';
import { type Connection, type Page, pageKey, toConnection } from '../connection.ts';
import { badUserInput, limitExceeded } from '../errors.ts';
import { groupsInOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';
import type { CustomerRow } from './customer.sql.ts';
import { customerFilter } from './customerFilter.sql.ts';
import {
  type CustomerListPage,
  type CustomerOrder,
  type ListedCustomer,
  type ListedCustomers,
  mostSorted,
  selectCustomerCounts,
  selectCustomerLists,
} from './customerList.sql.ts';
import { type CustomerFilter, eachFilter } from './filter/customerFilter.ts';
import { type FilterNames, keyOfRun, readFilterNames, runOfCell, runOfScore, standingAnalysis } from './filter/filterNames.ts';

/** Which customers, as of when, in which order. */
export interface CustomerListKey {
  readonly filter: CustomerFilter;
  readonly asOf: Date | null;
  readonly order: CustomerOrder;
  /** Of the filter among the arguments, for messages. */
  readonly path: string;
}

export interface CustomerListLoaders {
  readonly customerListPage: DataLoader<CustomerListKey & { readonly page: Page }, Connection<CustomerRow>, string>;
  readonly customerListCount: DataLoader<CustomerListKey, number, string>;
  /** The runs whose scores a list goes by. */
  readonly customerListRuns: DataLoader<CustomerListKey, StandingRun[], string>;
}

/** Which run ranks the customers of a list. */
const rankedBy = { CHURN_RISK: 'CHURN', VALUE: 'CLV' } as const;

function rankingOf({ order, asOf }: CustomerListKey): StandingRunKey | null {
  return order === 'CHURN_RISK' || order === 'VALUE' ? { kind: rankedBy[order], analysis: null, asOf } : null;
}

const keyOf = ({ filter, asOf, order }: CustomerListKey) => JSON.stringify([filter, asOf?.getTime() ?? null, order]);

/** Any number of lists cost what one costs: their names are read together, their pages are one statement, and so are their counts. */
export function createCustomerListLoaders({ workspaceId, snapshot, showPersonal }: LoaderSource): CustomerListLoaders {
  const names = new DataLoader<CustomerListKey, FilterNames, string>(
    async (keys) => {
      const rankings = keys.map(rankingOf).filter((key) => key !== null);
      const read = await snapshot.read((sql) => readFilterNames(sql, workspaceId, keys, rankings));
      return keys.map(() => read);
    },
    { cacheKeyFn: keyOf },
  );
  /** A list whose names stand for nothing fails alone, the others are read. */
  async function perList<Key extends CustomerListKey, Result>(
    keys: readonly Key[],
    read: (lists: readonly (ListedCustomers & { readonly key: Key })[]) => Promise<Result[]>,
  ): Promise<(Result | Error)[]> {
    const known = await Promise.all(keys.map((key) => names.load(key)));
    const faults = new Map<number, Error>();
    const lists: (ListedCustomers & { readonly key: Key })[] = [];
    await snapshot.read(async (sql) => {
      for (const [index, key] of keys.entries()) {
        const list = { ...key, isJoinable: true, workspaceId, showPersonal, names: known[index] as FilterNames, key };
        try {
          customerFilter(sql, list, list.filter);
          requireRanking(key, list.names);
          lists.push(list);
        } catch (fault) {
          faults.set(index, fault as Error);
        }
      }
    });
    const results = lists.length === 0 ? [] : await read(lists);
    return keys.map((_key, index) => faults.get(index) ?? (results.shift() as Result));
  }
  return {
    customerListPage: new DataLoader(
      (keys) =>
        perList(keys, async (found) => {
          const lists = found.map(
            (list): CustomerListPage => ({ ...list, page: list.key.page, order: list.key.order, ranking: ranking(list.key, list.names) }),
          );
          return toPages(lists, await snapshot.read((sql) => selectCustomerLists(sql, lists)));
        }),
      { cacheKeyFn: (key) => `${keyOf(key)} ${pageKey('', key.page)}` },
    ),
    customerListCount: new DataLoader(
      (keys) =>
        perList(keys, async (lists) => {
          const rows = await snapshot.read((sql) => selectCustomerCounts(sql, lists));
          return rows.map(({ count }) => count);
        }),
      { cacheKeyFn: keyOf },
    ),
    customerListRuns: new DataLoader(
      async (keys) => {
        const known = await Promise.all(keys.map((key) => names.load(key)));
        return keys.map((key, index) => runsOf(key, known[index] as FilterNames));
      },
      { cacheKeyFn: keyOf },
    ),
  };
}

function ranking(key: CustomerListKey, { runs }: FilterNames): StandingRun | null {
  const by = rankingOf(key);
  return by && (runs.get(keyOfRun(by)) ?? null);
}

function requireRanking(key: CustomerListKey, names: FilterNames): void {
  const by = rankingOf(key);
  if (by && !ranking(key, names))
    throw badUserInput('orderBy', `there is no finished run of ${standingAnalysis(by.kind)} to order by: run one first`);
}

function runsOf(key: CustomerListKey, names: FilterNames): StandingRun[] {
  const by = rankingOf(key);
  const named = [...eachFilter(key.filter)].flatMap(({ score, cell }) => [
    ...(score ? [runOfScore(score, key.asOf)] : []),
    ...(cell ? [runOfCell(cell, key.asOf)] : []),
  ]);
  const keys = [...named, ...(by ? [by] : [])];
  const runs = new Map(keys.flatMap((one) => [names.runs.get(keyOfRun(one)) ?? []].flat().map((run) => [run.id, run] as const)));
  return [...runs.values()];
}

function toPages(lists: readonly CustomerListPage[], rows: readonly ListedCustomer[]): Connection<CustomerRow>[] {
  const groups = groupsInOrder(
    lists.map((_list, index) => index + 1),
    rows,
    ({ asked }) => asked,
  );
  for (const [row] of groups) {
    if (row && row.found > mostSorted)
      throw limitExceeded(
        `orderBy: more than ${mostSorted} customers are found, too many to sort by revenue; narrow the filter, or order by VALUE`,
        { argument: 'orderBy' },
      );
  }
  return lists.map(({ page }, index) =>
    toConnection(
      (groups[index] ?? []).filter(({ id }) => id !== null),
      page,
      ({ sortValue, id }) => ({ sortValue, id }),
    ),
  );
}

/** Who is in the cells of a run that crosses value and loyalty: cell after cell, in each the highest value first. */
import { CliError, UsageError } from '../cliError.ts';
import { cellsOfRunDocument, customersOfCellDocument } from '../documents/valueLoyalty.ts';
import type { CellsOfRunQuery, CustomersOfCellQuery, Loyalty } from '../generated/graphql.ts';
import { formatTime } from '../print/numbers.ts';
import { ask, rowsOf } from './ask.ts';
import type { Connection } from './connection.ts';

export interface CellChoice {
  readonly loyalty: Loyalty | null;
  /** As it was typed. Null: each. */
  readonly tier: string | null;
}

type Run = NonNullable<CellsOfRunQuery['run']>;
type Ready<Result extends { readonly __typename: string }> = Extract<Result, { readonly __typename: 'ValueLoyaltyResultReady' }>;
type Cell = Ready<Run['result']>['cells'][number];
type CustomerList = NonNullable<NonNullable<Ready<NonNullable<CustomersOfCellQuery['run']>['result']>['cell']>['customers']>;
export type CellCustomer = CustomerList['nodes'][number] & Pick<Cell, 'loyalty' | 'tier'>;

/** @throws CliError where nobody is in what was chosen, or it may not be told who */
export async function* customersOfCells(
  connection: Connection,
  id: string,
  choice: CellChoice,
  most: number,
): AsyncGenerator<CellCustomer> {
  let left = most;
  for (const { loyalty, tier } of await chosenCells(connection, id, choice)) {
    if (loyalty === null || tier === null) continue; // a total, of which there are none among the cells
    for await (const row of rowsOf(connection, customersOfCellDocument, { id, loyalty, tier }, listIn, left)) {
      yield { ...row, loyalty, tier };
      left--;
    }
    if (left <= 0) return;
  }
}

function listIn({ run }: CustomersOfCellQuery): CustomerList | null {
  return run?.result.__typename === 'ValueLoyaltyResultReady' ? (run.result.cell?.customers ?? null) : null;
}

async function chosenCells(connection: Connection, id: string, { loyalty, tier }: CellChoice): Promise<Cell[]> {
  const { run } = await ask(connection, cellsOfRunDocument, { id });
  if (!run) throw new CliError(`there is no run ${id}`, 'earshot runs lists them');
  const cells = cellsOf(run);
  const tiers = [...new Set(cells.map((cell) => String(cell.tier)))];
  if (tier !== null && !tiers.includes(tier))
    throw new UsageError(
      `--tier ${tier} is no tier of the run of ${run.analysis.name}`,
      `they are ${tiers.join(', ')}; 1 has the highest values`,
    );
  const chosen = cells.filter((cell) => (loyalty === null || cell.loyalty === loyalty) && (tier === null || String(cell.tier) === tier));
  const shown = chosen.filter(({ isHidden }) => !isHidden);
  if (shown.length === 0)
    throw new CliError(
      'who is in it is hidden: fewer than 10 customers, or it would tell of a cell with so few',
      'earshot runs show tells which cells are not',
    );
  if (shown.every(({ n }) => n === '0')) throw new CliError('nobody is in it', 'earshot runs show tells how many are in each cell');
  const hidden = chosen.length - shown.length;
  if (hidden > 0)
    console.error(
      `${hidden} of ${chosen.length} cells ${hidden === 1 ? 'is' : 'are'} hidden and left out: fewer than 10 customers, or what would tell of them`,
    );
  return shown;
}

function cellsOf({ result, state, analysis, scoresClearedAt }: Run): readonly Cell[] {
  if (result.__typename !== 'ValueLoyaltyResultReady')
    throw new CliError(`the run of ${analysis.name} is ${state} and has no cells`, 'earshot runs show tells what became of it');
  if (scoresClearedAt) throw new CliError(clearedScores(analysis.name, scoresClearedAt));
  return result.cells;
}

/** Of a run whose customers are no longer kept. */
export const clearedScores = (analysis: string, since: string | null | undefined): string =>
  `what the run of ${analysis} said of single customers is no longer kept, since ${formatTime(since)}: earshot run ${analysis} makes it anew, --as-of DATE as of then`;

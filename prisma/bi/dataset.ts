/** What a flat dataset is: the words in which all of them are declared. */

export type DatasetType = 'text' | 'integer' | 'bigint' | 'decimal' | 'double' | 'boolean' | 'timestamp' | 'date' | 'json';

export interface DatasetColumn {
  /** snake_case of the graph's name. */
  readonly name: string;
  readonly type: DatasetType;
  readonly unit: string | null;
  readonly nullable: boolean;
  /** Only for credentials with the scope pii, and in no view of the schema `bi`. */
  readonly personal: boolean;
  readonly description: string;
}

/** What raises when rows of a dataset change: a domain of `data_version`, or a run that ends or is published. */
export type DatasetDomain = 'feedback' | 'customers' | 'crm' | 'web' | 'journey' | 'runs';

export interface Dataset {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly DatasetColumn[];
  /** Unique, and the order of a whole read; never null. */
  readonly key: readonly string[];
  /** The moment by which a read may begin at a later one. Null: there is none. */
  readonly since: string | null;
  readonly domains: readonly DatasetDomain[];
  /** Whether its rows are a run's, of single customers, by analysis and customer: its view for the API then also has `result_run_id`, and pages go run by run. */
  readonly isByRun?: true;
}

interface Said {
  readonly unit?: string;
  readonly personal?: true;
}

/** A column; a question mark behind the type: null where not known. */
export function column(
  name: string,
  type: DatasetType | `${DatasetType}?`,
  description: string,
  { unit, personal }: Said = {},
): DatasetColumn {
  const nullable = type.endsWith('?');
  return {
    name,
    type: (nullable ? type.slice(0, -1) : type) as DatasetType,
    unit: unit ?? null,
    nullable,
    personal: personal ?? false,
    description,
  };
}

/** Where a derived number comes from: on every dataset of what a run has computed. Its rows are those of the run whose numbers stand. */
export const freshness: readonly DatasetColumn[] = [
  column('analysis', 'text', 'Name of the analysis.'),
  column('run_id', 'text', 'The run that computed it, by its id in the graph.'),
  column('data_through', 'timestamp?', 'Latest fact that the run saw. Null where none is dated.'),
  column('computed_at', 'timestamp', 'When the run that computed it ended.'),
  column('is_stale', 'boolean', 'Whether data it was computed from has changed since.'),
];

/** What such a dataset depends on: its runs, and for is_stale all data that a run may have read. */
export const derived: readonly DatasetDomain[] = ['runs', 'feedback', 'customers', 'crm', 'web', 'journey'];

export const share = { unit: 'share 0-1' } as const;
export const workspaceMoney = { unit: 'currency of the workspace' } as const;

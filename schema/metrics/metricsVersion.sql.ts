import type { Queryable } from '../../prisma/sql.ts';
import { isHeard } from './dimensions.sql.ts';
import type { MetricDimension } from './metricDimensions.ts';
import { measureCatalogue, partsOf } from './metricMeasures.ts';
import type { MetricsInput } from './metricsInput.ts';
import type { MetricSource } from './metricsRequest.ts';
import { metricSourcesSql } from './sources/metricSourcesSql.ts';

type Domain = 'feedback' | 'customers' | 'crm' | 'web' | 'journey';

const ofSource: Readonly<Record<MetricSource, Domain>> = {
  ANSWER: 'feedback',
  INVITATION: 'journey',
  ORDER: 'crm',
  TICKET: 'crm',
  VISIT: 'web',
  BASE: 'customers',
  CUSTOMER: 'customers',
  CONTRACT: 'crm',
  SCORE: 'customers',
  SPEND: 'crm',
};
/** What is read beside the facts and their customers. */
const ofDimension: Partial<Readonly<Record<MetricDimension, readonly Domain[]>>> = {
  SEGMENT: ['feedback', 'customers', 'crm', 'web', 'journey'],
  NPS_BAND: ['feedback'],
  PLAN: ['crm'],
  TOUCHPOINT: ['feedback', 'journey'],
  STAGE: ['feedback', 'journey'],
};

/** The parts of the data that an answer is read from. */
export function domainsOf({ measures, by, where }: Pick<MetricsInput, 'measures' | 'by' | 'where'>): Domain[] {
  const sources = measures.flatMap((name) => partsOf(measureCatalogue[name]).map(({ source }) => ofSource[source]));
  const groups = [...by, ...where].flatMap(({ dimension }) => ofDimension[dimension] ?? []);
  const isByTouchpoint = [...by, ...where].some(({ dimension }) => dimension === 'TOUCHPOINT' || dimension === 'STAGE');
  const heard = measures.flatMap((name) => partsOf(measureCatalogue[name]).map(({ source }) => isHeard(metricSourcesSql[source])));
  if (isByTouchpoint && heard.includes(true)) groups.push('crm'); // where customers were heard last tickets tell, too
  return [...new Set<Domain>(['customers', ...sources, ...groups])].sort();
}

/** What has to change before an answer can: versions of its data, and settings, which xmin tells. The time of day is not among it. */
export async function selectMetricsVersion(sql: Queryable, workspaceId: number, input: MetricsInput): Promise<string> {
  const domains = domainsOf(input);
  const has = (domain: Domain) => domains.includes(domain);
  const [row] = await sql<{ version: string }[]>`
    select concat_ws('|',
             (select xmin::text from workspace where id = ${workspaceId}),
             (select string_agg(concat_ws(':', domain, version), ',' order by domain) from data_version
               where workspace_id = ${workspaceId} and domain = any(${domains}::text[])),
             case when ${has('feedback')}::boolean then concat_ws('/',
               (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from survey where workspace_id = ${workspaceId}),
               (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from question where workspace_id = ${workspaceId})) end,
             case when ${has('journey')}::boolean then concat_ws('/',
               (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from touchpoint where workspace_id = ${workspaceId}),
               (select md5(string_agg(concat_ws(':', touchpoint_id, position, xmin), ',' order by position)) from touchpoint_rule
                 where workspace_id = ${workspaceId})) end,
             (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from segment
               where workspace_id = ${workspaceId} and key = any(${[...input.by, ...input.where].flatMap(({ segmentKey }) => segmentKey ?? [])}::text[]))
           ) as version`;
  return row?.version ?? '';
}

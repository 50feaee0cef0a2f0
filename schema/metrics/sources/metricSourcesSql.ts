import type { MetricSource } from '../metricsRequest.ts';
import { answerSource } from './answerSource.ts';
import { baseSource } from './baseSource.ts';
import { contractSource } from './contractSource.ts';
import { customerSource } from './customerSource.ts';
import { invitationSource } from './invitationSource.ts';
import { orderSource } from './orderSource.ts';
import { scoreSource } from './scoreSource.ts';
import type { SourceSql } from './sourceSql.ts';
import { spendSource } from './spendSource.ts';
import { ticketSource } from './ticketSource.ts';
import { visitSource } from './visitSource.ts';

/** How each source is read. */
export const metricSourcesSql: Readonly<Record<MetricSource, SourceSql>> = {
  ANSWER: answerSource,
  INVITATION: invitationSource,
  ORDER: orderSource,
  TICKET: ticketSource,
  VISIT: visitSource,
  BASE: baseSource,
  CUSTOMER: customerSource,
  CONTRACT: contractSource,
  SCORE: scoreSource,
  SPEND: spendSource,
};

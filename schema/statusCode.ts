/** The closed list of codes, with its two sentences, as the graph shows it. */
import { STATUS_CODES, type StatusCode } from '../worker/stats/statusCodes.ts';
import { builder } from './builder.ts';

export const StatusCodeEnum = builder.enumType('StatusCode', {
  description: 'Why a number is missing or needs care. A closed list; codes are never renamed.',
  values: Object.fromEntries(
    Object.entries(STATUS_CODES).map(([code, { statistician }]) => [code, { value: code as StatusCode, description: statistician }]),
  ) as Record<StatusCode, { value: StatusCode; description: string }>,
});

export const sentences = (code: StatusCode) => STATUS_CODES[code];

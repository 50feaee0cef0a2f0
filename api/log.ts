import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from '../prisma/describeError.ts';

/** Structured lines on stderr, without what a customer said. */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino({ name: 'earshot api', level, serializers: { err: describeError } }, destination);
}

import { FactLoaders } from '../facts/factLoaders.ts';
import type { LoaderSource } from '../loaders.ts';
import { type EventRow, eventFacts } from './event.sql.ts';
import { type VisitRow, visitFacts } from './visit.sql.ts';

export interface WebLoaders {
  readonly visits: FactLoaders<VisitRow>;
  readonly events: FactLoaders<EventRow>;
}

export function createWebLoaders(source: LoaderSource): WebLoaders {
  return { visits: new FactLoaders(source, visitFacts), events: new FactLoaders(source, eventFacts) };
}

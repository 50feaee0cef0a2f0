/** The loaders of one request (of one event, in a subscription). They hold no connection and never see GraphQL. */
import type { WorkspaceClient } from '../prisma/client.ts';
import { type ClvLoaders, createClvLoaders } from './analyses/clv/loaders.ts';
import { createHistoryLoaders, type HistoryLoaders } from './analyses/history/loaders.ts';
import { type AnalysisLoaders, createAnalysisLoaders } from './analyses/loaders.ts';
import { createRankedCustomerLoaders, type RankedCustomerLoaders } from './analyses/rankedCustomerLoader.ts';
import { createScheduleLoaders, type ScheduleLoaders } from './analyses/schedules/loaders.ts';
import { createStandingLoaders, type StandingLoaders } from './analyses/standing/loaders.ts';
import { createValueLoyaltyLoaders, type ValueLoyaltyLoaders } from './analyses/valueLoyalty/loaders.ts';
import type { Snapshot } from './context.ts';
import { type CrmLoaders, createCrmLoaders } from './crm/loaders.ts';
import { type CustomerListLoaders, createCustomerListLoaders } from './customers/customerListLoaders.ts';
import { type CustomerLoaders, createCustomerLoaders } from './customers/loaders.ts';
import { createFeedbackLoaders, type FeedbackLoaders } from './feedback/loaders.ts';
import { createResponseLoaders, type ResponseLoaders } from './feedback/responseLoaders.ts';
import { createImportLoaders, type ImportLoaders } from './imports/loaders.ts';
import { createJourneyLoaders, type JourneyLoaders } from './journey/loaders.ts';
import { createSegmentLoaders, type SegmentLoaders } from './segments/loaders.ts';
import { createWebLoaders, type WebLoaders } from './web/loaders.ts';
import { createWebhookLoaders, type WebhookLoaders } from './webhooks/loaders.ts';
import { createWorkspaceLoaders, type WorkspaceLoaders } from './workspaces/loaders.ts';

export interface LoaderSource {
  readonly workspaceId: number;
  readonly snapshot: Snapshot;
  readonly db: WorkspaceClient;
  /** Whether the credential has the scope pii. */
  readonly showPersonal: boolean;
}

export interface Loaders
  extends WorkspaceLoaders,
    CustomerLoaders,
    CustomerListLoaders,
    FeedbackLoaders,
    ResponseLoaders,
    CrmLoaders,
    WebLoaders,
    JourneyLoaders,
    SegmentLoaders,
    ImportLoaders,
    AnalysisLoaders,
    HistoryLoaders,
    ClvLoaders,
    StandingLoaders,
    RankedCustomerLoaders,
    ScheduleLoaders,
    ValueLoyaltyLoaders,
    WebhookLoaders {}

const groups = [
  createWorkspaceLoaders,
  createCustomerLoaders,
  createCustomerListLoaders,
  createFeedbackLoaders,
  createResponseLoaders,
  createCrmLoaders,
  createWebLoaders,
  createJourneyLoaders,
  createSegmentLoaders,
  createImportLoaders,
  createAnalysisLoaders,
  createHistoryLoaders,
  createClvLoaders,
  createStandingLoaders,
  createRankedCustomerLoaders,
  createScheduleLoaders,
  createValueLoyaltyLoaders,
  createWebhookLoaders,
] as const satisfies readonly ((source: LoaderSource, others: Loaders) => object)[];

type Group = (typeof groups)[number];
type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer Intersection) => void ? Intersection : never;

/** A group is made when the first of its loaders is asked for: a request asks for a few of more than a hundred. */
class LazyLoaders {
  readonly #source: LoaderSource;
  readonly #made = new Map<Group, object>();

  constructor(source: LoaderSource) {
    this.#source = source;
  }

  /** Hands over the others, too: a group may load by what another has loaded. */
  of(group: Group): object {
    let loaders = this.#made.get(group);
    if (!loaders) {
      loaders = group(this.#source, this as unknown as Loaders);
      this.#made.set(group, loaders);
    }
    return loaders;
  }
}

/** Gives the class a property for each loader; a group itself is the only place that says which there are. */
function nameLoaders(source: LoaderSource): void {
  const first = new LazyLoaders(source);
  for (const group of groups)
    for (const name of Object.keys(first.of(group)))
      Object.defineProperty(LazyLoaders.prototype, name, {
        get(this: LazyLoaders) {
          return this.of(group)[name as keyof object];
        },
      });
}

let areNamed = false;

export function createLoaders(source: LoaderSource): Loaders {
  if (!areNamed) nameLoaders(source);
  areNamed = true;
  return new LazyLoaders(source) as LazyLoaders & All<ReturnType<Group>>;
}

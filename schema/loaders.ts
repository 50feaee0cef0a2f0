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

export function createLoaders(source: LoaderSource): Loaders {
  return {
    ...createWorkspaceLoaders(source),
    ...createCustomerLoaders(source),
    ...createCustomerListLoaders(source),
    ...createFeedbackLoaders(source),
    ...createCrmLoaders(source),
    ...createWebLoaders(source),
    ...createJourneyLoaders(source),
    ...createSegmentLoaders(source),
    ...createImportLoaders(source),
    ...createAnalysisLoaders(source),
    ...createHistoryLoaders(source),
    ...createClvLoaders(source),
    ...createStandingLoaders(source),
    ...createRankedCustomerLoaders(source),
    ...createScheduleLoaders(source),
    ...createValueLoyaltyLoaders(source),
    ...createWebhookLoaders(source),
  };
}

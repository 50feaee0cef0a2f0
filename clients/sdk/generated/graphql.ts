/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { TypedDocumentString } from '../core/typedDocument.ts';
/** When and how they became customers. */
export type AcquisitionFilter = {
  /** By one of these ways. */
  readonly channels?: ReadonlyArray<string> | null | undefined;
  /** Only customers acquired from this moment on. */
  readonly from?: string | null | undefined;
  /** Only customers acquired before this moment. */
  readonly until?: string | null | undefined;
};

/** A question to the data. */
export type AnalysisInput = {
  /** What leaving means, and for whom. For CHURN. Default: as the data suggest. */
  readonly churn?: ChurnInput | null | undefined;
  /** What a customer’s value counts. For CLV. Default: as the data suggest. */
  readonly clv?: ClvInput | null | undefined;
  /** What to explain by what. For DRIVERS. Default: the NPS by the ratings. */
  readonly drivers?: DriversInput | null | undefined;
  /** Which question. */
  readonly kind: AnalysisKind;
  /** How much memory its runs may take, in megabytes (64 to 16000); never more than the worker gives. Null: as much as the worker gives. */
  readonly memoryMegabytes?: number | null | undefined;
  /** Its name in commands. */
  readonly name: string;
  /** Which responses take part. For DRIVERS. Default: all. */
  readonly population?: PopulationInput | null | undefined;
  /** Key of the survey. For DRIVERS: default, the only one. For VALUE_LOYALTY: default, the relational survey with the most answers to a question of kind NPS. */
  readonly survey?: string | null | undefined;
  /** How long an attempt of its runs may take, in seconds (1 to 86000); never longer than the worker gives. Null: as long as the worker gives. */
  readonly timeoutSeconds?: number | null | undefined;
  /** How to cross value and loyalty. For VALUE_LOYALTY; everything has a default. */
  readonly valueLoyalty?: ValueLoyaltyInput | null | undefined;
};

/** Which question an analysis answers. */
export type AnalysisKind =
  /** Who leaves, when and why. */
  | 'CHURN'
  /** What a customer is worth. */
  | 'CLV'
  /** What drives an outcome of a survey. */
  | 'DRIVERS'
  /** Whom to protect, whom to win back, who costs more than they bring. */
  | 'VALUE_LOYALTY'
  | '%future added value';

/** What they answered to a survey. Codes that mean "does not apply" are no answers. */
export type AnswerFilter = {
  /** The answer to a question of kind NPS is in one of these. */
  readonly bands?: ReadonlyArray<NpsBand> | null | undefined;
  /** Only answers from this moment on. */
  readonly from?: string | null | undefined;
  /** Whether it has to be so of their latest answer, not of any. Default: any. */
  readonly latestOnly?: boolean | null | undefined;
  /** The answer is at most this. */
  readonly max?: number | null | undefined;
  /** At most as many such answers. 0: none. */
  readonly maxCount?: number | null | undefined;
  /** The answer is at least this. */
  readonly min?: number | null | undefined;
  /** At least as many such answers. Default: 1, or 0 where only an upper bound is asked for. */
  readonly minCount?: number | null | undefined;
  /** Key of a question that was answered. Default where an answer is asked for: the first of kind NPS. */
  readonly question?: string | null | undefined;
  /** Key of the survey. */
  readonly survey: string;
  /** Only answers before this moment. */
  readonly until?: string | null | undefined;
};

/** Only responses that answered this question, within these bounds. */
export type AnsweredInput = {
  /** Highest answer that counts. */
  readonly max?: number | null | undefined;
  /** Lowest answer that counts. */
  readonly min?: number | null | undefined;
  /** Key of the question. */
  readonly question: string;
};

/** A key. */
export type ApiKeyInput = {
  /** When it is to end by itself. Default: never. */
  readonly expiresAt?: string | null | undefined;
  /** What it is for. Of the keys that are good, one has this name. */
  readonly name: string;
  /** What it may do: at most what the credential that makes it may. */
  readonly scopes: ReadonlyArray<ApiKeyScope>;
};

/** What a credential may do. */
export type ApiKeyScope =
  /** All settings: keys, webhooks, the record of what was done. */
  | 'ADMIN'
  /** Create and run analyses. */
  | 'COMPUTE'
  /** Load files and declare surveys. */
  | 'INGEST'
  /** Also personal data: names, addresses, comments. */
  | 'PII'
  /** Numbers and rows. */
  | 'READ'
  | '%future added value';

/** What was done. */
export type AuditAction =
  /** An analysis was created. */
  | 'ANALYSIS_CREATED'
  /** An analysis was deleted with its runs, its schedule and its backfills. */
  | 'ANALYSIS_DELETED'
  /** An analysis was given another name. */
  | 'ANALYSIS_RENAMED'
  /** A key was created. */
  | 'API_KEY_CREATED'
  /** A key was revoked. */
  | 'API_KEY_REVOKED'
  /** A backfill was cancelled. */
  | 'BACKFILL_CANCELLED'
  /** A backfill was paused. */
  | 'BACKFILL_PAUSED'
  /** A backfill was resumed. */
  | 'BACKFILL_RESUMED'
  /** A backfill was started. */
  | 'BACKFILL_STARTED'
  /** The personal data of a customer was erased. */
  | 'CUSTOMER_ERASED'
  /** Messages to an endpoint were sent once more, or a test. */
  | 'DELIVERIES_REPLAYED'
  /** A saved document was deleted. */
  | 'DOCUMENT_DELETED'
  /** A document was saved under a name, or put in the place of another. */
  | 'DOCUMENT_SAVED'
  /** An import was cancelled. */
  | 'IMPORT_CANCELLED'
  /** An import was announced. */
  | 'IMPORT_STARTED'
  /** Somebody asked for an import to be undone. */
  | 'IMPORT_UNDO_STARTED'
  /** Tokens of an issuer for an audience were let in no more. */
  | 'ISSUER_REMOVED'
  /** Tokens of an issuer for an audience were let in, or under other roles. */
  | 'ISSUER_TRUSTED'
  /** What was said of a user of an issuer was removed. */
  | 'MEMBERSHIP_REMOVED'
  /** A user of an issuer was given a role, or kept out. */
  | 'MEMBERSHIP_SET'
  /** Something that this release does not know. */
  | 'OTHER'
  /** A run was cancelled. */
  | 'RUN_CANCELLED'
  /** Runs of an analysis were given limits of time and memory, or others. */
  | 'RUN_LIMITS_SET'
  /** An analysis was told whether to run by itself when data change. */
  | 'RUN_ON_CHANGE_SET'
  /** The numbers of a run were said to stand. */
  | 'RUN_PUBLISHED'
  /** Somebody asked for a run. */
  | 'RUN_REQUESTED'
  /** The numbers of a run were said to stand no more. */
  | 'RUN_UNPUBLISHED'
  /** A schedule was paused. */
  | 'SCHEDULE_PAUSED'
  /** A schedule was removed. */
  | 'SCHEDULE_REMOVED'
  /** A schedule was resumed. */
  | 'SCHEDULE_RESUMED'
  /** An analysis was given its schedule, or another one. */
  | 'SCHEDULE_SET'
  /** Another analysis was said to give the number that is called churn, or value. */
  | 'SCORE_ANALYSIS_SET'
  /** A segment was given another name, description or definition. */
  | 'SEGMENT_CHANGED'
  /** A segment was created. */
  | 'SEGMENT_CREATED'
  /** A segment was deleted with all its versions. */
  | 'SEGMENT_DELETED'
  /** A sign-in link was used. */
  | 'SESSION_OPENED'
  /** An address was signed that opens one dataset for a while. */
  | 'SIGNED_URL_CREATED'
  /** A new key signs addresses from now on. */
  | 'SIGNING_KEY_ROTATED'
  /** A link that signs a browser in was made. */
  | 'SIGN_IN_LINK_CREATED'
  /** A survey was declared. */
  | 'SURVEY_CREATED'
  /** Questions were appended to a survey. */
  | 'SURVEY_EXTENDED'
  /** The rules that place facts at touchpoints were replaced. */
  | 'TOUCHPOINT_RULES_SET'
  /** The token of a trusted issuer opened the workspace for somebody new. */
  | 'USER_FIRST_SEEN'
  /** An endpoint was changed. */
  | 'WEBHOOK_CHANGED'
  /** An endpoint was created. */
  | 'WEBHOOK_CREATED'
  /** An endpoint was deleted. */
  | 'WEBHOOK_DELETED'
  /** An endpoint was given a new secret. */
  | 'WEBHOOK_SECRET_ROTATED'
  | '%future added value';

/** With what somebody acted. */
export type AuditActorKind =
  /** A key. */
  | 'API_KEY'
  /** A command of the installation, on the database itself. */
  | 'COMMAND'
  /** A session of a browser. */
  | 'SESSION'
  /** A token of an identity provider. */
  | 'USER'
  | '%future added value';

/** Which analysis is to be run as of which past moments. */
export type BackfillInput = {
  /** Name of the analysis. */
  readonly analysis: string;
  /** YYYY-MM-DD: the first day of the range. */
  readonly from: string;
  /** Which dates are run. */
  readonly mode?: BackfillMode | null | undefined;
  /** As of the end of what, in the time zone of the workspace. */
  readonly step?: BackfillStep | null | undefined;
  /** YYYY-MM-DD: its last day. A day, week or month belongs to the range if its last day does and is over. */
  readonly to: string;
};

/** Which dates of the range are run. A date whose run waits or is under way is never run beside it. */
export type BackfillMode =
  /** All. Where data, parameters and engine are still the same, the run shows the result that is there. */
  | 'ALL'
  /** Those whose last run failed. */
  | 'FAILED'
  /** Those without a run; one that was cancelled counts as none. */
  | 'MISSING'
  | '%future added value';

/** Where a backfill stands. */
export type BackfillState =
  /** It was cancelled, and its runs under way with it. */
  | 'CANCELLED'
  /** All its runs are over, which says nothing of how they ended. */
  | 'COMPLETED'
  /** It asks for no more until it is resumed; runs under way go on. */
  | 'PAUSED'
  /** It asks for its runs, one after the other. */
  | 'RUNNING'
  | '%future added value';

/** As of the end of what an analysis is run. */
export type BackfillStep =
  /** Every day. */
  | 'DAY'
  /** Every month. */
  | 'MONTH'
  /** Every week, which ends on a Sunday. */
  | 'WEEK'
  | '%future added value';

/** When a customer has left. */
export type BehaviourChurnRule =
  /** No active subscription for more than 30 days; dated at the decision where it is known. A change of plan is none. */
  | 'CONTRACTUAL'
  /** No order within the days asked for, of those who had ordered within as many days before the answer. */
  | 'SILENT'
  | '%future added value';

/** How often a subscription is billed. */
export type BillingInterval =
  /** Every day. */
  | 'DAY'
  /** Every month. */
  | 'MONTH'
  /** Every three months. */
  | 'QUARTER'
  /** Every week. */
  | 'WEEK'
  /** Every year. */
  | 'YEAR'
  | '%future added value';

/** Model of how often customers buy and when they stop. */
export type BuyingModelChoice =
  /** Under which the purchases held out are likelier; PARETO_NBD where nothing can be held out. */
  | 'AUTO'
  /** A customer may stop after each purchase but the first. */
  | 'BG_NBD'
  /** A customer may stop at any time. */
  | 'PARETO_NBD'
  | '%future added value';

/** Unit of the times of a model of buying. */
export type BuyingTimeUnit =
  /** A day. */
  | 'DAY'
  /** Seven days, counted in days: parts of a week count. */
  | 'WEEK'
  | '%future added value';

/** Why a subscription was canceled. */
export type CancelKind =
  /** A payment failed, or the customer was shut out. */
  | 'INVOLUNTARY'
  /** Another subscription took its place: nobody left. */
  | 'MIGRATION'
  /** The source does not say. */
  | 'UNKNOWN'
  /** The customer wanted to leave. */
  | 'VOLUNTARY'
  | '%future added value';

/** What is done about ticks that no worker was there for. One that is at most a minute late counts as on time. */
export type CatchUpPolicy =
  /** Each runs, oldest first; those before the last as of their own moments: they compute what they would have computed then, and do not become the current run by themselves. The last runs on all that there is. */
  | 'ALL'
  /** The last of them runs, once. */
  | 'LATEST'
  /** Nothing: the next tick runs. */
  | 'SKIP'
  | '%future added value';

/** In which cells of value and loyalty they are, by the current run of such an analysis. It is an error where there is no such run, and where one of the cells is hidden: who is in it is not told. */
export type CellFilter = {
  /** Name of the analysis, of kind VALUE_LOYALTY. Default: the one that was created first. */
  readonly analysis?: string | null | undefined;
  /** Of one of these. Default: whatever the loyalty. */
  readonly loyalties?: ReadonlyArray<Loyalty> | null | undefined;
  /** In one of these tiers of value, 1 = the highest. Default: whatever the tier. */
  readonly tiers?: ReadonlyArray<number> | null | undefined;
};

/** What customers are compared by: a set of curves and a test, and of what is known at the start a set of cohorts, too. */
export type ChurnGroupInput = {
  /** Its kind. */
  readonly by: ChurnGrouping;
  /** Days after the start from which on they are compared. For NPS_BAND, which needs it. */
  readonly landmarkDays?: number | null | undefined;
  /** Key of the trait. For TRAIT. */
  readonly trait?: string | null | undefined;
};

/** By what customers are compared. */
export type ChurnGrouping =
  /** Channel through which the customer came. */
  | 'ACQUISITION_CHANNEL'
  /** How often the first subscription is billed. */
  | 'BILLING_INTERVAL'
  /** Promoters, passives, detractors, unknown, from a landmark on only: a score is known after the start. */
  | 'NPS_BAND'
  /** Plan of the first subscription. */
  | 'PLAN'
  /** A trait, taken to have been so from the start: its history is not known. */
  | 'TRAIT'
  | '%future added value';

/** What an analysis of churn asks for. Everything has a default that works on a first try. */
export type ChurnInput = {
  /** Period of the start. Default: MONTH. */
  readonly cohortPeriod?: CohortPeriod | null | undefined;
  /** Of every interval, between 0.5 and 1. Default: 0.95. */
  readonly confidenceLevel?: number | null | undefined;
  /** The day of a silent loss. Default: LAST_ACTIVITY. */
  readonly datedAt?: SilenceDating | null | undefined;
  /** Default: plan, where there are subscriptions, channel, and NPS bands from 180 days after the start. */
  readonly groups?: ReadonlyArray<ChurnGroupInput> | null | undefined;
  /** What may explain when customers leave. Default: score, complaints and other tickets of 90 days, plan, billing, channel. */
  readonly hazardFeatures?: ReadonlyArray<HazardFeatureInput> | null | undefined;
  /** Horizon of the churn risk, in days. Default: 90. */
  readonly horizonDays?: number | null | undefined;
  /** Default: CONTRACTUAL where there are subscriptions, else SILENT. */
  readonly kind?: ChurnKind | null | undefined;
  /** Key of the survey with the scores. Default: the first relational one with an NPS question. */
  readonly npsSurvey?: string | null | undefined;
  /** What tells reasons apart. Default: CANCEL_KIND. */
  readonly reasons?: ChurnReasons | null | undefined;
  /** Horizon of the restricted mean, in days. Default: 730. */
  readonly restrictedMeanDays?: number | null | undefined;
  /** N of silent churn. Default: within which 95 % of the gaps between activities ended. */
  readonly silenceDays?: number | null | undefined;
  /** Whether a visit is an activity, as an order is. Default: no. */
  readonly visitsCount?: boolean | null | undefined;
};

/** What leaving means. */
export type ChurnKind =
  /** No active subscription for more than 30 days. A change of plan is no churn. */
  | 'CONTRACTUAL'
  /** No activity for N days. */
  | 'SILENT'
  | '%future added value';

/** What tells reasons apart. */
export type ChurnReasons =
  /** Whether it was the customer’s will: voluntary, involuntary, unknown. */
  | 'CANCEL_KIND'
  /** The reason that the source notes: the most frequent eight of those that ten customers share word for word, all others as OTHER. */
  | 'CANCEL_REASON'
  | '%future added value';

/** What the data let be said. */
export type ChurnShape =
  /** Curves from the start, and cohorts. */
  | 'CURVES'
  /** Churn of one period by tenure: the data are a snapshot, those who left before it are not in them. */
  | 'ONE_PERIOD'
  | '%future added value';

/** What an analysis of customer lifetime value asks for. Everything has a default that works on a first try. Days are those of the workspace’s time zone, such as 2026-05-17. */
export type ClvInput = {
  /** Last day that the model of the holdout report knows of. Default: observedUntil where facts follow it, else the middle of the window. */
  readonly calibrationUntil?: string | null | undefined;
  /** Of every interval, between 0.5 and 1. Default: 0.95. */
  readonly confidenceLevel?: number | null | undefined;
  /** A year, 0.10 = 10 %. Default: 0.10. */
  readonly discountRate?: number | null | undefined;
  /** How long money to come counts, up to 600. Default: 24. */
  readonly horizonMonths?: number | null | undefined;
  /** What share of revenue is value. Default: FIXED with a marginShare, else AUTO. */
  readonly margin?: MarginChoice | null | undefined;
  /** Share of revenue that is margin, above 0 and up to 1. For FIXED. */
  readonly marginShare?: number | null | undefined;
  /** Of customers without a contract. Default: AUTO. */
  readonly model?: BuyingModelChoice | null | undefined;
  /** Last day that the scores know of. Default: all that the run sees. */
  readonly observedUntil?: string | null | undefined;
  /** Of contracts. Default: AUTO. */
  readonly renewalPeriod?: RenewalPeriodChoice | null | undefined;
  /** Whether customers are under contract. Default: AUTO. */
  readonly setting?: ClvSettingChoice | null | undefined;
  /** Names of tiers of equal size, the most valuable first, at most 10. Default: PLATINUM, GOLD, SILVER, BRONZE. */
  readonly tiers?: ReadonlyArray<string> | null | undefined;
  /** Of the model’s times. Default: WEEK. */
  readonly timeUnit?: BuyingTimeUnit | null | undefined;
};

/** Model of purchases or renewals to come. */
export type ClvModelName =
  /** Beta-geometric / negative binomial: a customer may stop after each purchase but the first. */
  | 'BG_NBD'
  /** Pareto / negative binomial: a customer may stop at any time. */
  | 'PARETO_NBD'
  /** Shifted beta-geometric: a customer may leave at each renewal. */
  | 'SBG'
  | '%future added value';

/** What is added up. */
export type ClvQuantity =
  /** Purchases, or payments of contracts, within the horizon. */
  | 'PURCHASES'
  /** Money within the horizon, discounted, as the model’s measure names it. */
  | 'VALUE'
  | '%future added value';

/** By what customers are ranked. */
export type ClvRanking =
  /** Expected purchases, for nobody’s spend is known. */
  | 'PURCHASES'
  /** Value. */
  | 'VALUE'
  | '%future added value';

/** Whether customers are under contract. */
export type ClvSetting =
  /** Customers renew, or leave for all to see. */
  | 'CONTRACTUAL'
  /** Customers order when they like, and nobody is told when they stop. */
  | 'NON_CONTRACTUAL'
  | '%future added value';

/** Whether customers are under contract. */
export type ClvSettingChoice =
  /** CONTRACTUAL where customers subscribe and there are fewer orders than subscriptions, else NON_CONTRACTUAL. */
  | 'AUTO'
  /** Customers renew, or leave for all to see. */
  | 'CONTRACTUAL'
  /** Customers order when they like, and nobody is told when they stop. */
  | 'NON_CONTRACTUAL'
  | '%future added value';

/** Unit of the times of a model; of contracts the period of renewal. */
export type ClvTimeUnit =
  /** A day. */
  | 'DAY'
  /** A calendar month. */
  | 'MONTH'
  /** Three calendar months. */
  | 'QUARTER'
  /** Seven days. */
  | 'WEEK'
  /** Twelve calendar months. */
  | 'YEAR'
  | '%future added value';

/** Period of the start, in the workspace’s time zone. */
export type CohortPeriod =
  /** A calendar month. */
  | 'MONTH'
  /** Three calendar months, from January on. */
  | 'QUARTER'
  /** From Monday on. */
  | 'WEEK'
  /** A calendar year. */
  | 'YEAR'
  | '%future added value';

/** What customers do after an answer. */
export type CustomerBehaviour =
  /** They leave. */
  | 'CHURN'
  /** They order again. */
  | 'REPURCHASE'
  | '%future added value';

/** For which customers to look. What stands side by side holds together; an empty filter holds for everybody. At most 5 levels deep, 30 conditions, 100 values a list. */
export type CustomerFilter = {
  /** By how they became customers. */
  readonly acquired?: AcquisitionFilter | null | undefined;
  /** All of these hold. */
  readonly and?: ReadonlyArray<CustomerFilter> | null | undefined;
  /** By what they answered. */
  readonly answered?: AnswerFilter | null | undefined;
  /** By value and loyalty together. */
  readonly cell?: CellFilter | null | undefined;
  /** By what they did. */
  readonly events?: EventFilter | null | undefined;
  /** This does not hold; what is not known does not hold. */
  readonly not?: CustomerFilter | null | undefined;
  /** At least one of these holds. */
  readonly or?: ReadonlyArray<CustomerFilter> | null | undefined;
  /** By what they ordered. */
  readonly orders?: OrderFilter | null | undefined;
  /** By what runs say of them. */
  readonly score?: ScoreFilter | null | undefined;
  /** By what they subscribed to. */
  readonly subscriptions?: SubscriptionFilter | null | undefined;
  /** By what they asked. */
  readonly tickets?: TicketFilter | null | undefined;
  /** By what is known of them. */
  readonly trait?: TraitFilter | null | undefined;
  /** By how they visited. */
  readonly visits?: VisitFilter | null | undefined;
};

/** In which order customers are listed. */
export type CustomerOrder =
  /** Highest risk first, by the standing churn run. Customers that it did not score are left out. */
  | 'CHURN_RISK'
  /** By external id, in the order of its characters; those without one come last. */
  | 'EXTERNAL_ID'
  /** As they became known. */
  | 'ID'
  /** Most revenue of their orders first, unknown last. Of at most 10000 customers: narrow the filter, or order by VALUE. */
  | 'REVENUE'
  /** Most valuable first, by the standing CLV run. Customers that it did not score are left out. */
  | 'VALUE'
  | '%future added value';

/** How the rows of a dataset are written. */
export type DatasetFormat =
  /** Apache Arrow, as a stream. */
  | 'ARROW'
  /** Text with commas, or another delimiter. */
  | 'CSV'
  /** One document. */
  | 'JSON'
  /** A JSON object a line. */
  | 'NDJSON'
  | '%future added value';

/** One parameter of the address of a dataset. */
export type DatasetParameter = {
  /** Its name, for example since. */
  readonly name: string;
  /** Its value, as it would stand in the address. */
  readonly value: string;
};

/** What measures can be grouped and narrowed by. Of a customer it is what was known at the fact, where not said otherwise. */
export type Dimension =
  /** How the customer was acquired; of acquisition spend, its channel. */
  | 'ACQUISITION_CHANNEL'
  /** The brand that was answered about. */
  | 'BRAND'
  /** The campaign of the visit. */
  | 'CAMPAIGN'
  /** The category of the ticket. */
  | 'CATEGORY'
  /** The channel of the answer, invitation, order, ticket or spend. */
  | 'CHANNEL'
  /** The month in which the customer was acquired, in the time zone of the workspace, such as 2026-01. */
  | 'COHORT'
  /** The day of the fact, in the time zone of the workspace. */
  | 'DAY'
  /** The device of the visit. */
  | 'DEVICE'
  /** The hour of the fact, in the time zone of the workspace. */
  | 'HOUR'
  /** The medium of the visit. */
  | 'MEDIUM'
  /** The month of the fact, in the time zone of the workspace. */
  | 'MONTH'
  /** PROMOTER, PASSIVE or DETRACTOR by the latest answer that the customer gave before the fact, and not more than 365 days before it, to the NPS question of the relational survey with the most answers. Unknown before the first one: what is known later explains nothing earlier. */
  | 'NPS_BAND'
  /** The plan of the subscription that ran at the fact; of several, the one that began last. */
  | 'PLAN'
  /** The priority of the ticket. */
  | 'PRIORITY'
  /** The quarter of the fact, in the time zone of the workspace. */
  | 'QUARTER'
  /** Where the people asked come from. */
  | 'SAMPLE_SOURCE'
  /** IN or OUT: whether the customer is in the segment named by segmentKey, by its present definition, as of now. */
  | 'SEGMENT'
  /** The stage of the journey that the touchpoint belongs to. */
  | 'STAGE'
  /** The key of the survey. */
  | 'SURVEY'
  /** QUESTION, COMPLAINT, REVIEW or one of the source. */
  | 'TICKET_KIND'
  /** What the answer, invitation or ticket was about. Orders and visits have none of their own: theirs is the one at which the customer last answered or opened a ticket before, and not more than 30 days before. */
  | 'TOUCHPOINT'
  /** The value of a trait of the customer, named by traitKey, as it is now. Personal traits are no groups. */
  | 'TRAIT'
  /** The tier of the customer in the current CLV run, as of that run. Of several analyses that which gives what is called value (Workspace.scores). */
  | 'VALUE_TIER'
  /** Where the visit came from. */
  | 'VISIT_SOURCE'
  /** The ISO week of the fact, from Monday, in the time zone of the workspace. */
  | 'WEEK'
  /** The year of the fact, in the time zone of the workspace. */
  | 'YEAR'
  | '%future added value';

/** A behaviour after the answer as the outcome of a logistic model. Answers whose days were not over when observation ended are left out as FOLLOW_UP. */
export type DriverBehaviourInput = {
  /** When a customer has left. For CHURN. Default: CONTRACTUAL where the workspace has subscriptions, else SILENT. */
  readonly churn?: BehaviourChurnRule | null | undefined;
  /** What customers do. */
  readonly kind: CustomerBehaviour;
  /** Within how many days of 24 hours after the answer, 1 to 3650. Default: 90. */
  readonly withinDays?: number | null | undefined;
};

/** Groups whose drivers are compared: importance and performance within each, and their differences with intervals. Fewer than 10 customers are hidden, and the smallest other group with them where they would follow by subtraction; fewer than 30 are not compared. */
export type DriverComparisonInput = {
  /** What makes the groups. */
  readonly by: DriverGrouping;
  /** The group that the others are compared with, such as the own brand. Default: every pair is compared. */
  readonly own?: string | null | undefined;
  /** Only answers from this source. For BRAND. Default: that of the survey. */
  readonly sampleSource?: SampleSource | null | undefined;
  /** The trait whose levels are the groups. For TRAIT. */
  readonly trait?: string | null | undefined;
};

/** A force of customer experience: drivers whose importance is asked for together. */
export type DriverForceInput = {
  /** Its drivers: keys of questions, names of features in the results, traits. */
  readonly drivers: ReadonlyArray<string>;
  /** Its name. */
  readonly name: string;
};

/** What makes the groups whose drivers are compared. */
export type DriverGrouping =
  /** The brand that an answer is about, within one survey and one source of answers. */
  | 'BRAND'
  /** The contact that an answer is about. */
  | 'TOUCHPOINT'
  /** Levels of a customer trait. */
  | 'TRAIT'
  | '%future added value';

/** What is compared between groups. */
export type DriverMeasure =
  /** Importance in units of R squared. Not its share, which falls where another’s rises. */
  | 'LMG'
  /** Performance: the mean. */
  | 'MEAN'
  | '%future added value';

/** Which model explains the outcome. */
export type DriverModelKind =
  /** Least squares: effects in points of the outcome, importance as shares of R squared. */
  | 'LINEAR'
  /** Of an event: effects on its log odds, importance as shares of McFadden’s R squared. */
  | 'LOGISTIC'
  /** Proportional odds: answers as an order, not a distance. Importance as shares of McFadden’s R squared. */
  | 'ORDINAL'
  | '%future added value';

/** What to do about a driver: where it stands among importance and performance. */
export type DriverPriority =
  /** Important and weak, with a positive effect that is significant after correction. */
  | 'FIX_FIRST'
  /** Important and strong. */
  | 'KEEP'
  /** Of minor importance and strong. */
  | 'MAINTAIN'
  /** Of minor importance and weak. */
  | 'MONITOR'
  /** Negative effect with a positive correlation: do not act on it alone. */
  | 'SUPPRESSOR'
  | '%future added value';

/** Where the lines lie that divide drivers into important and minor, strong and weak: their priorities follow. */
export type DriverQuadrantInput = {
  /** Where a line lies that no number is given for. */
  readonly at?: QuadrantLine | null | undefined;
  /** Share of importance from which a driver is important, between 0 and 1. */
  readonly importance?: number | null | undefined;
  /** Performance from which a question is strong: a mean answer where all questions among the drivers share one scale, or one has none; else a share of the scale, 0-1. */
  readonly performance?: number | null | undefined;
};

/** What an analysis of drivers asks for. Every part has a default. */
export type DriversInput = {
  /** What to explain in place of a question. */
  readonly behaviour?: DriverBehaviourInput | null | undefined;
  /** Groups whose drivers are compared. Default: none. */
  readonly compare?: DriverComparisonInput | null | undefined;
  /** Of every interval, between 0.5 and 1. */
  readonly confidenceLevel?: number | null | undefined;
  /** Draws of customers for the intervals of shares and ranks: 0, or 100 to 10,000. Default: 1,000, or none where they would take more than about half a minute. */
  readonly draws?: number | null | undefined;
  /** Keys of the questions that may explain it. Default: all of role DRIVER; where there is none, all ratings. With features and traits, 1 to 40. */
  readonly drivers?: ReadonlyArray<string> | null | undefined;
  /** LOGISTIC for a question: answers from here on are the event. Default: 9 for NPS, else the top two boxes of its scale, of two or three boxes the top one. */
  readonly eventFrom?: number | null | undefined;
  /** What customers did before the answer that may explain it: see featureCatalogue. Default: nothing. */
  readonly features?: ReadonlyArray<JoinedFeatureInput> | null | undefined;
  /** Forces of customer experience. Default: those of the codebook. */
  readonly forces?: ReadonlyArray<DriverForceInput> | null | undefined;
  /** What becomes of answers that lack a value. Default: LISTWISE. Others are for LINEAR. */
  readonly missing?: MissingTreatment | null | undefined;
  /** Default: LINEAR for a question, LOGISTIC for a behaviour, which has no other. */
  readonly model?: DriverModelKind | null | undefined;
  /** Key of the question to be explained. Default: the question of kind NPS; where there is none, the one of role OUTCOME. */
  readonly outcome?: string | null | undefined;
  /** Lines between priorities. Default: at the means. */
  readonly quadrant?: DriverQuadrantInput | null | undefined;
  /** Customer traits that may explain it, as categories against the most frequent level. Levels of fewer than 30 customers are taken together. As they are now: they have no history. */
  readonly traits?: ReadonlyArray<string> | null | undefined;
};

/** Why a list of the customers of a run has nobody in it. */
export type EmptyListReason =
  /** The run scored nobody, or nobody of what was asked for. */
  | 'NOBODY'
  /** The run has not ended, or not with a result. */
  | 'NO_RESULT'
  /** What the run said of single customers is no longer kept: see scoresClearedAt. Run the analysis again, as of that date where it is to be that of then. */
  | 'SCORES_CLEARED'
  | '%future added value';

/** What they did on the website or in the app. */
export type EventFilter = {
  /** Only events from this moment on. */
  readonly from?: string | null | undefined;
  /** At most as many such events. 0: none. */
  readonly maxCount?: number | null | undefined;
  /** At least as many such events. Default: 1, or 0 where only an upper bound is asked for. */
  readonly minCount?: number | null | undefined;
  /** Only events with one of these names. */
  readonly names?: ReadonlyArray<string> | null | undefined;
  /** Only events before this moment. */
  readonly until?: string | null | undefined;
};

/** Why a run left rows out. */
export type ExclusionReason =
  /** Orders, subscriptions, tickets and answers after the end of observation. */
  | 'AFTER_OBSERVATION'
  /** Orders and subscriptions of nobody known. */
  | 'ANONYMOUS'
  /** Orders that were cancelled. */
  | 'CANCELLED'
  /** Answers whose days after them were not over when observation ended. */
  | 'FOLLOW_UP'
  /** Customers without an order, subscription, handled ticket or answer in the twelve months. */
  | 'INACTIVE'
  /** Answers that are blank or not applicable, or without one of the features or traits. */
  | 'MISSING'
  /** Answers to whom one of the questions does not apply. */
  | 'NOT_APPLICABLE'
  /** Answers of customers who had left before. */
  | 'NOT_AT_RISK'
  /** Lives of customers (subscriptions, or activities without a long silence) that were over before anybody watched them. */
  | 'NOT_OBSERVED'
  /** Orders that do not say their revenue, where others do. */
  | 'NO_REVENUE'
  /** Customers whom the CLV run does not value. */
  | 'NO_VALUE'
  /** Answers that were not asked for. */
  | 'POPULATION'
  /** Orders of which nothing is left. */
  | 'REFUNDED'
  /** Customers whose recurring revenue is not known: out of revenue retention, but in all else. */
  | 'REVENUE_UNKNOWN'
  /** Lives of customers that began after the clocks had stopped. */
  | 'STARTED_AFTER_FOLLOW_UP'
  | '%future added value';

/** Which part of the data a model was fitted to. */
export type FittedOn =
  /** The part before what was held out, from which the holdout is judged. */
  | 'CALIBRATION'
  /** All that the scores know. */
  | 'OBSERVATION'
  | '%future added value';

/** On which sides of a change a group has facts. */
export type GroupPresence =
  /** On both. */
  | 'BOTH'
  /** Later only: all that it adds is mix, for it had no score to change. */
  | 'NEW'
  /** Earlier only: all that it adds is mix. */
  | 'VANISHED'
  | '%future added value';

/** What may explain when customers leave. */
export type HazardFeatureInput = {
  /** What. */
  readonly feature: HazardFeatureName;
  /** Key of the trait. For TRAIT. */
  readonly trait?: string | null | undefined;
  /** Of what is counted: over how many days before. Default: 90. */
  readonly windowDays?: number | null | undefined;
};

/** What may explain when customers leave, each from the day it was measured. */
export type HazardFeatureName =
  /** Channel through which the customer came. */
  | 'ACQUISITION_CHANNEL'
  /** How often the subscription started last is billed. */
  | 'BILLING_INTERVAL'
  /** Complaints within the window. */
  | 'COMPLAINTS'
  /** Promoter, passive, detractor by the last answer, for 365 days after it; then, and before the first, unknown. */
  | 'NPS_BAND'
  /** Orders within the window. Not for silent churn, which is defined by them. */
  | 'ORDERS'
  /** Tickets within the window that are no complaints. */
  | 'OTHER_TICKETS'
  /** Plan of the subscription started last. */
  | 'PLAN'
  /** Mean of the ratings of the last answer, each as a share of its scale, times 10; for 365 days, then unknown. */
  | 'RATING_MEAN'
  /** A trait, taken to have been so from the start. */
  | 'TRAIT'
  /** Visits within the window. Not for silent churn that counts them. */
  | 'VISITS'
  | '%future added value';

/** What the rows of a file are. */
export type ImportKind =
  /** Customers. */
  | 'CUSTOMERS'
  /** What happened in visits. */
  | 'EVENTS'
  /** Invitations to answer a survey. */
  | 'INVITATIONS'
  /** Orders. */
  | 'ORDERS'
  /** Responses to one survey. */
  | 'RESPONSES'
  /** What was spent on customers, by period. */
  | 'SPEND'
  /** Subscriptions. */
  | 'SUBSCRIPTIONS'
  /** Tickets: questions, complaints, reviews. */
  | 'TICKETS'
  /** The touchpoints of the customer journey. */
  | 'TOUCHPOINTS'
  /** Visits to a website or an app. */
  | 'VISITS'
  | '%future added value';

/** Where an import stands. */
export type ImportState =
  /** Somebody cancelled it; nothing was loaded. */
  | 'CANCELLED'
  /** Nothing was loaded. */
  | 'FAILED'
  /** All bytes are durable; waiting for a worker. */
  | 'QUEUED'
  /** A worker has it. */
  | 'RUNNING'
  /** Good rows are loaded, bad rows are listed. */
  | 'SUCCEEDED'
  /** What it had loaded was taken back (undoImport). */
  | 'UNDONE'
  /** Bytes are still to come. */
  | 'UPLOADING'
  | '%future added value';

/** How importance is measured. */
export type ImportanceMeasure =
  /** Lindeman, Merenda and Gold: the gain in R squared, averaged over all orders of entry. */
  | 'LMG'
  /** The same average of McFadden’s R squared, of a logistic or ordinal model. */
  | 'MCFADDEN'
  | '%future added value';

/** How far an invitation got. */
export type InvitationState =
  /** It came back. */
  | 'BOUNCED'
  /** The last question was answered. */
  | 'COMPLETED'
  /** It arrived. */
  | 'DELIVERED'
  /** It was opened. */
  | 'OPENED'
  /** It was sent. */
  | 'SENT'
  /** The first question was answered. */
  | 'STARTED'
  | '%future added value';

/** What a customer did, taken from a window that ends before the answer, under any identity of the customer. An answer without a date or without a customer has none, and is left out as MISSING. */
export type JoinedFeature =
  /** Share of the visits of one pageview, of the visits begun in the window and over before the answer, as far as their pageviews are known. Missing where there is none. */
  | 'BOUNCE_SHARE'
  /** Number of tickets opened that are complaints. 0 where there is none. */
  | 'COMPLAINTS'
  /** Number of events of one name, which is to be given. 0 where there is none. */
  | 'EVENTS'
  /** Mean hours from opening to first response, of the tickets opened in the window and responded to before the answer. Missing where there is none. */
  | 'FIRST_RESPONSE_HOURS'
  /** Number of orders placed, also those cancelled later. 0 where there is none. */
  | 'ORDERS'
  /** Days from the last order before the answer to the answer. Missing where there is none. */
  | 'RECENCY_DAYS'
  /** Sum of the revenue of these orders as placed, whatever became of them later, in the currency of the workspace. 0 where there is none, missing where the revenue of one is unknown. */
  | 'REVENUE'
  /** Days from the acquisition of the customer to the answer. Missing where unknown or negative. */
  | 'TENURE_DAYS'
  /** Number of tickets opened. 0 where there is none. */
  | 'TICKETS'
  /** Number of visits begun. 0 where there is none. */
  | 'VISITS'
  | '%future added value';

/** A joined feature as a driver. */
export type JoinedFeatureInput = {
  /** Name of the events to be counted. For EVENTS, which needs one. */
  readonly event?: string | null | undefined;
  /** What the customer did. */
  readonly feature: JoinedFeature;
  /** How long the window is that ends before the answer, in days of 24 hours, 1 to 3650. Default: 90. Not for RECENCY_DAYS and TENURE_DAYS. */
  readonly windowDays?: number | null | undefined;
};

/** What the score of a touchpoint is. */
export type JourneyScoreKind =
  /** Share of answers in the top two boxes, of two or three boxes in the top one, 0-1. */
  | 'CSAT'
  /** Net Promoter Score, in points from -100 to 100. */
  | 'NPS'
  | '%future added value';

/** What a customer last answered to whether they would recommend the company. */
export type Loyalty =
  /** 0 to 6. */
  | 'DETRACTOR'
  /** 7 or 8. */
  | 'PASSIVE'
  /** 9 or 10. */
  | 'PROMOTER'
  /** Nothing, or too long ago. */
  | 'UNKNOWN'
  | '%future added value';

/** What share of revenue is value. */
export type MarginChoice =
  /** Measured over the orders that say their margin; where none does, value is revenue, and named so. */
  | 'AUTO'
  /** The share that is given. */
  | 'FIXED'
  /** All of it: value is revenue, and named so. */
  | 'REVENUE'
  | '%future added value';

/** Where the share of margin comes from. */
export type MarginSource =
  /** Given. */
  | 'FIXED'
  /** Measured over the orders that say their margin. */
  | 'MEASURED'
  | '%future added value';

/** What can be measured. metricCatalogue lists unit and possible groupings of each. */
export type Measure =
  /** Distinct customers with an order that was not cancelled. An order of nobody known counts as one. */
  | 'ACTIVE_CUSTOMERS'
  /** Share of tickets with a first response within targetHours. One without a response counts as late once its time is over. */
  | 'ANSWERED_WITHIN_TARGET'
  /** Revenue an order, of orders that were not cancelled and whose revenue is known. */
  | 'AVERAGE_ORDER_VALUE'
  /** Spend of kind ACQUISITION and SALES a new customer of the time of which it is known, until now. Both are counted, so it has no interval. */
  | 'CAC'
  /** Mean of the first question of kind CES of each survey, on its scale. */
  | 'CES'
  /** Share of the agreeing boxes of the first question of kind CES of each survey, those above the middle of its scale: 4-5 of 1-5, 5-7 of 1-7. With Wilson's interval. */
  | 'CES_AGREEING'
  /** Share of the customers with a contract at the beginning of a period who were lost in it: no subscription for more than 30 days, by the day of the decision. A change of plan and a migration are no loss. Of whole periods that have ended: without a unit of time, `from` and `until` are needed. */
  | 'CHURN_RATE'
  /** Mean of the values of customers in the same run as their total. Its interval tells of other customers, not of what the model does not know. */
  | 'CLV_MEAN'
  /** Sum of the values of customers in the current CLV run of the analysis that gives what is called value (Workspace.scores), as of that run; the time that is asked for does not narrow it. */
  | 'CLV_TOTAL'
  /** Tickets of kind COMPLAINT for every 1,000 active customers of the same group, of the days from the first ticket to the last. Hidden also where few complained. */
  | 'COMPLAINTS_PER_1000'
  /** Share of visits that converted, of those of which it is known. */
  | 'CONVERSION_RATE'
  /** Spend of kind SERVICE a ticket that was opened in the time of which it is known, until now, and handled. Both are counted, so it has no interval. */
  | 'COST_TO_SERVE'
  /** Share of the top two boxes, of two or three boxes of the top one, of the first question of kind CSAT, else RATING, of each survey, with Wilson's interval. */
  | 'CSAT'
  /** Satisfaction index, 0 to 100: the questions with a weight in the codebook, of answers that are complete in them. */
  | 'CSI'
  /** Customers who were acquired before `until`, or of whom it is unknown when they were; without `until` all. Those who were erased are none. Not by time. */
  | 'CUSTOMERS'
  /** Mean hours from the opening of a ticket to its first response, of those that have one. */
  | 'FIRST_RESPONSE_HOURS'
  /** Distinct customers with an invitation that did not bounce, by the day it was sent, once the 14 days to answer are over. */
  | 'INVITED_CUSTOMERS'
  /** Customers by the day they were acquired. Those of whom it is unknown are left out; those who were erased since are counted, for the past stays as it was. */
  | 'NEW_CUSTOMERS'
  /** Net Promoter Score, -100 to 100, of the first question of kind NPS of each survey, with the adjusted Wald interval. */
  | 'NPS'
  /** Orders that were not cancelled. */
  | 'ORDERS'
  /** Mean hours from the opening of a ticket to its resolution, of those that are resolved. */
  | 'RESOLUTION_HOURS'
  /** Responses, whatever was answered in them. */
  | 'RESPONSES'
  /** Completed of the invitations that did not bounce, by the day they were sent, once the 14 days to answer are over. */
  | 'RESPONSE_RATE'
  /** Share of the customers with a contract at the beginning of a period who were not lost in it: 1 less the churn rate. */
  | 'RETENTION_RATE'
  /** Spend of kind RETENTION, spread evenly over the period it was spent in. */
  | 'RETENTION_SPEND'
  /** Revenue of the orders that were not cancelled, less refunds. Orders whose revenue is unknown are left out; where it is that of all, it is null. */
  | 'REVENUE'
  /** Revenue a customer, of the known customers who ordered. */
  | 'REVENUE_PER_CUSTOMER'
  /** Tickets by the moment they were opened. */
  | 'TICKETS'
  /** Visits by the moment they began. */
  | 'VISITS'
  | '%future added value';

/** The period that a value is compared with. */
export type MetricComparison =
  /** The unit of time before; without one, the period before: as many months where it begins and ends with months, as many days where it does with days, else as long. Of what has not ended, as much as is over. */
  | 'PREVIOUS_PERIOD'
  /** The same a year before; of hours, days and weeks 52 weeks before, so that days of the week meet. */
  | 'SAME_PERIOD_LAST_YEAR'
  | '%future added value';

/** Only facts whose group is one of these. */
export type MetricFilterInput = {
  /** What to narrow by; not time, for which there are `from` and `until`. */
  readonly dimension: Dimension;
  /** The groups, as the answer names them. */
  readonly in: ReadonlyArray<string>;
  /** Whether facts whose group is unknown belong to them. */
  readonly orUnknown?: boolean | null | undefined;
  /** Key of the segment, for SEGMENT and for nothing else. */
  readonly segmentKey?: string | null | undefined;
  /** Which trait, for TRAIT and for nothing else. */
  readonly traitKey?: string | null | undefined;
};

/** A column of groups. */
export type MetricGroupingInput = {
  /** What to group by. */
  readonly dimension: Dimension;
  /** Key of the segment, for SEGMENT and for nothing else. */
  readonly segmentKey?: string | null | undefined;
  /** Which trait, for TRAIT and for nothing else. */
  readonly traitKey?: string | null | undefined;
};

/** Only rows in which a measure lies within bounds. A value that is unknown or hidden lies within none. */
export type MetricHavingInput = {
  /** One of the measures asked for. */
  readonly measure: Measure;
  /** At least so many facts. Default: no bound. */
  readonly nFrom?: number | null | undefined;
  /** At least this. Default: no bound. */
  readonly valueFrom?: number | null | undefined;
  /** At most this. Default: no bound. */
  readonly valueTo?: number | null | undefined;
};

/** What rows are ordered by: a measure or a grouping. Unknown ones come last. */
export type MetricOrderInput = {
  /** Whether the largest comes first. */
  readonly descending?: boolean | null | undefined;
  /** One of the groupings asked for. */
  readonly dimension?: Dimension | null | undefined;
  /** One of the measures asked for. */
  readonly measure?: Measure | null | undefined;
};

/** Only the largest groups of one grouping keep rows of their own; all others are one row, "other", computed from the facts of the rest. Which are the largest is told by that grouping alone, over the whole period. */
export type MetricTopInput = {
  /** How many groups, 1 to 1000. */
  readonly count: number;
  /** Of which grouping. Default: the first that is not of time. */
  readonly dimension?: Dimension | null | undefined;
  /** By which they are the largest. Default: the first measure asked for. */
  readonly measure?: Measure | null | undefined;
};

/** What the numbers of a measure are in. */
export type MetricUnit =
  /** A number of things. */
  | 'COUNT'
  /** Hours. */
  | 'HOURS'
  /** The currency of the workspace. */
  | 'MONEY'
  /** For every 1,000 customers. */
  | 'PER_1000_CUSTOMERS'
  /** Points of a score. */
  | 'POINTS'
  /** The scale of the answers. */
  | 'SCALE'
  /** A share, 0-1. */
  | 'SHARE'
  | '%future added value';

/** What to measure, in which groups, of what, and how to show it. */
export type MetricsInput = {
  /** The endCursor of the page before, of the same input but for `first`. Once the data has changed it leads nowhere: CONFLICT says to begin again. Default: the beginning. */
  readonly after?: string | null | undefined;
  /** In which groups: up to four groupings, one of time. Default: all as one. */
  readonly by?: ReadonlyArray<MetricGroupingInput> | null | undefined;
  /** With which period. Default: with none. */
  readonly compare?: MetricComparison | null | undefined;
  /** How many rows, up to 10000. Default: 1000. */
  readonly first?: number | null | undefined;
  /** Facts from this moment on. Undated answers are then left out. */
  readonly from?: string | null | undefined;
  /** Which rows to show: all of these have to hold. Default: all. */
  readonly having?: ReadonlyArray<MetricHavingInput> | null | undefined;
  /** What to measure, each once. */
  readonly measures: ReadonlyArray<Measure>;
  /** Order of the rows. Default: by their groups. */
  readonly orderBy?: ReadonlyArray<MetricOrderInput> | null | undefined;
  /** Whether answers to relational and transactional surveys may be pooled. Else asking for both at once is refused. */
  readonly poolSurveyKinds?: boolean | null | undefined;
  /** Key of the question that scores are made of. Default: the first of its kind in each survey. */
  readonly question?: string | null | undefined;
  /** Within which a ticket should be answered, for ANSWERED_WITHIN_TARGET. Default: 24. */
  readonly targetHours?: number | null | undefined;
  /** Which groups to show on their own. Default: all. */
  readonly top?: MetricTopInput | null | undefined;
  /** Facts before this moment. Undated answers are then left out. */
  readonly until?: string | null | undefined;
  /** Whether scores use sampling weights. Answers without one are then left out. */
  readonly weighted?: boolean | null | undefined;
  /** All of these have to hold. Default: everything. */
  readonly where?: ReadonlyArray<MetricFilterInput> | null | undefined;
};

/** What becomes of answers that lack a value. */
export type MissingTreatment =
  /** Each pair of columns from who has both; a question that does not apply gets a column "used" of its own. Errors from draws alone. */
  | 'AVAILABLE'
  /** Maximum likelihood under a joint normal distribution, for what is blank; who skipped a question that does not apply is left out. Errors from draws alone. */
  | 'EM'
  /** They are left out. */
  | 'LISTWISE'
  | '%future added value';

/** How the equations were solved. */
export type ModelMethod =
  /** By the cross products, where they are well conditioned. */
  | 'GRAM'
  /** By an orthogonal factorisation of the rows. */
  | 'QR'
  | '%future added value';

/** How much of the outcome the drivers explain. */
export type ModelQuality =
  /** R squared from 0.10. */
  | 'MODERATE'
  /** R squared from 0.40. */
  | 'STRONG'
  /** R squared below 0.10. */
  | 'WEAK'
  | '%future added value';

/** What an answer to the question of recommendation makes of somebody. */
export type NpsBand =
  /** 0 to 6. */
  | 'DETRACTOR'
  /** 7 or 8. */
  | 'PASSIVE'
  /** 9 or 10. */
  | 'PROMOTER'
  | '%future added value';

/** What they ordered. */
export type OrderFilter = {
  /** Only orders by one of these ways. */
  readonly channels?: ReadonlyArray<string> | null | undefined;
  /** Only orders from this moment on. */
  readonly from?: string | null | undefined;
  /** The latest of these orders was from this moment on. */
  readonly lastFrom?: string | null | undefined;
  /** The latest of these orders was before this moment. */
  readonly lastUntil?: string | null | undefined;
  /** At most as many such orders. 0: none. */
  readonly maxCount?: number | null | undefined;
  /** It is at most this; nobody who ordered nothing has more than 0. */
  readonly maxRevenue?: string | null | undefined;
  /** At least as many such orders. Default: 1, or 0 where only an upper bound is asked for. */
  readonly minCount?: number | null | undefined;
  /** Their revenue less refunds, without cancelled ones, is at least this. */
  readonly minRevenue?: string | null | undefined;
  /** Only orders with one of these. */
  readonly statuses?: ReadonlyArray<string> | null | undefined;
  /** Only orders before this moment. */
  readonly until?: string | null | undefined;
};

/** What is done about a tick while a run of the analysis waits or is under way. Runs as of a past moment (a backfill, a catch-up) are no overlap. */
export type OverlapPolicy =
  /** Its run waits until those that were asked for before it have ended: see Run.waitsFor. */
  | 'QUEUE'
  /** The runs that a schedule or new data started are cancelled (REPLACED); what was asked for by hand goes on. */
  | 'REPLACE'
  /** It is left out, and recorded as OVERLAP_SKIPPED. */
  | 'SKIP'
  | '%future added value';

/** Of the vertical line of the quadrants. */
export type PerformanceUnit =
  /** Mean answer: all drivers share one scale. */
  | 'MEAN'
  /** Mean answer as a share of its scale, 0-1: scales differ. */
  | 'SHARE_OF_SCALE'
  | '%future added value';

/** Which responses take part. Default: all. */
export type PopulationInput = {
  /** All of these hold. */
  readonly answered?: ReadonlyArray<AnsweredInput> | null | undefined;
  /** Answers from here on. */
  readonly respondedFrom?: string | null | undefined;
  /** Answers before here. */
  readonly respondedUntil?: string | null | undefined;
};

/** What a line of the quadrants is. */
export type QuadrantCut =
  /** A number that the analysis asks for. */
  | 'GIVEN'
  /** The mean of the drivers. */
  | 'MEAN'
  /** Their median. */
  | 'MEDIAN'
  | '%future added value';

/** Where a line of the quadrants of importance and performance lies that no number is given for. */
export type QuadrantLine =
  /** At the mean of the drivers. */
  | 'MEAN'
  /** At their median: half of them lie on either side, however far the outer ones are out. */
  | 'MEDIAN'
  | '%future added value';

/** One line of a codebook. */
export type QuestionInput = {
  /** Texts that mean no answer. */
  readonly blankCodes?: ReadonlyArray<string> | null | undefined;
  /** The force of customer experience that it measures. */
  readonly force?: string | null | undefined;
  /** Its name in files and analyses. */
  readonly key: string;
  /** What it asks for. */
  readonly kind: QuestionKind;
  /** What was asked. */
  readonly label: string;
  /** Answers that mean "does not apply". */
  readonly notApplicableCodes?: ReadonlyArray<number> | null | undefined;
  /** What it is for. Default: OTHER. */
  readonly role?: QuestionRole | null | undefined;
  /** Highest answer. Default for NPS: 10. */
  readonly scaleMax?: number | null | undefined;
  /** Lowest answer. Default for NPS: 0. */
  readonly scaleMin?: number | null | undefined;
  /** Its weight in the customer satisfaction index. */
  readonly weight?: number | null | undefined;
};

/** What a question asks for. */
export type QuestionKind =
  /** How easy was it. */
  | 'CES'
  /** One of several texts. */
  | 'CHOICE'
  /** How satisfied are you. */
  | 'CSAT'
  /** Several of several texts. */
  | 'MULTI'
  /** Would you recommend us, 0 to 10. */
  | 'NPS'
  /** Any other number. */
  | 'NUMBER'
  /** A rating of one aspect. */
  | 'RATING'
  /** Free text; shown to keys with the scope pii only. */
  | 'TEXT'
  | '%future added value';

/** What a question is for in an analysis of drivers. */
export type QuestionRole =
  /** What may explain it. */
  | 'DRIVER'
  /** Neither. */
  | 'OTHER'
  /** What is to be explained. */
  | 'OUTCOME'
  | '%future added value';

/** What realised money is. */
export type RealisedMeasure =
  /** Margin: as orders say it, elsewhere revenue times the margin share. */
  | 'MARGIN'
  /** Revenue: nothing says a margin, so what goods cost is not taken off. */
  | 'REVENUE'
  | '%future added value';

/** How often contracts are renewed. */
export type RenewalPeriodChoice =
  /** As most subscriptions are billed. */
  | 'AUTO'
  /** Every calendar month. */
  | 'MONTH'
  /** Every three calendar months. */
  | 'QUARTER'
  /** Every twelve calendar months. */
  | 'YEAR'
  | '%future added value';

/** Who could have answered. */
export type ResponderBase =
  /** All customers acquired before `until`, or of whom it is unknown when they were. */
  | 'CUSTOMERS'
  /** Customers who were asked: with an invitation of the period that did not bounce. */
  | 'INVITED_CUSTOMERS'
  | '%future added value';

/** Which score, and by what to compare those who answered with the base. */
export type RespondersInput = {
  /** Who could have answered. Default: all customers. */
  readonly base?: ResponderBase | null | undefined;
  /** One to three groupings that make strata: SEGMENT, TRAIT, COHORT, ACQUISITION_CHANNEL or VALUE_TIER, as of now. */
  readonly by: ReadonlyArray<MetricGroupingInput>;
  /** Answers (and invitations) from this moment on. */
  readonly from?: string | null | undefined;
  /** The score. */
  readonly measure: ScoredMeasure;
  /** Whether answers to relational and transactional surveys may be pooled. Else asking for both at once is refused. */
  readonly poolSurveyKinds?: boolean | null | undefined;
  /** Key of the question that the score is made of. Default: the first of its kind in each survey. */
  readonly question?: string | null | undefined;
  /** Answers (and invitations) before this moment, customers acquired before it. */
  readonly until?: string | null | undefined;
  /** Which answers. Filters on what customers are narrow the base, too; of invitations also survey, touchpoint and channel. */
  readonly where?: ReadonlyArray<MetricFilterInput> | null | undefined;
};

/** How the risk is computed. */
export type RiskMethod =
  /** From the hazard of the days ahead and the features as they are now. */
  | 'COX'
  /** From what followed the same behaviour at earlier dates. */
  | 'LANDMARK_LOGIT'
  | '%future added value';

/** Where a run stands. */
export type RunState =
  /** Somebody cancelled it. */
  | 'CANCELLED'
  /** It could not be carried out. */
  | 'FAILED'
  /** Waiting for a worker. */
  | 'QUEUED'
  /** A worker has it. */
  | 'RUNNING'
  /** It has an answer, be it that the data cannot tell. */
  | 'SUCCEEDED'
  | '%future added value';

/** What started a run. */
export type RunTrigger =
  /** A program. */
  | 'API'
  /** A backfill over past dates: see asOf. */
  | 'BACKFILL'
  /** The command line. */
  | 'CLI'
  /** Data that it reads have changed. */
  | 'DATA'
  /** The demo. */
  | 'DEMO'
  /** Its schedule: see dueAt. */
  | 'SCHEDULE'
  /** A call from another system. */
  | 'WEBHOOK'
  | '%future added value';

/** Where the people asked come from. Brands are compared within one source only. */
export type SampleSource =
  /** Asked on the spot. */
  | 'INTERCEPT'
  /** Own customers. */
  | 'OWN_LIST'
  /** A panel. */
  | 'PANEL'
  | '%future added value';

/** A document and its name. */
export type SavedDocumentInput = {
  /** What it is for. */
  readonly description?: string | null | undefined;
  /** One query or mutation with its fragments. Its variables become parameters of its address; none may be called format, costOnly, delimiter, bom, excel. */
  readonly document: string;
  /** Small letters, digits, - and _, at most 64. */
  readonly name: string;
};

/** What a saved document does. */
export type SavedOperation =
  /** It changes something, and is asked for by POST alone. */
  | 'MUTATION'
  /** It reads, and has an address. */
  | 'QUERY'
  | '%future added value';

/** When an analysis is to run by itself. */
export type ScheduleInput = {
  /** Name of the analysis. */
  readonly analysis: string;
  /** What is done about ticks that no worker was there for. */
  readonly catchUp?: CatchUpPolicy | null | undefined;
  /** Five fields: minute, hour, day of month, month, day of week; or @hourly, @daily, @weekly, @monthly, @yearly. `0 6 * * 1` is Mondays at six. Where both day of month and day of week are given, either will do. A fixed time of the day that a clock leaps over is due right after the leap, and one that it shows twice the first time only; what is due every hour or so goes by the clock as it stands. */
  readonly cron: string;
  /** What is done about a tick while a run is under way. */
  readonly overlap?: OverlapPolicy | null | undefined;
  /** IANA name of the zone on whose clock that is read. Default: that of the workspace. */
  readonly timeZone?: string | null | undefined;
};

/** Which change of which score, and by which groups to take it apart. */
export type ScoreChangeInput = {
  /** Two groups instead of two periods: the one that it is compared with. */
  readonly against?: MetricFilterInput | null | undefined;
  /** The groups whose shares and scores are told apart; not time. */
  readonly by: MetricGroupingInput;
  /** With which earlier period. Default: the previous one, where no other one and no groups are given. */
  readonly compare?: MetricComparison | null | undefined;
  /** The later period, from this moment on. */
  readonly from?: string | null | undefined;
  /** How many of the largest groups stand on their own, up to 50. The others are one, with those of few customers. Default: 20. */
  readonly groups?: number | null | undefined;
  /** A score or another mean over facts: NPS, CSAT, CES and its share, CSI, a rate, hours, the order value. */
  readonly measure: Measure;
  /** Two groups instead of two periods: the one whose score is explained. */
  readonly of?: MetricFilterInput | null | undefined;
  /** Whether answers to relational and transactional surveys may be pooled. Else asking for both at once is refused. */
  readonly poolSurveyKinds?: boolean | null | undefined;
  /** Key of the question that scores are made of. Default: the first of its kind in each survey. */
  readonly question?: string | null | undefined;
  /** The earlier period, from this moment on. */
  readonly referenceFrom?: string | null | undefined;
  /** The earlier period, before this moment. */
  readonly referenceUntil?: string | null | undefined;
  /** Within which a ticket should be answered, for ANSWERED_WITHIN_TARGET. Default: 24. */
  readonly targetHours?: number | null | undefined;
  /** The later period, before this moment. */
  readonly until?: string | null | undefined;
  /** Whether scores use sampling weights. Answers without one are then left out. */
  readonly weighted?: boolean | null | undefined;
  /** All of these have to hold on both sides. Default: everything. */
  readonly where?: ReadonlyArray<MetricFilterInput> | null | undefined;
};

/** What the current run of an analysis says of them. Customers without a score do not meet it. It is an error where there is no such run. */
export type ScoreFilter = {
  /** Name of the analysis. Default: the one that gives what is called churn, or value (Workspace.scores). */
  readonly analysis?: string | null | undefined;
  /** It is at most this. */
  readonly max?: number | null | undefined;
  /** Which number. */
  readonly measure: ScoreMeasure;
  /** It is at least this. */
  readonly min?: number | null | undefined;
  /** Of the measure TIER: it is one of these. */
  readonly tiers?: ReadonlyArray<string> | null | undefined;
};

/** A number that a run says of each customer. */
export type ScoreMeasure =
  /** Probability of leaving within the horizon of the churn run, 0-1. */
  | 'CHURN_RISK'
  /** Share of customers of a lower risk, 0-1. */
  | 'CHURN_RISK_PERCENTILE'
  /** Purchases within the horizon of the CLV run. */
  | 'EXPECTED_PURCHASES'
  /** Share of customers of a lower value, 0-1. */
  | 'PERCENTILE'
  /** Probability of still being a customer, by the CLV run, 0-1. */
  | 'P_ALIVE'
  /** Tier of value. */
  | 'TIER'
  /** Money within the horizon of the CLV run. */
  | 'VALUE'
  | '%future added value';

/** A number that every customer has one of, however many analyses there are. */
export type ScoreName =
  /** What is called churn: Customer.risk, filters and orders by risk, losses in the journey, revenue at risk of value and loyalty. By an analysis of kind CHURN. */
  | 'CHURN'
  /** What is called value: Customer.value, filters and orders by value and tier, CLV in metrics, tiers of value and loyalty. By an analysis of kind CLV. */
  | 'VALUE'
  | '%future added value';

/** A score of answers. */
export type ScoredMeasure =
  /** Mean effort on its scale. */
  | 'CES'
  /** Share of the agreeing boxes of effort. */
  | 'CES_AGREEING'
  /** Share of the top two boxes, of two or three boxes of the top one. */
  | 'CSAT'
  /** Satisfaction index. */
  | 'CSI'
  /** Net Promoter Score. */
  | 'NPS'
  | '%future added value';

/** How a standard error was computed. The interval and the p value follow it. */
export type SeType =
  /** Bootstrap. */
  | 'BOOTSTRAP'
  /** Equal error variance. */
  | 'CLASSICAL'
  /** Clustered by customer, CR1. */
  | 'CR1'
  /** Heteroscedasticity-consistent, HC3. */
  | 'HC3'
  /** Taylor linearisation, for sampling weights, and for totals and ratios over customers. */
  | 'LINEARIZED'
  | '%future added value';

/** Where to look first. A rule of the place in the matrix, but for the first, which is a finding. */
export type SegmentAction =
  /** Unknown loyalty in the highest tier. */
  | 'ASK'
  /** Passives of the highest tier. */
  | 'CONVINCE'
  /** The interval of the net value lies below 0 as a whole, whatever the place. */
  | 'COSTS_MORE_THAN_IT_BRINGS'
  /** Promoters of all other tiers. */
  | 'GROW'
  /** Passives and unknown loyalty between the highest and the lowest tier. */
  | 'MAINTAIN'
  /** Promoters of the highest tier. */
  | 'PROTECT'
  /** Detractors between the highest and the lowest tier. */
  | 'REPAIR'
  /** All but promoters in the lowest tier. */
  | 'SERVE_LEANLY'
  /** Detractors of the highest tier. */
  | 'WIN_BACK'
  | '%future added value';

/** What is to be different in a segment. What is not given stays. */
export type SegmentChange = {
  /** What it is for. Null removes it. */
  readonly description?: string | null | undefined;
  /** Who is in it. Another filter is another version of the definition. */
  readonly filter?: CustomerFilter | null | undefined;
  /** What people read. */
  readonly name?: string | null | undefined;
};

/** A segment. */
export type SegmentInput = {
  /** What it is for. */
  readonly description?: string | null | undefined;
  /** Who is in it. */
  readonly filter: CustomerFilter;
  /** Its name in commands and queries. */
  readonly key: string;
  /** What people read. */
  readonly name: string;
};

/** The day on which a silent customer counts as lost. */
export type SilenceDating =
  /** The last activity, with every clock stopped N days before the data end. */
  | 'LAST_ACTIVITY'
  /** N days after the last activity, with every clock stopped where the data end. */
  | 'SILENCE'
  | '%future added value';

/** What money was spent on. */
export type SpendKind =
  /** Winning customers. */
  | 'ACQUISITION'
  /** Keeping them. */
  | 'RETENTION'
  /** Selling to them. */
  | 'SALES'
  /** Serving them. */
  | 'SERVICE'
  | '%future added value';

/** Why a number is missing or needs care. A closed list; codes are never renamed. */
export type StatusCode =
  /** The maximum of the likelihood lies on the boundary of the parameter space; standard errors are undefined there. */
  | 'BOUNDARY'
  /** The variance inflation factor exceeds 10. */
  | 'COLLINEAR'
  /** The path through the mediator does not carry the whole effect: the direct effect differs from zero. */
  | 'DIRECT_EFFECT'
  /** The prediction lies outside the range of the data used for the fit. */
  | 'EXTRAPOLATED'
  /** The period was not fully observed at the data watermark. */
  | 'INCOMPLETE_PERIOD'
  /** The correlation matrix is not positive definite and is not repaired. */
  | 'INDEFINITE'
  /** Observation starts after the time origin: the risk set needs delayed entry. */
  | 'LEFT_TRUNCATED'
  /** An observation has leverage of at least 1 - 1e-10, where the HC3 variance is undefined. */
  | 'LEVERAGE_ONE'
  /** The share of the population with known values is below the threshold of the analysis. */
  | 'LOW_COVERAGE'
  /** R squared is below 0.10, so shares of it divide a small quantity. */
  | 'LOW_R2'
  /** The share of churned customers with later activity exceeds 20 %. */
  | 'MANY_RETURNS'
  /** The optimiser stopped before the gradient and step tolerances were met. */
  | 'NOT_CONVERGED'
  /** The number of complete observations is below the minimum of the method, or leaves no residual degrees of freedom. */
  | 'NOT_ENOUGH_DATA'
  /** The score test of proportional hazards on km-transformed time has p < 0.01 with |rho| > 0.1. */
  | 'PH_VIOLATED'
  /** The design matrix is exactly collinear to working precision; coefficients are not identified. */
  | 'RANK_DEFICIENT'
  /** Listwise deletion removed more than 20 % of the rows. */
  | 'ROWS_DROPPED'
  /** Complete or quasi-complete separation: the likelihood is monotone and has no finite maximum. */
  | 'SEPARATION'
  /** The observation window is short against the time scale or horizon of the model. */
  | 'SHORT_WINDOW'
  /** |Spearman(x, m)| exceeds 0.2, against the independence assumed by the Gamma-Gamma model. */
  | 'SPEND_DEPENDS'
  /** The data version is newer than the watermark of the run. */
  | 'STALE'
  /** The coefficient is negative while the zero-order correlation is positive. */
  | 'SUPPRESSOR'
  /** Fewer than 10 events per coefficient, or fewer than 5 events for a curve. */
  | 'TOO_FEW_EVENTS'
  /** The variable (or the residual) is constant, so moments that divide by its variance are undefined. */
  | 'ZERO_VARIANCE'
  | '%future added value';

/** What they subscribed to. */
export type SubscriptionFilter = {
  /** Only those that ended from this moment on. */
  readonly endedFrom?: string | null | undefined;
  /** Only those that ended before this moment. */
  readonly endedUntil?: string | null | undefined;
  /** At most as many such subscriptions. 0: none. */
  readonly maxCount?: number | null | undefined;
  /** It is at most this; nobody who subscribed to nothing has more than 0. */
  readonly maxMrr?: string | null | undefined;
  /** At least as many such subscriptions. Default: 1, or 0 where only an upper bound is asked for. */
  readonly minCount?: number | null | undefined;
  /** Their monthly recurring revenue together is at least this. */
  readonly minMrr?: string | null | undefined;
  /** Only subscriptions to one of these plans. */
  readonly plans?: ReadonlyArray<string> | null | undefined;
  /** Only those that began from this moment on. */
  readonly startedFrom?: string | null | undefined;
  /** Only those that began before this moment. */
  readonly startedUntil?: string | null | undefined;
  /** Only subscriptions that stand so, now or as of the moment asked about. */
  readonly states?: ReadonlyArray<SubscriptionState> | null | undefined;
};

/** Where a subscription stands at a moment. */
export type SubscriptionState =
  /** It has begun and has not ended. */
  | 'ACTIVE'
  /** It was decided to end it, be it over already or not. */
  | 'CANCELED'
  /** It is over. */
  | 'ENDED'
  | '%future added value';

/** A survey with its codebook. */
export type SurveyInput = {
  /** Its name in commands and files. */
  readonly key: string;
  /** What it is about. */
  readonly kind: SurveyKind;
  /** The codebook in its order. Later calls may append to it. */
  readonly questions: ReadonlyArray<QuestionInput>;
  /** Where the people asked come from. Default: OWN_LIST. */
  readonly sampleSource?: SampleSource | null | undefined;
  /** What people read. */
  readonly title: string;
  /** Which contact it is about. */
  readonly touchpoint?: string | null | undefined;
};

/** What a survey is about. Answers to relational and transactional surveys are never pooled unless asked. */
export type SurveyKind =
  /** Asked of those who leave. */
  | 'EXIT'
  /** A few questions, often. */
  | 'PULSE'
  /** The relation as a whole. */
  | 'RELATIONAL'
  /** One contact or purchase. */
  | 'TRANSACTIONAL'
  | '%future added value';

/** What they asked, or complained of. */
export type TicketFilter = {
  /** Only tickets by one of these ways. */
  readonly channels?: ReadonlyArray<string> | null | undefined;
  /** Only tickets opened from this moment on. */
  readonly from?: string | null | undefined;
  /** Whether they are open, now or as of the moment asked about. One that its status closed, without a time of resolution, is open at none. */
  readonly isOpen?: boolean | null | undefined;
  /** Only tickets of one of these kinds. */
  readonly kinds?: ReadonlyArray<string> | null | undefined;
  /** At most as many such tickets. 0: none. */
  readonly maxCount?: number | null | undefined;
  /** At least as many such tickets. Default: 1, or 0 where only an upper bound is asked for. */
  readonly minCount?: number | null | undefined;
  /** Only tickets about one of these contacts. */
  readonly touchpoints?: ReadonlyArray<string> | null | undefined;
  /** Only tickets opened before this moment. */
  readonly until?: string | null | undefined;
};

/** What an entry of a timeline tells. */
export type TimelineKind =
  /** Something was done on the website or in an app. */
  | 'EVENT'
  /** The customer was asked to answer one. */
  | 'INVITATION'
  /** An order was placed. */
  | 'ORDER'
  /** A survey was answered. */
  | 'RESPONSE'
  /** It was decided to end a subscription. */
  | 'SUBSCRIPTION_CANCELED'
  /** A subscription ended. */
  | 'SUBSCRIPTION_ENDED'
  /** A subscription began. */
  | 'SUBSCRIPTION_STARTED'
  /** A ticket was opened. */
  | 'TICKET_OPENED'
  /** A ticket was resolved. */
  | 'TICKET_RESOLVED'
  /** A visit to the website began. */
  | 'VISIT'
  | '%future added value';

/** What a rule places on a touchpoint. */
export type TouchpointRuleFact =
  /** Answers to one question score the touchpoint; `name` is the key of the survey, `question` that of the question. */
  | 'ANSWER'
  /** Events; `name` is their name. */
  | 'EVENT'
  /** Orders; `name` is their status. */
  | 'ORDER'
  /** Responses whose survey names no touchpoint; `name` is the key of the survey. */
  | 'RESPONSE'
  /** Tickets that name no touchpoint of their own; `name` is their kind. */
  | 'TICKET'
  /** Visits; `name` is their source, `channel` their medium. */
  | 'VISIT'
  | '%future added value';

/** A rule that places facts on a touchpoint. */
export type TouchpointRuleInput = {
  /** Only those by this way. Default: any. */
  readonly channel?: string | null | undefined;
  /** Facts of which kind. */
  readonly fact: TouchpointRuleFact;
  /** Only those with this name. Default: any. */
  readonly name?: string | null | undefined;
  /** Of ANSWER: key of the question. */
  readonly question?: string | null | undefined;
  /** Key of the touchpoint. */
  readonly touchpoint: string;
};

/** What is known of them. A trait that is personal needs the scope pii. */
export type TraitFilter = {
  /** Which trait. */
  readonly key: string;
  /** It is one of these. Default: it is known. */
  readonly values?: ReadonlyArray<string> | null | undefined;
};

/** What a segmentation by value and loyalty asks for. Everything has a default. */
export type ValueLoyaltyInput = {
  /** An older answer makes loyalty unknown, 1 to 3650. Default 365. */
  readonly answerMaxAgeDays?: number | null | undefined;
  /** Name of the CHURN analysis that says the risk. Default: the one whose number is called churn when it runs (Workspace.scores); with no result of it, there is no revenue at risk. */
  readonly churnAnalysis?: string | null | undefined;
  /** Of every interval, between 0.5 and 1. Default 0.95. */
  readonly confidenceLevel?: number | null | undefined;
  /** Share of revenue that is margin where an order says none, above 0 and at most 1. Default: measured over the orders that do. */
  readonly marginShare?: number | null | undefined;
  /** Key of a question of kind NPS. Default: the first of the survey. */
  readonly question?: string | null | undefined;
  /** How many tiers of value, 1 to 10. Default 3. */
  readonly tiers?: number | null | undefined;
  /** Name of the CLV analysis that says the value. Default: the one whose number is called value when it runs (Workspace.scores); with no result of it, what customers brought in twelve months. */
  readonly valueAnalysis?: string | null | undefined;
};

/** What a value counts. */
export type ValueMeasure =
  /** Revenue, for no margin is known. */
  | 'REVENUE'
  /** Margin. */
  | 'VALUE'
  | '%future added value';

/** Where the value of a customer comes from. */
export type ValueSource =
  /** Lifetime value to come, from the current run of a CLV analysis. */
  | 'CLV'
  /** What the customer brought in the twelve months less the cost to serve: there is no CLV analysis with a result. */
  | 'REALISED'
  | '%future added value';

/** When they visited the website or the app. */
export type VisitFilter = {
  /** Only visits by one of these campaigns. */
  readonly campaigns?: ReadonlyArray<string> | null | undefined;
  /** Whether what was wanted was done. */
  readonly converted?: boolean | null | undefined;
  /** Only visits from this moment on. */
  readonly from?: string | null | undefined;
  /** At most as many such visits. 0: none. */
  readonly maxCount?: number | null | undefined;
  /** At least as many such visits. Default: 1, or 0 where only an upper bound is asked for. */
  readonly minCount?: number | null | undefined;
  /** Only visits from one of these. */
  readonly sources?: ReadonlyArray<string> | null | undefined;
  /** Only visits before this moment. */
  readonly until?: string | null | undefined;
};

/** What is to be different. What is left out stays as it is. */
export type WebhookChange = {
  /** What it is for. */
  readonly description?: string | null | undefined;
  /** What it is told of from now on. */
  readonly events?: ReadonlyArray<WebhookEventType> | null | undefined;
  /** Whether it is told. While it is not, nothing is kept for it; replayDeliveries makes up for what it missed. */
  readonly isEnabled?: boolean | null | undefined;
  /** Another address. */
  readonly url?: string | null | undefined;
};

/** Where a delivery stands. */
export type WebhookDeliveryState =
  /** The endpoint answered 2xx. */
  | 'DELIVERED'
  /** Given up; it can be replayed. */
  | 'FAILED'
  /** To be sent, or sent again. */
  | 'PENDING'
  | '%future added value';

/** Why an endpoint is told nothing. */
export type WebhookDisabledReason =
  /** All attempts of a delivery failed, and nothing had reached it for three days. */
  | 'FAILING'
  /** It answered 410: it wants to be told no more. */
  | 'GONE'
  /** Somebody disabled it. */
  | 'REQUESTED'
  | '%future added value';

/** What a webhook is told of. */
export type WebhookEventType =
  /** `run.failed`: a run failed and is not tried again. */
  | 'RUN_FAILED'
  /** `run.recovered`: the first answer of an analysis after a failure as of the same moment, the present or a past one. */
  | 'RUN_RECOVERED'
  /** `run.stale`: data that the latest answer of an analysis was computed from has changed since. */
  | 'RUN_STALE'
  /** `run.succeeded`: a run has an answer, be it that the data cannot tell. */
  | 'RUN_SUCCEEDED'
  | '%future added value';

/** Why a delivery was given up. */
export type WebhookFailedReason =
  /** No attempt had an answer 2xx. */
  | 'ATTEMPTS_USED_UP'
  /** The endpoint was disabled before it was sent. */
  | 'ENDPOINT_DISABLED'
  /** The endpoint answered 410: it wants to be told no more. */
  | 'GONE'
  | '%future added value';

/** An endpoint. */
export type WebhookInput = {
  /** What it is for. */
  readonly description?: string | null | undefined;
  /** What it is told of. Default: everything. */
  readonly events?: ReadonlyArray<WebhookEventType> | null | undefined;
  /** Where it is: https, on the public internet. */
  readonly url: string;
};

export type CreateSignedUrlMutationVariables = Exact<{
  dataset: string;
  format: DatasetFormat;
  parameters?: ReadonlyArray<DatasetParameter> | DatasetParameter | null | undefined;
  allPages?: boolean | null | undefined;
  validForMinutes?: number | null | undefined;
}>;


export type CreateSignedUrlMutation = { readonly createSignedUrl: { readonly path: string, readonly expiresAt: string } };

export type ApiKeysQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ApiKeysQuery = { readonly apiKeys: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly prefix: string, readonly scopes: ReadonlyArray<ApiKeyScope>, readonly isGood: boolean, readonly createdAt: string, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly lastUsedAt: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type CreateApiKeyMutationVariables = Exact<{
  input: ApiKeyInput;
}>;


export type CreateApiKeyMutation = { readonly createApiKey: { readonly secret: string | null, readonly apiKey: { readonly id: string, readonly name: string, readonly prefix: string, readonly scopes: ReadonlyArray<ApiKeyScope>, readonly isGood: boolean, readonly createdAt: string, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly lastUsedAt: string | null } } };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeApiKeyMutation = { readonly revokeApiKey: { readonly id: string, readonly name: string, readonly prefix: string, readonly scopes: ReadonlyArray<ApiKeyScope>, readonly isGood: boolean, readonly createdAt: string, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly lastUsedAt: string | null } };

export type AuditEventsQueryVariables = Exact<{
  action?: AuditAction | null | undefined;
  actor?: string | number | null | undefined;
  actorKind?: AuditActorKind | null | undefined;
  subject?: string | number | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditEventsQuery = { readonly auditEvents: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly at: string, readonly actor: string, readonly actorKind: AuditActorKind, readonly action: AuditAction, readonly subjectType: string, readonly subjectId: string | null, readonly details: unknown, readonly requestId: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SavedDocumentsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SavedDocumentsQuery = { readonly savedDocuments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly description: string | null, readonly operation: SavedOperation, readonly path: string | null, readonly updatedAt: string, readonly variables: ReadonlyArray<{ readonly name: string, readonly type: string, readonly isRequired: boolean, readonly defaultValue: string | null }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SaveDocumentMutationVariables = Exact<{
  input: SavedDocumentInput;
}>;


export type SaveDocumentMutation = { readonly saveDocument: { readonly id: string, readonly name: string, readonly path: string | null } };

export type DeleteDocumentMutationVariables = Exact<{
  name: string;
}>;


export type DeleteDocumentMutation = { readonly deleteDocument: string };

export type ApiKeyPartsFragment = { readonly id: string, readonly name: string, readonly prefix: string, readonly scopes: ReadonlyArray<ApiKeyScope>, readonly isGood: boolean, readonly createdAt: string, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly lastUsedAt: string | null };

export type AnalysesQueryVariables = Exact<{
  kind?: ReadonlyArray<AnalysisKind> | AnalysisKind | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AnalysesQuery = { readonly analyses: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly kind: AnalysisKind, readonly createdAt: string, readonly runOnChange: boolean, readonly timeoutSeconds: number | null, readonly memoryMegabytes: number | null, readonly survey: { readonly key: string } | null, readonly latestRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } | null, readonly currentRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } | null, readonly schedule: { readonly id: string, readonly cron: string, readonly timeZone: string, readonly overlap: OverlapPolicy, readonly catchUp: CatchUpPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type AnalysisQueryVariables = Exact<{
  name: string;
}>;


export type AnalysisQuery = { readonly analysis: { readonly id: string, readonly name: string, readonly kind: AnalysisKind, readonly createdAt: string, readonly runOnChange: boolean, readonly timeoutSeconds: number | null, readonly memoryMegabytes: number | null, readonly parametersJson: unknown, readonly survey: { readonly key: string } | null, readonly latestRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } | null, readonly currentRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } | null, readonly publishedRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } | null, readonly schedule: { readonly id: string, readonly cron: string, readonly timeZone: string, readonly overlap: OverlapPolicy, readonly catchUp: CatchUpPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null } | null } | null };

export type CreateAnalysisMutationVariables = Exact<{
  input: AnalysisInput;
}>;


export type CreateAnalysisMutation = { readonly createAnalysis: { readonly id: string, readonly name: string, readonly kind: AnalysisKind } };

export type RenameAnalysisMutationVariables = Exact<{
  analysis: string;
  name: string;
}>;


export type RenameAnalysisMutation = { readonly renameAnalysis: { readonly id: string, readonly name: string } };

export type DeleteAnalysisMutationVariables = Exact<{
  analysis: string;
}>;


export type DeleteAnalysisMutation = { readonly deleteAnalysis: string };

export type SetRunLimitsMutationVariables = Exact<{
  analysis: string;
  timeoutSeconds?: number | null | undefined;
  memoryMegabytes?: number | null | undefined;
}>;


export type SetRunLimitsMutation = { readonly setRunLimits: { readonly name: string, readonly timeoutSeconds: number | null, readonly memoryMegabytes: number | null } };

export type PublishRunMutationVariables = Exact<{
  id: string | number;
}>;


export type PublishRunMutation = { readonly publishRun: { readonly name: string, readonly publishedAt: string | null, readonly publishedBy: string | null } };

export type UnpublishRunMutationVariables = Exact<{
  analysis: string;
}>;


export type UnpublishRunMutation = { readonly unpublishRun: { readonly name: string } };

export type CustomersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CustomersQuery = { readonly customers: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string | null, readonly acquiredAt: string | null, readonly acquisitionChannel: string | null, readonly orderCount: number | null, readonly revenue: string | null, readonly firstOrderAt: string | null, readonly lastOrderAt: string | null, readonly openTicketCount: number | null, readonly lastActivityAt: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type CustomerQueryVariables = Exact<{
  externalId: string;
}>;


export type CustomerQuery = { readonly customer: { readonly erasedAt: string | null, readonly id: string, readonly externalId: string | null, readonly acquiredAt: string | null, readonly acquisitionChannel: string | null, readonly orderCount: number | null, readonly revenue: string | null, readonly firstOrderAt: string | null, readonly lastOrderAt: string | null, readonly openTicketCount: number | null, readonly lastActivityAt: string | null, readonly traits: ReadonlyArray<{ readonly key: string, readonly value: string | null, readonly isPersonal: boolean }>, readonly identities: ReadonlyArray<{ readonly kind: string, readonly value: string | null, readonly isPersonal: boolean }>, readonly value:
      | { readonly __typename: 'Cancelled' }
      | { readonly __typename: 'CustomerValue', readonly analysis: string, readonly runId: string, readonly dataThrough: string | null, readonly computedAt: string | null, readonly isStale: boolean, readonly score: { readonly position: number, readonly tier: string | null, readonly percentile: number | null, readonly value: number | null, readonly valueExpectedLow: number | null, readonly valueExpectedHigh: number | null, readonly valuePredictedLow: number | null, readonly valuePredictedHigh: number | null, readonly pAlive: number | null, readonly expectedPurchases: number | null, readonly purchasesPredictedLow: number | null, readonly purchasesPredictedHigh: number | null } }
      | { readonly __typename: 'Failed', readonly message: string }
      | { readonly __typename: 'NotEstimable', readonly code: StatusCode, readonly detail: string | null }
      | { readonly __typename: 'NotScored' }
      | { readonly __typename: 'Pending' }
     } | null };

export type EraseCustomerMutationVariables = Exact<{
  externalId: string;
}>;


export type EraseCustomerMutation = { readonly eraseCustomer: { readonly erasedOn: string, readonly wasErasedBefore: boolean, readonly facts: number, readonly customer: { readonly id: string, readonly externalId: string | null, readonly erasedAt: string | null } | null } };

export type CustomerTimelineQueryVariables = Exact<{
  externalId: string;
  kinds?: ReadonlyArray<TimelineKind> | TimelineKind | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  personal?: boolean | null | undefined;
}>;


export type CustomerTimelineQuery = { readonly customer: { readonly timeline: { readonly edges: ReadonlyArray<{ readonly node: { readonly at: string, readonly kind: TimelineKind, readonly node:
            | { readonly __typename: 'CustomerSubscription', readonly id: string, readonly externalId: string, readonly plan: string | null, readonly startedAt: string, readonly canceledAt: string | null, readonly endedAt: string | null, readonly mrr: string | null, readonly cancelKind: CancelKind | null, readonly cancelReason?: string | null, readonly subscriptionCurrency: string }
            | { readonly __typename: 'Event', readonly id: string, readonly name: string, readonly occurredAt: string, readonly url?: string | null }
            | { readonly __typename: 'Invitation', readonly id: string, readonly sentAt: string, readonly surveyKey: string, readonly invitationState: InvitationState }
            | { readonly __typename: 'Order', readonly id: string, readonly externalId: string, readonly occurredAt: string, readonly revenue: string | null, readonly currency: string, readonly orderStatus: string | null }
            | { readonly __typename: 'Response', readonly id: string, readonly respondedAt: string | null, readonly touchpoint: string | null, readonly comment?: string | null, readonly responseChannel: string | null, readonly survey: { readonly key: string, readonly title: string }, readonly answers: ReadonlyArray<{ readonly value: number | null, readonly text: string | null, readonly notApplicable: boolean, readonly question: { readonly key: string, readonly kind: QuestionKind, readonly label: string } }> }
            | { readonly __typename: 'Ticket', readonly id: string, readonly externalId: string, readonly openedAt: string, readonly firstResponseAt: string | null, readonly resolvedAt: string | null, readonly sentiment: number | null, readonly ticketKind: string, readonly ticketStatus: string | null }
            | { readonly __typename: 'Visit', readonly id: string, readonly startedAt: string, readonly endedAt: string | null, readonly source: string | null, readonly medium: string | null, readonly campaign: string | null, readonly device: string | null, readonly pageviews: number | null, readonly converted: boolean | null }
           } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type CustomerSummaryFragment = { readonly id: string, readonly externalId: string | null, readonly acquiredAt: string | null, readonly acquisitionChannel: string | null, readonly orderCount: number | null, readonly revenue: string | null, readonly firstOrderAt: string | null, readonly lastOrderAt: string | null, readonly openTicketCount: number | null, readonly lastActivityAt: string | null };

type TimelineItem_CustomerSubscription_Fragment = { readonly __typename: 'CustomerSubscription', readonly id: string, readonly externalId: string, readonly plan: string | null, readonly startedAt: string, readonly canceledAt: string | null, readonly endedAt: string | null, readonly mrr: string | null, readonly cancelKind: CancelKind | null, readonly cancelReason?: string | null, readonly subscriptionCurrency: string };

type TimelineItem_Event_Fragment = { readonly __typename: 'Event', readonly id: string, readonly name: string, readonly occurredAt: string, readonly url?: string | null };

type TimelineItem_Invitation_Fragment = { readonly __typename: 'Invitation', readonly id: string, readonly sentAt: string, readonly surveyKey: string, readonly invitationState: InvitationState };

type TimelineItem_Order_Fragment = { readonly __typename: 'Order', readonly id: string, readonly externalId: string, readonly occurredAt: string, readonly revenue: string | null, readonly currency: string, readonly orderStatus: string | null };

type TimelineItem_Response_Fragment = { readonly __typename: 'Response', readonly id: string, readonly respondedAt: string | null, readonly touchpoint: string | null, readonly comment?: string | null, readonly responseChannel: string | null, readonly survey: { readonly key: string, readonly title: string }, readonly answers: ReadonlyArray<{ readonly value: number | null, readonly text: string | null, readonly notApplicable: boolean, readonly question: { readonly key: string, readonly kind: QuestionKind, readonly label: string } }> };

type TimelineItem_Ticket_Fragment = { readonly __typename: 'Ticket', readonly id: string, readonly externalId: string, readonly openedAt: string, readonly firstResponseAt: string | null, readonly resolvedAt: string | null, readonly sentiment: number | null, readonly ticketKind: string, readonly ticketStatus: string | null };

type TimelineItem_Visit_Fragment = { readonly __typename: 'Visit', readonly id: string, readonly startedAt: string, readonly endedAt: string | null, readonly source: string | null, readonly medium: string | null, readonly campaign: string | null, readonly device: string | null, readonly pageviews: number | null, readonly converted: boolean | null };

export type TimelineItemFragment =
  | TimelineItem_CustomerSubscription_Fragment
  | TimelineItem_Event_Fragment
  | TimelineItem_Invitation_Fragment
  | TimelineItem_Order_Fragment
  | TimelineItem_Response_Fragment
  | TimelineItem_Ticket_Fragment
  | TimelineItem_Visit_Fragment
;

export type OrdersQueryVariables = Exact<{
  status?: ReadonlyArray<string> | string | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OrdersQuery = { readonly orders: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string, readonly occurredAt: string, readonly status: string | null, readonly channel: string | null, readonly currency: string, readonly revenue: string | null, readonly total: string | null, readonly margin: string | null, readonly discount: string | null, readonly tax: string | null, readonly shipping: string | null, readonly refundedAmount: string | null, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SubscriptionsQueryVariables = Exact<{
  plan?: ReadonlyArray<string> | string | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  personal?: boolean | null | undefined;
}>;


export type SubscriptionsQuery = { readonly subscriptions: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string, readonly plan: string | null, readonly status: string | null, readonly startedAt: string, readonly observedFrom: string | null, readonly currentPeriodEnd: string | null, readonly canceledAt: string | null, readonly endedAt: string | null, readonly cancelKind: CancelKind | null, readonly cancelReason?: string | null, readonly billingInterval: BillingInterval | null, readonly currency: string, readonly amount: string | null, readonly mrr: string | null, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type TicketsQueryVariables = Exact<{
  kind?: ReadonlyArray<string> | string | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TicketsQuery = { readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string, readonly kind: string, readonly category: string | null, readonly channel: string | null, readonly priority: string | null, readonly status: string | null, readonly openedAt: string, readonly firstResponseAt: string | null, readonly resolvedAt: string | null, readonly reopens: number | null, readonly sentiment: number | null, readonly satisfactionScore: number | null, readonly touchpoint: string | null, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type VisitsQueryVariables = Exact<{
  source?: ReadonlyArray<string> | string | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  personal?: boolean | null | undefined;
}>;


export type VisitsQuery = { readonly visits: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string, readonly startedAt: string, readonly endedAt: string | null, readonly source: string | null, readonly medium: string | null, readonly campaign: string | null, readonly device: string | null, readonly landingPage?: string | null, readonly pageviews: number | null, readonly converted: boolean | null, readonly revenue: string | null, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type EventsQueryVariables = Exact<{
  name?: ReadonlyArray<string> | string | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  personal?: boolean | null | undefined;
}>;


export type EventsQuery = { readonly events: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string, readonly name: string, readonly occurredAt: string, readonly url?: string | null, readonly properties?: unknown, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type InvitationsQueryVariables = Exact<{
  state?: ReadonlyArray<InvitationState> | InvitationState | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InvitationsQuery = { readonly invitations: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string, readonly sentAt: string, readonly state: InvitationState, readonly channel: string | null, readonly touchpoint: string | null, readonly surveyKey: string, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SpendsQueryVariables = Exact<{
  kind?: ReadonlyArray<SpendKind> | SpendKind | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SpendsQuery = { readonly spends: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string, readonly kind: SpendKind, readonly channel: string | null, readonly periodStart: string, readonly periodEnd: string, readonly amount: string, readonly currency: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type TouchpointsQueryVariables = Exact<{
  stage?: ReadonlyArray<string> | string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TouchpointsQuery = { readonly touchpoints: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly name: string, readonly stage: string | null, readonly position: number | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SurveyScoresQueryVariables = Exact<{
  from?: string | null | undefined;
  until?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SurveyScoresQuery = { readonly surveys: { readonly nodes: ReadonlyArray<{ readonly key: string, readonly title: string, readonly kind: SurveyKind, readonly touchpoint: string | null, readonly sampleSource: SampleSource, readonly nps: { readonly question: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly promoterShare: number | null, readonly passiveShare: number | null, readonly detractorShare: number | null, readonly reason: StatusCode | null, readonly reasonDetail: string | null } | null, readonly csat: { readonly question: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly topTwo: number | null, readonly reason: StatusCode | null, readonly reasonDetail: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SurveyQueryVariables = Exact<{
  key: string;
}>;


export type SurveyQuery = { readonly survey: { readonly id: string, readonly key: string, readonly title: string, readonly kind: SurveyKind, readonly touchpoint: string | null, readonly sampleSource: SampleSource, readonly createdAt: string, readonly questions: ReadonlyArray<{ readonly position: number, readonly key: string, readonly label: string, readonly kind: QuestionKind, readonly role: QuestionRole, readonly scaleMin: number | null, readonly scaleMax: number | null, readonly notApplicableCodes: ReadonlyArray<number>, readonly blankCodes: ReadonlyArray<string>, readonly force: string | null, readonly weight: number | null }> } | null };

export type CreateSurveyMutationVariables = Exact<{
  input: SurveyInput;
}>;


export type CreateSurveyMutation = { readonly createSurvey: { readonly id: string, readonly key: string } };

export type QuestionsQueryVariables = Exact<{
  survey?: string | null | undefined;
  kind?: ReadonlyArray<QuestionKind> | QuestionKind | null | undefined;
  role?: ReadonlyArray<QuestionRole> | QuestionRole | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type QuestionsQuery = { readonly questions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly position: number, readonly key: string, readonly label: string, readonly kind: QuestionKind, readonly role: QuestionRole, readonly scaleMin: number | null, readonly scaleMax: number | null, readonly survey: { readonly key: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ResponsesQueryVariables = Exact<{
  survey?: string | null | undefined;
  touchpoint?: ReadonlyArray<string> | string | null | undefined;
  channel?: ReadonlyArray<string> | string | null | undefined;
  brand?: ReadonlyArray<string> | string | null | undefined;
  band?: ReadonlyArray<NpsBand> | NpsBand | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  customers?: CustomerFilter | null | undefined;
  questions?: ReadonlyArray<string> | string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  personal?: boolean | null | undefined;
}>;


export type ResponsesQuery = { readonly responses: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string, readonly respondedAt: string | null, readonly invitedAt: string | null, readonly channel: string | null, readonly touchpoint: string | null, readonly brand: string | null, readonly samplingWeight: number | null, readonly comment?: string | null, readonly survey: { readonly key: string }, readonly customer: { readonly externalId: string | null } | null, readonly answers: ReadonlyArray<{ readonly value: number | null, readonly text: string | null, readonly notApplicable: boolean, readonly question: { readonly key: string } }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type NpsPartsFragment = { readonly question: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly promoterShare: number | null, readonly passiveShare: number | null, readonly detractorShare: number | null, readonly reason: StatusCode | null, readonly reasonDetail: string | null };

export type CsatPartsFragment = { readonly question: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly topTwo: number | null, readonly reason: StatusCode | null, readonly reasonDetail: string | null };

export type ImportsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ImportsQuery = { readonly imports: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly kind: ImportKind, readonly source: string, readonly format: string, readonly state: ImportState, readonly surveyKey: string | null, readonly dryRun: boolean, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly uploadLength: string | null, readonly uploadedBytes: string, readonly rowsRead: string | null, readonly rowsLoaded: string | null, readonly rowsUnchanged: string | null, readonly rowsRejected: string | null, readonly errorCode: string | null, readonly errorMessage: string | null, readonly progress: { readonly stage: string, readonly fraction: number | null, readonly rowsDone: number | null, readonly rowsTotal: number | null, readonly estimatedSecondsLeft: number | null } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ImportQueryVariables = Exact<{
  id: string | number;
}>;


export type ImportQuery = { readonly import: { readonly report: unknown, readonly id: string, readonly kind: ImportKind, readonly source: string, readonly format: string, readonly state: ImportState, readonly surveyKey: string | null, readonly dryRun: boolean, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly uploadLength: string | null, readonly uploadedBytes: string, readonly rowsRead: string | null, readonly rowsLoaded: string | null, readonly rowsUnchanged: string | null, readonly rowsRejected: string | null, readonly errorCode: string | null, readonly errorMessage: string | null, readonly progress: { readonly stage: string, readonly fraction: number | null, readonly rowsDone: number | null, readonly rowsTotal: number | null, readonly estimatedSecondsLeft: number | null } } | null };

export type ImportErrorsQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  personal?: boolean | null | undefined;
}>;


export type ImportErrorsQuery = { readonly import: { readonly errors: { readonly edges: ReadonlyArray<{ readonly node: { readonly position: string, readonly line: string, readonly field: string | null, readonly code: string, readonly reason?: string, readonly raw?: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type CancelImportMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelImportMutation = { readonly cancelImport: { readonly id: string, readonly kind: ImportKind, readonly source: string, readonly format: string, readonly state: ImportState, readonly surveyKey: string | null, readonly dryRun: boolean, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly uploadLength: string | null, readonly uploadedBytes: string, readonly rowsRead: string | null, readonly rowsLoaded: string | null, readonly rowsUnchanged: string | null, readonly rowsRejected: string | null, readonly errorCode: string | null, readonly errorMessage: string | null, readonly progress: { readonly stage: string, readonly fraction: number | null, readonly rowsDone: number | null, readonly rowsTotal: number | null, readonly estimatedSecondsLeft: number | null } } };

export type ImportPartsFragment = { readonly id: string, readonly kind: ImportKind, readonly source: string, readonly format: string, readonly state: ImportState, readonly surveyKey: string | null, readonly dryRun: boolean, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly uploadLength: string | null, readonly uploadedBytes: string, readonly rowsRead: string | null, readonly rowsLoaded: string | null, readonly rowsUnchanged: string | null, readonly rowsRejected: string | null, readonly errorCode: string | null, readonly errorMessage: string | null, readonly progress: { readonly stage: string, readonly fraction: number | null, readonly rowsDone: number | null, readonly rowsTotal: number | null, readonly estimatedSecondsLeft: number | null } };

export type JourneyQueryVariables = Exact<{
  from: string;
  until: string;
  withinDays?: number | null | undefined;
  churnDays?: number | null | undefined;
}>;


export type JourneyQuery = { readonly journey: { readonly from: string, readonly until: string, readonly withinDays: number, readonly churnDays: number, readonly churnKind: ChurnKind, readonly churnRunId: string | null, readonly silenceDays: number | null, readonly unplacedContacts: number | null, readonly stages: ReadonlyArray<{ readonly stage: string, readonly contacts: number | null, readonly toStage: string | null, readonly conversion: { readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null } | null, readonly touchpoints: ReadonlyArray<{ readonly key: string }> }>, readonly touchpoints: ReadonlyArray<{ readonly contacts: number | null, readonly customers: number | null, readonly touchpoint: { readonly key: string, readonly name: string, readonly stage: string | null, readonly position: number | null }, readonly scores: ReadonlyArray<{ readonly kind: JourneyScoreKind, readonly survey: { readonly key: string } | null, readonly question: { readonly key: string } | null, readonly score: { readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null }, readonly channels: ReadonlyArray<{ readonly channel: string | null, readonly score: { readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null } }>, readonly differences: ReadonlyArray<{ readonly channel: string, readonly reference: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly sharedCustomers: number | null, readonly reason: StatusCode | null }> }>, readonly next: ReadonlyArray<{ readonly to: { readonly key: string } | null, readonly share: { readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null } }>, readonly churnAfter: { readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null }, readonly firstResponse: { readonly n: number | null, readonly customers: number | null, readonly mean: number | null, readonly median: number | null, readonly reason: StatusCode | null }, readonly resolution: { readonly n: number | null, readonly customers: number | null, readonly mean: number | null, readonly median: number | null, readonly reason: StatusCode | null } }> } };

export type SetTouchpointRulesMutationVariables = Exact<{
  rules: ReadonlyArray<TouchpointRuleInput> | TouchpointRuleInput;
}>;


export type SetTouchpointRulesMutation = { readonly setTouchpointRules: ReadonlyArray<{ readonly key: string, readonly rules: ReadonlyArray<{ readonly position: number, readonly fact: TouchpointRuleFact, readonly name: string | null, readonly channel: string | null, readonly question: string | null }> }> };

export type JourneyEstimatePartsFragment = { readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly confidenceLevel: number, readonly seType: SeType, readonly n: number | null, readonly customers: number | null, readonly isReliable: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null };

export type JourneyHoursPartsFragment = { readonly n: number | null, readonly customers: number | null, readonly mean: number | null, readonly median: number | null, readonly reason: StatusCode | null };

export type MetricCatalogueQueryVariables = Exact<{ [key: string]: never; }>;


export type MetricCatalogueQuery = { readonly metricCatalogue: ReadonlyArray<{ readonly measure: Measure, readonly label: string, readonly description: string, readonly unit: MetricUnit, readonly domain: string, readonly isEstimate: boolean, readonly groupings: ReadonlyArray<Dimension> }> };

export type MetricsQueryVariables = Exact<{
  input: MetricsInput;
}>;


export type MetricsQuery = { readonly metrics: { readonly currency: string, readonly rowCount: number, readonly columns: ReadonlyArray<{ readonly key: string, readonly label: string, readonly unit: MetricUnit | null, readonly dimension: Dimension | null, readonly measure: Measure | null }>, readonly rows: ReadonlyArray<{ readonly isOther: boolean, readonly groups: ReadonlyArray<{ readonly dimension: Dimension, readonly traitKey: string | null, readonly segmentKey: string | null, readonly value: string | null, readonly start: string | null, readonly end: string | null }>, readonly values: ReadonlyArray<{ readonly measure: Measure, readonly value: number | null, readonly valueDecimal: string | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null, readonly change: { readonly difference: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null } | null }> }>, readonly freshness: { readonly computedAt: string, readonly dataThrough: string | null, readonly isStale: boolean, readonly clvRun: { readonly runId: string, readonly computedAt: string | null, readonly dataThrough: string | null, readonly isStale: boolean } | null }, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ScoreChangeQueryVariables = Exact<{
  input: ScoreChangeInput;
}>;


export type ScoreChangeQuery = { readonly scoreChange: { readonly measure: Measure, readonly unit: MetricUnit, readonly beforeFrom: string | null, readonly beforeUntil: string | null, readonly afterFrom: string | null, readonly afterUntil: string | null, readonly seType: SeType | null, readonly reason: StatusCode | null, readonly reasonDetail: string | null, readonly before: { readonly measure: Measure, readonly value: number | null, readonly valueDecimal: string | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null }, readonly after: { readonly measure: Measure, readonly value: number | null, readonly valueDecimal: string | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null }, readonly total: { readonly estimate: number, readonly estimateDecimal: string | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null, readonly reason: StatusCode | null } | null, readonly mix: { readonly estimate: number, readonly estimateDecimal: string | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null, readonly reason: StatusCode | null } | null, readonly within: { readonly estimate: number, readonly estimateDecimal: string | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null, readonly reason: StatusCode | null } | null, readonly groups: ReadonlyArray<{ readonly isOther: boolean, readonly presence: GroupPresence, readonly shareBefore: number, readonly shareAfter: number, readonly valueBefore: number | null, readonly valueAfter: number | null, readonly nBefore: number, readonly nAfter: number, readonly customersBefore: number, readonly customersAfter: number, readonly isReliable: boolean, readonly group: { readonly dimension: Dimension, readonly traitKey: string | null, readonly segmentKey: string | null, readonly value: string | null, readonly start: string | null, readonly end: string | null }, readonly mix: { readonly estimate: number, readonly estimateDecimal: string | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null, readonly reason: StatusCode | null }, readonly within: { readonly estimate: number, readonly estimateDecimal: string | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null, readonly reason: StatusCode | null } }>, readonly freshness: { readonly computedAt: string, readonly dataThrough: string | null, readonly isStale: boolean, readonly clvRun: { readonly runId: string, readonly computedAt: string | null, readonly dataThrough: string | null, readonly isStale: boolean } | null } } };

export type RespondersQueryVariables = Exact<{
  input: RespondersInput;
}>;


export type RespondersQuery = { readonly responders: { readonly measure: Measure, readonly unit: MetricUnit, readonly base: number | null, readonly anonymous: number | null, readonly reasonDetail: string | null, readonly raw: { readonly measure: Measure, readonly value: number | null, readonly valueDecimal: string | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null }, readonly postStratified: { readonly value: number | null, readonly n: number, readonly customers: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType, readonly coverage: number | null, readonly reason: StatusCode | null } | null, readonly strata: ReadonlyArray<{ readonly base: number | null, readonly responders: number | null, readonly baseShare: number | null, readonly responderShare: number | null, readonly isHidden: boolean, readonly groups: ReadonlyArray<{ readonly dimension: Dimension, readonly traitKey: string | null, readonly segmentKey: string | null, readonly value: string | null, readonly start: string | null, readonly end: string | null }>, readonly value: { readonly measure: Measure, readonly value: number | null, readonly valueDecimal: string | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null } }>, readonly warnings: ReadonlyArray<{ readonly code: StatusCode, readonly groups: ReadonlyArray<string>, readonly detail: string }>, readonly freshness: { readonly computedAt: string, readonly dataThrough: string | null, readonly isStale: boolean, readonly clvRun: { readonly runId: string, readonly computedAt: string | null, readonly dataThrough: string | null, readonly isStale: boolean } | null } } };

export type MetricGroupPartsFragment = { readonly dimension: Dimension, readonly traitKey: string | null, readonly segmentKey: string | null, readonly value: string | null, readonly start: string | null, readonly end: string | null };

export type ValueWithDoubtFragment = { readonly measure: Measure, readonly value: number | null, readonly valueDecimal: string | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reason: StatusCode | null, readonly reasonDetail: string | null };

export type ScoreEffectPartsFragment = { readonly estimate: number, readonly estimateDecimal: string | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null, readonly reason: StatusCode | null };

export type MetricsFreshnessPartsFragment = { readonly computedAt: string, readonly dataThrough: string | null, readonly isStale: boolean, readonly clvRun: { readonly runId: string, readonly computedAt: string | null, readonly dataThrough: string | null, readonly isStale: boolean } | null };

export type DriverResultQueryVariables = Exact<{
  id: string | number;
}>;


export type DriverResultQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly result:
      | { readonly __typename: 'Cancelled', readonly cancelledAt: string | null }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady', readonly computedAt: string | null, readonly dataThrough: string | null, readonly isStale: boolean, readonly runId: string, readonly differences: ReadonlyArray<{ readonly ciHigh: number | null, readonly ciLow: number | null, readonly driver: string, readonly estimate: number, readonly group: string, readonly measure: DriverMeasure, readonly pAdjusted: number | null, readonly pValue: number | null, readonly reference: string, readonly stdErr: number | null }>, readonly drivers: ReadonlyArray<{ readonly ciHigh: number | null, readonly ciLow: number | null, readonly classicalStdErr: number | null, readonly correlation: number, readonly driver: string, readonly estimate: number, readonly event: string | null, readonly feature: JoinedFeature | null, readonly label: string, readonly level: string | null, readonly lmg: number, readonly lmgSamplingStdErr: number | null, readonly lmgShare: number | null, readonly mean: number | null, readonly meanCiHigh: number | null, readonly meanCiLow: number | null, readonly meanStdErr: number | null, readonly n: string, readonly oddsRatio: number | null, readonly oddsRatioCiHigh: number | null, readonly oddsRatioCiLow: number | null, readonly pAdjusted: number | null, readonly pValue: number | null, readonly partialCorrelation: number | null, readonly position: number, readonly priority: DriverPriority | null, readonly rank: number, readonly rankHigh: number | null, readonly rankLow: number | null, readonly reason: StatusCode | null, readonly referenceLevel: string | null, readonly relativeWeight: number | null, readonly semipartialCorrelation: number | null, readonly shapley: number | null, readonly shapleySamplingStdErr: number | null, readonly shapleyShare: number | null, readonly shareCiHigh: number | null, readonly shareCiLow: number | null, readonly standardizedEstimate: number, readonly statistic: number | null, readonly stdErr: number | null, readonly topThreeProbability: number | null, readonly topTwoCiHigh: number | null, readonly topTwoCiLow: number | null, readonly topTwoShare: number | null, readonly trait: string | null, readonly unit: string | null, readonly vif: number, readonly windowDays: number | null }>, readonly forces: ReadonlyArray<{ readonly drivers: ReadonlyArray<string>, readonly lmg: number, readonly lmgSamplingStdErr: number | null, readonly lmgShare: number | null, readonly name: string, readonly rank: number, readonly rankHigh: number | null, readonly rankLow: number | null, readonly shapley: number | null, readonly shapleySamplingStdErr: number | null, readonly shapleyShare: number | null, readonly shareCiHigh: number | null, readonly shareCiLow: number | null, readonly topThreeProbability: number | null }>, readonly groups: ReadonlyArray<{ readonly code: StatusCode | null, readonly customers: string, readonly detail: string | null, readonly group: string, readonly isOwn: boolean, readonly n: string, readonly outcomeCiHigh: number | null, readonly outcomeCiLow: number | null, readonly outcomeMean: number | null, readonly quality: ModelQuality | null, readonly rSquared: number | null, readonly seType: SeType | null, readonly drivers: ReadonlyArray<{ readonly ciHigh: number | null, readonly ciLow: number | null, readonly driver: string, readonly estimate: number, readonly lmg: number, readonly lmgShare: number | null, readonly mean: number | null, readonly meanCiHigh: number | null, readonly meanCiLow: number | null, readonly meanStdErr: number | null, readonly pAdjusted: number | null, readonly pValue: number | null, readonly priority: DriverPriority | null, readonly rank: number, readonly rankHigh: number | null, readonly rankLow: number | null, readonly reason: StatusCode | null, readonly shareCiHigh: number | null, readonly shareCiLow: number | null, readonly stdErr: number | null, readonly topThreeProbability: number | null }> }>, readonly model: { readonly adjustedRSquared: number | null, readonly agreement: number | null, readonly auc: number | null, readonly clusters: string | null, readonly completeN: string | null, readonly conditionNumber: number | null, readonly confidenceLevel: number, readonly customers: string | null, readonly df: number | null, readonly draws: number, readonly events: string | null, readonly fPValue: number | null, readonly fStatistic: number | null, readonly failedDraws: number, readonly importanceCut: number, readonly importanceCutAt: QuadrantCut, readonly importanceMeasure: ImportanceMeasure, readonly intercept: number | null, readonly interceptCiHigh: number | null, readonly interceptCiLow: number | null, readonly interceptStdErr: number | null, readonly logLikelihood: number | null, readonly logLikelihoodNull: number | null, readonly lrPValue: number | null, readonly lrStatistic: number | null, readonly mcFadden: number | null, readonly method: ModelMethod | null, readonly missing: MissingTreatment, readonly model: DriverModelKind, readonly n: string, readonly nDropped: string, readonly nagelkerke: number | null, readonly observedUntil: string | null, readonly outcome: string, readonly performanceCut: number | null, readonly performanceCutAt: QuadrantCut, readonly performanceUnit: PerformanceUnit | null, readonly quality: ModelQuality, readonly rSquared: number, readonly rSquaredCiHigh: number | null, readonly rSquaredCiLow: number | null, readonly residualStdErr: number, readonly seType: SeType, readonly seed: number | null, readonly thresholds: ReadonlyArray<{ readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number, readonly name: string, readonly stdErr: number | null }> } }
      | { readonly __typename: 'Failed', readonly message: string, readonly failure: string }
      | { readonly __typename: 'NotEstimable', readonly code: StatusCode, readonly detail: string | null, readonly manager: string, readonly statistician: string }
      | { readonly __typename: 'Pending', readonly progress: { readonly stage: string, readonly fraction: number | null } }
      | { readonly __typename: 'ValueLoyaltyResultReady' }
     } | null };

export type ChurnResultQueryVariables = Exact<{
  id: string | number;
}>;


export type ChurnResultQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly result:
      | { readonly __typename: 'Cancelled', readonly cancelledAt: string | null }
      | { readonly __typename: 'ChurnResultReady', readonly computedAt: string | null, readonly dataThrough: string | null, readonly isStale: boolean, readonly runId: string, readonly causes: ReadonlyArray<{ readonly cause: string, readonly losses: string, readonly n: string, readonly observedFromDay: number | null, readonly reason: StatusCode | null, readonly shownFromDay: number | null, readonly shownUntilDay: number | null, readonly points: ReadonlyArray<{ readonly atRisk: string, readonly boundHigh: number | null, readonly ciHigh: number | null, readonly ciLow: number | null, readonly day: number, readonly incidence: number, readonly stdErr: number }> }>, readonly churnRates: ReadonlyArray<{ readonly active: string, readonly ciHigh: number | null, readonly ciLow: number | null, readonly endsAt: string, readonly isComplete: boolean, readonly joined: string | null, readonly joinedAndLost: string | null, readonly lost: string, readonly period: string, readonly rate: number | null, readonly startsAt: string }>, readonly cohortCells: ReadonlyArray<{ readonly active: string, readonly age: number, readonly ciHigh: number, readonly ciLow: number, readonly cohort: string, readonly grouping: string, readonly isComplete: boolean, readonly retention: number, readonly revenue: string | null, readonly rollingActive: string | null, readonly size: string, readonly startingRevenue: string | null }>, readonly curves: ReadonlyArray<{ readonly expectedLosses: number | null, readonly grouping: string, readonly landmarkDays: number | null, readonly lastDay: number | null, readonly level: string | null, readonly losses: string, readonly medianCiHigh: number | null, readonly medianCiLow: number | null, readonly medianDays: number | null, readonly n: string, readonly observedFromDay: number | null, readonly reason: StatusCode | null, readonly restrictedMean: number | null, readonly restrictedMeanCiHigh: number | null, readonly restrictedMeanCiLow: number | null, readonly restrictedMeanHorizon: number | null, readonly restrictedMeanStdErr: number | null, readonly shownFromDay: number | null, readonly shownUntilDay: number | null, readonly points: ReadonlyArray<{ readonly atRisk: string, readonly ciHigh: number | null, readonly ciLow: number | null, readonly day: number, readonly stdErr: number | null, readonly survival: number }> }>, readonly hazards: ReadonlyArray<{ readonly cause: string, readonly concordance: number | null, readonly concordanceStdErr: number | null, readonly customers: string, readonly detail: string | null, readonly df: number | null, readonly likelihoodRatio: number | null, readonly logLikelihood: number | null, readonly losses: string | null, readonly n: string | null, readonly pValue: number | null, readonly reason: StatusCode | null, readonly sampledCustomers: string, readonly seType: SeType | null, readonly estimates: ReadonlyArray<{ readonly ciHigh: number | null, readonly ciLow: number | null, readonly classicalStdErr: number, readonly estimate: number, readonly feature: string, readonly hazardRatio: number | null, readonly hazardRatioHigh: number | null, readonly hazardRatioLow: number | null, readonly level: string | null, readonly pAdjusted: number | null, readonly pValue: number | null, readonly reason: StatusCode | null, readonly reference: string | null, readonly statistic: number | null, readonly stdErr: number | null, readonly term: string }>, readonly tests: ReadonlyArray<{ readonly df: number, readonly pValue: number | null, readonly reason: StatusCode | null, readonly rho: number | null, readonly statistic: number | null, readonly term: string }> }>, readonly model: { readonly asOf: string, readonly cohortCustomers: string, readonly cohortPeriod: CohortPeriod, readonly confidenceLevel: number, readonly customers: string, readonly datedAt: SilenceDating | null, readonly delayedEntries: string, readonly episodes: string, readonly followUpEnd: string, readonly grossCiHigh: number | null, readonly grossCiLow: number | null, readonly grossRetention: number | null, readonly grossStdErr: number | null, readonly isSuggested: boolean | null, readonly kind: ChurnKind, readonly losses: string, readonly netCiHigh: number | null, readonly netCiLow: number | null, readonly netRetention: number | null, readonly netStdErr: number | null, readonly periodFrom: string | null, readonly periodUntil: string | null, readonly provisionalLosses: string, readonly returnShare: number | null, readonly returns: string, readonly revenueCustomers: string | null, readonly revenueFrom: string | null, readonly revenuePeriods: number | null, readonly revenueReason: StatusCode | null, readonly revenueSeType: SeType | null, readonly revenueTo: string | null, readonly shape: ChurnShape, readonly silenceDays: number | null, readonly startingRevenue: string | null, readonly visitsCount: boolean | null }, readonly revenueRetention: ReadonlyArray<{ readonly gross: number | null, readonly grossCiHigh: number | null, readonly grossCiLow: number | null, readonly grossStdErr: number | null, readonly n: string, readonly net: number | null, readonly netCiHigh: number | null, readonly netCiLow: number | null, readonly netStdErr: number | null, readonly period: string, readonly seType: SeType, readonly startingRevenue: string | null }>, readonly risk: { readonly asOf: string, readonly confidenceLevel: number, readonly detail: string | null, readonly expectedLosses: number | null, readonly extrapolated: string, readonly features: ReadonlyArray<string>, readonly horizonDays: number, readonly meanRisk: number | null, readonly method: RiskMethod, readonly n: string, readonly reason: StatusCode | null, readonly shrinkage: number | null } | null, readonly riskValidation: { readonly baseBrier: number | null, readonly baseBrierCiHigh: number | null, readonly baseBrierCiLow: number | null, readonly baseRate: number | null, readonly brier: number | null, readonly brierCiHigh: number | null, readonly brierCiLow: number | null, readonly brierDifference: number | null, readonly brierDifferenceCiHigh: number | null, readonly brierDifferenceCiLow: number | null, readonly calibrationIntercept: number | null, readonly calibrationInterceptCiHigh: number | null, readonly calibrationInterceptCiLow: number | null, readonly calibrationSlope: number | null, readonly calibrationSlopeCiHigh: number | null, readonly calibrationSlopeCiLow: number | null, readonly concordance: number | null, readonly concordanceCiHigh: number | null, readonly concordanceCiLow: number | null, readonly detail: string | null, readonly fittedThrough: string, readonly judgedThrough: string, readonly known: string | null, readonly losses: string | null, readonly meanRisk: number | null, readonly n: string | null, readonly reason: StatusCode | null, readonly shuffledCiHigh: number | null, readonly shuffledCiLow: number | null, readonly shuffledConcordance: number | null, readonly skill: number | null, readonly deciles: ReadonlyArray<{ readonly ciHigh: number | null, readonly ciLow: number | null, readonly decile: number, readonly losses: string, readonly maxRisk: number, readonly meanRisk: number, readonly minRisk: number, readonly n: string, readonly observedRate: number | null }> } | null, readonly silenceOptions: ReadonlyArray<{ readonly days: number, readonly isChosen: boolean, readonly quantile: number | null, readonly returnShare: number | null, readonly returnWithinDays: number | null, readonly returns: string }>, readonly tenureRates: ReadonlyArray<{ readonly active: string, readonly ciHigh: number | null, readonly ciLow: number | null, readonly fromMonths: number | null, readonly grouping: string, readonly level: string | null, readonly lost: string, readonly rate: number | null, readonly untilMonths: number | null }>, readonly tests: ReadonlyArray<{ readonly detail: string | null, readonly df: number | null, readonly grouping: string, readonly landmarkDays: number | null, readonly losses: string | null, readonly n: string | null, readonly pValue: number | null, readonly reason: StatusCode | null, readonly statistic: number | null }> }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed', readonly message: string, readonly failure: string }
      | { readonly __typename: 'NotEstimable', readonly code: StatusCode, readonly detail: string | null, readonly manager: string, readonly statistician: string }
      | { readonly __typename: 'Pending', readonly progress: { readonly stage: string, readonly fraction: number | null } }
      | { readonly __typename: 'ValueLoyaltyResultReady' }
     } | null };

export type ClvResultQueryVariables = Exact<{
  id: string | number;
}>;


export type ClvResultQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly result:
      | { readonly __typename: 'Cancelled', readonly cancelledAt: string | null }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady', readonly computedAt: string | null, readonly dataThrough: string | null, readonly isStale: boolean, readonly runId: string, readonly holdouts: ReadonlyArray<{ readonly actual: string, readonly calibrationUntil: string, readonly expectedCiHigh: number | null, readonly expectedCiLow: number | null, readonly expectedPurchases: number, readonly holdoutUntil: string, readonly isChosen: boolean, readonly isInside: boolean, readonly length: number, readonly logPredictive: number, readonly meanAbsoluteError: number, readonly model: ClvModelName, readonly n: string, readonly predictedCiHigh: number, readonly predictedCiLow: number, readonly bins: ReadonlyArray<{ readonly actualMean: number, readonly expectedMean: number, readonly frequency: number, readonly isOpen: boolean, readonly n: string }> }>, readonly model: { readonly aliveNote: string | null, readonly confidenceLevel: number, readonly discountRate: number, readonly horizonLength: number, readonly horizonMonths: number, readonly limits: ReadonlyArray<string>, readonly logLikelihood: number, readonly marginOrders: string | null, readonly marginShare: number | null, readonly marginSource: MarginSource | null, readonly measure: ValueMeasure, readonly model: ClvModelName, readonly modelReason: string, readonly n: string, readonly observedFrom: string, readonly observedUntil: string, readonly rankedBy: ClvRanking, readonly repeatBuyers: string, readonly repeatPurchases: string, readonly setting: ClvSetting, readonly settingReason: string, readonly spendByFrequency: boolean | null, readonly spendCorrelation: number | null, readonly spendMean: number | null, readonly spendModel: string | null, readonly spendN: string | null, readonly timeUnit: ClvTimeUnit }, readonly parameters: ReadonlyArray<{ readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly fittedOn: FittedOn, readonly model: string, readonly parameter: string, readonly reason: StatusCode | null, readonly stdErr: number | null }>, readonly renewals: ReadonlyArray<{ readonly atRisk: string | null, readonly period: number, readonly renewed: string | null, readonly retention: number | null, readonly retentionHigh: number | null, readonly retentionLow: number | null, readonly survival: number, readonly survivalHigh: number | null, readonly survivalLow: number | null }>, readonly tiers: ReadonlyArray<{ readonly expectedPurchases: number, readonly n: string, readonly tier: string, readonly value: number | null }>, readonly totals: ReadonlyArray<{ readonly estimate: number | null, readonly expectedCiHigh: number | null, readonly expectedCiLow: number | null, readonly n: string, readonly predictedCiHigh: number | null, readonly predictedCiLow: number | null, readonly quantity: ClvQuantity, readonly reason: StatusCode | null, readonly unknown: string }>, readonly tracking: ReadonlyArray<{ readonly actual: string, readonly expected: number, readonly time: number }> }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed', readonly message: string, readonly failure: string }
      | { readonly __typename: 'NotEstimable', readonly code: StatusCode, readonly detail: string | null, readonly manager: string, readonly statistician: string }
      | { readonly __typename: 'Pending', readonly progress: { readonly stage: string, readonly fraction: number | null } }
      | { readonly __typename: 'ValueLoyaltyResultReady' }
     } | null };

export type ValueLoyaltyResultQueryVariables = Exact<{
  id: string | number;
}>;


export type ValueLoyaltyResultQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly result:
      | { readonly __typename: 'Cancelled', readonly cancelledAt: string | null }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed', readonly message: string, readonly failure: string }
      | { readonly __typename: 'NotEstimable', readonly code: StatusCode, readonly detail: string | null, readonly manager: string, readonly statistician: string }
      | { readonly __typename: 'Pending', readonly progress: { readonly stage: string, readonly fraction: number | null } }
      | { readonly __typename: 'ValueLoyaltyResultReady', readonly computedAt: string | null, readonly dataThrough: string | null, readonly isStale: boolean, readonly runId: string, readonly cells: ReadonlyArray<{ readonly action: SegmentAction | null, readonly belowZero: string | null, readonly costToServe: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly loyalty: Loyalty | null, readonly n: string | null, readonly reason: StatusCode | null, readonly revenue: number | null, readonly share: number | null, readonly shareCiHigh: number | null, readonly shareCiLow: number | null, readonly tier: number | null, readonly valueFrom: number | null, readonly meanValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly netValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly revenueAtRisk: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly value: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null } }>, readonly loyaltyTotals: ReadonlyArray<{ readonly action: SegmentAction | null, readonly belowZero: string | null, readonly costToServe: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly loyalty: Loyalty | null, readonly n: string | null, readonly reason: StatusCode | null, readonly revenue: number | null, readonly share: number | null, readonly shareCiHigh: number | null, readonly shareCiLow: number | null, readonly tier: number | null, readonly valueFrom: number | null, readonly meanValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly netValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly revenueAtRisk: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly value: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null } }>, readonly model: { readonly answerMaxAgeDays: number, readonly asOf: string, readonly churnHorizonDays: number | null, readonly churnMethod: RiskMethod | null, readonly churnRunId: string | null, readonly confidenceLevel: number, readonly marginShare: number | null, readonly measure: RealisedMeasure, readonly n: string, readonly periodStart: string, readonly question: string, readonly serviceAllocated: number, readonly serviceNoTickets: number, readonly serviceNobody: number, readonly serviceSpend: number, readonly tiers: number, readonly valueRunId: string | null, readonly valueSource: ValueSource }, readonly serviceCosts: ReadonlyArray<{ readonly channel: string | null, readonly costPerTicket: number | null, readonly spend: number, readonly tickets: string }>, readonly tierTotals: ReadonlyArray<{ readonly action: SegmentAction | null, readonly belowZero: string | null, readonly costToServe: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly loyalty: Loyalty | null, readonly n: string | null, readonly reason: StatusCode | null, readonly revenue: number | null, readonly share: number | null, readonly shareCiHigh: number | null, readonly shareCiLow: number | null, readonly tier: number | null, readonly valueFrom: number | null, readonly meanValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly netValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly revenueAtRisk: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly value: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null } }>, readonly total: { readonly action: SegmentAction | null, readonly belowZero: string | null, readonly costToServe: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly loyalty: Loyalty | null, readonly n: string | null, readonly reason: StatusCode | null, readonly revenue: number | null, readonly share: number | null, readonly shareCiHigh: number | null, readonly shareCiLow: number | null, readonly tier: number | null, readonly valueFrom: number | null, readonly meanValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly netValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly revenueAtRisk: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly value: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null } } }
     } | null };

export type ValueLoyaltyCellPartsFragment = { readonly action: SegmentAction | null, readonly belowZero: string | null, readonly costToServe: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly loyalty: Loyalty | null, readonly n: string | null, readonly reason: StatusCode | null, readonly revenue: number | null, readonly share: number | null, readonly shareCiHigh: number | null, readonly shareCiLow: number | null, readonly tier: number | null, readonly valueFrom: number | null, readonly meanValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly netValue: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly revenueAtRisk: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null }, readonly value: { readonly ciHigh: number | null, readonly ciLow: number | null, readonly estimate: number | null, readonly expectedHigh: number | null, readonly expectedLow: number | null, readonly n: string | null, readonly seType: SeType, readonly stdErr: number | null } };

type NoResult_Cancelled_Fragment = { readonly cancelledAt: string | null };

type NoResult_Failed_Fragment = { readonly message: string, readonly failure: string };

type NoResult_NotEstimable_Fragment = { readonly code: StatusCode, readonly detail: string | null, readonly manager: string, readonly statistician: string };

type NoResult_Pending_Fragment = { readonly progress: { readonly stage: string, readonly fraction: number | null } };

export type NoResultFragment =
  | NoResult_Cancelled_Fragment
  | NoResult_Failed_Fragment
  | NoResult_NotEstimable_Fragment
  | NoResult_Pending_Fragment
;

export type RunAnalysisMutationVariables = Exact<{
  name: string;
  idempotencyKey: string;
  asOf?: string | null | undefined;
  force?: boolean | null | undefined;
}>;


export type RunAnalysisMutation = { readonly runAnalysis: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } };

export type CancelRunMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelRunMutation = { readonly cancelRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } };

export type RunUpdatedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type RunUpdatedSubscription = { readonly runUpdated: { readonly id: string, readonly state: RunState, readonly progress: { readonly stage: string, readonly fraction: number | null, readonly rowsDone: number | null, readonly rowsTotal: number | null, readonly estimatedSecondsLeft: number | null } } };

export type RunsQueryVariables = Exact<{
  analysis?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunsQuery = { readonly runs: { readonly edges: ReadonlyArray<{ readonly node: { readonly rowsRead: string | null, readonly rowsUsed: string | null, readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly analysis: { readonly name: string } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type RunQueryVariables = Exact<{
  id: string | number;
}>;


export type RunQuery = { readonly run: { readonly attempts: number, readonly rowsRead: string | null, readonly rowsUsed: string | null, readonly engineVersion: string | null, readonly dataThrough: string | null, readonly timeoutSeconds: number | null, readonly memoryMegabytes: number | null, readonly cancelReason: string | null, readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly analysis: { readonly name: string }, readonly exclusions: ReadonlyArray<{ readonly reason: ExclusionReason, readonly rows: number }>, readonly warnings: ReadonlyArray<{ readonly code: StatusCode, readonly subject: string | null, readonly detail: string, readonly manager: string, readonly statistician: string }>, readonly result:
      | { readonly __typename: 'Cancelled', readonly cancelledAt: string | null }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed', readonly message: string, readonly failure: string }
      | { readonly __typename: 'NotEstimable', readonly code: StatusCode, readonly detail: string | null, readonly manager: string, readonly statistician: string }
      | { readonly __typename: 'Pending', readonly progress: { readonly stage: string, readonly fraction: number | null } }
      | { readonly __typename: 'ValueLoyaltyResultReady' }
     } | null };

export type CompareRunsQueryVariables = Exact<{
  a: string | number;
  b: string | number;
}>;


export type CompareRunsQuery = { readonly compareRuns: { readonly warningsNew: ReadonlyArray<string>, readonly warningsGone: ReadonlyArray<string>, readonly inputs: ReadonlyArray<{ readonly name: string, readonly a: unknown, readonly b: unknown }>, readonly numbers: ReadonlyArray<{ readonly key: string, readonly label: string, readonly estimateA: number | null, readonly ciLowA: number | null, readonly ciHighA: number | null, readonly estimateB: number | null, readonly ciLowB: number | null, readonly ciHighB: number | null, readonly difference: number | null }> } };

export type RankedCustomersQueryVariables = Exact<{
  analysis: string;
  tier?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RankedCustomersQuery = { readonly analysis: { readonly currentRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly rankedCustomers: { readonly edges: ReadonlyArray<{ readonly node: { readonly position: number, readonly tier: string | null, readonly percentile: number | null, readonly churnRisk: number | null, readonly churnRiskCiLow: number | null, readonly churnRiskCiHigh: number | null, readonly pAlive: number | null, readonly expectedPurchases: number | null, readonly expectedPurchasesLow: number | null, readonly expectedPurchasesHigh: number | null, readonly value: number | null, readonly valueExpectedLow: number | null, readonly valueExpectedHigh: number | null, readonly valuePredictedLow: number | null, readonly valuePredictedHigh: number | null, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null } | null };

export type CellCustomersQueryVariables = Exact<{
  analysis: string;
  loyalty: Loyalty;
  tier: number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CellCustomersQuery = { readonly analysis: { readonly currentRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly result:
        | { readonly __typename: 'Cancelled' }
        | { readonly __typename: 'ChurnResultReady' }
        | { readonly __typename: 'ClvResultReady' }
        | { readonly __typename: 'DriverResultReady' }
        | { readonly __typename: 'Failed' }
        | { readonly __typename: 'NotEstimable' }
        | { readonly __typename: 'Pending' }
        | { readonly __typename: 'ValueLoyaltyResultReady', readonly dataThrough: string | null, readonly isStale: boolean, readonly cell: { readonly isHidden: boolean, readonly n: string | null, readonly action: SegmentAction | null, readonly customers: { readonly emptyReason: EmptyListReason | null, readonly nodes: ReadonlyArray<{ readonly position: number, readonly score: number | null, readonly value: number, readonly revenue: number, readonly costToServe: number, readonly netValue: number, readonly churnRisk: number | null, readonly revenueAtRisk: number | null, readonly customer: { readonly externalId: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null }
       } | null } | null };

export type RunStateFragment = { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null };

export type SchedulesQueryVariables = Exact<{
  isPaused?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SchedulesQuery = { readonly schedules: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly cron: string, readonly timeZone: string, readonly overlap: OverlapPolicy, readonly catchUp: CatchUpPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null, readonly analysis: { readonly name: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SetScheduleMutationVariables = Exact<{
  input: ScheduleInput;
}>;


export type SetScheduleMutation = { readonly setSchedule: { readonly id: string, readonly cron: string, readonly timeZone: string, readonly overlap: OverlapPolicy, readonly catchUp: CatchUpPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null } };

export type PauseScheduleMutationVariables = Exact<{
  analysis: string;
}>;


export type PauseScheduleMutation = { readonly pauseSchedule: { readonly id: string, readonly cron: string, readonly timeZone: string, readonly overlap: OverlapPolicy, readonly catchUp: CatchUpPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null } };

export type ResumeScheduleMutationVariables = Exact<{
  analysis: string;
}>;


export type ResumeScheduleMutation = { readonly resumeSchedule: { readonly id: string, readonly cron: string, readonly timeZone: string, readonly overlap: OverlapPolicy, readonly catchUp: CatchUpPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null } };

export type RemoveScheduleMutationVariables = Exact<{
  analysis: string;
}>;


export type RemoveScheduleMutation = { readonly removeSchedule: { readonly name: string } };

export type SetRunOnChangeMutationVariables = Exact<{
  analysis: string;
  runOnChange: boolean;
}>;


export type SetRunOnChangeMutation = { readonly setRunOnChange: { readonly name: string, readonly runOnChange: boolean } };

export type BackfillPreviewQueryVariables = Exact<{
  input: BackfillInput;
}>;


export type BackfillPreviewQuery = { readonly backfillPreview: { readonly runs: number, readonly timeZone: string, readonly dates: { readonly nodes: ReadonlyArray<{ readonly endDate: string, readonly asOf: string, readonly isIncluded: boolean }> } } };

export type StartBackfillMutationVariables = Exact<{
  input: BackfillInput;
  concurrency?: number | null | undefined;
  idempotencyKey: string;
}>;


export type StartBackfillMutation = { readonly startBackfill: { readonly id: string, readonly state: BackfillState, readonly mode: BackfillMode, readonly step: BackfillStep, readonly from: string, readonly to: string, readonly timeZone: string, readonly createdAt: string, readonly finishedAt: string | null, readonly counts: { readonly dates: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number, readonly leftOut: number } } };

export type BackfillsQueryVariables = Exact<{
  analysis?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type BackfillsQuery = { readonly backfills: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: BackfillState, readonly mode: BackfillMode, readonly step: BackfillStep, readonly from: string, readonly to: string, readonly timeZone: string, readonly createdAt: string, readonly finishedAt: string | null, readonly analysis: { readonly name: string }, readonly counts: { readonly dates: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number, readonly leftOut: number } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type BackfillQueryVariables = Exact<{
  id: string | number;
}>;


export type BackfillQuery = { readonly backfill: { readonly id: string, readonly state: BackfillState, readonly mode: BackfillMode, readonly step: BackfillStep, readonly from: string, readonly to: string, readonly timeZone: string, readonly createdAt: string, readonly finishedAt: string | null, readonly analysis: { readonly name: string }, readonly counts: { readonly dates: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number, readonly leftOut: number } } | null };

export type PauseBackfillMutationVariables = Exact<{
  id: string | number;
}>;


export type PauseBackfillMutation = { readonly pauseBackfill: { readonly id: string, readonly state: BackfillState, readonly mode: BackfillMode, readonly step: BackfillStep, readonly from: string, readonly to: string, readonly timeZone: string, readonly createdAt: string, readonly finishedAt: string | null, readonly counts: { readonly dates: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number, readonly leftOut: number } } };

export type ResumeBackfillMutationVariables = Exact<{
  id: string | number;
}>;


export type ResumeBackfillMutation = { readonly resumeBackfill: { readonly id: string, readonly state: BackfillState, readonly mode: BackfillMode, readonly step: BackfillStep, readonly from: string, readonly to: string, readonly timeZone: string, readonly createdAt: string, readonly finishedAt: string | null, readonly counts: { readonly dates: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number, readonly leftOut: number } } };

export type CancelBackfillMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelBackfillMutation = { readonly cancelBackfill: { readonly id: string, readonly state: BackfillState, readonly mode: BackfillMode, readonly step: BackfillStep, readonly from: string, readonly to: string, readonly timeZone: string, readonly createdAt: string, readonly finishedAt: string | null, readonly counts: { readonly dates: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number, readonly leftOut: number } } };

export type SchedulePartsFragment = { readonly id: string, readonly cron: string, readonly timeZone: string, readonly overlap: OverlapPolicy, readonly catchUp: CatchUpPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null };

export type BackfillPartsFragment = { readonly id: string, readonly state: BackfillState, readonly mode: BackfillMode, readonly step: BackfillStep, readonly from: string, readonly to: string, readonly timeZone: string, readonly createdAt: string, readonly finishedAt: string | null, readonly counts: { readonly dates: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number, readonly leftOut: number } };

export type SegmentsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SegmentsQuery = { readonly segments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly key: string, readonly name: string, readonly description: string | null, readonly definition: unknown, readonly fault: string | null, readonly version: number, readonly createdAt: string, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SegmentQueryVariables = Exact<{
  key: string;
  asOf?: string | null | undefined;
}>;


export type SegmentQuery = { readonly segment: { readonly count: number | null, readonly id: string, readonly key: string, readonly name: string, readonly description: string | null, readonly definition: unknown, readonly fault: string | null, readonly version: number, readonly createdAt: string, readonly updatedAt: string, readonly versions: ReadonlyArray<{ readonly version: number, readonly definition: unknown, readonly createdAt: string, readonly createdBy: string }> } | null };

export type SegmentMembersQueryVariables = Exact<{
  key: string;
  asOf?: string | null | undefined;
  version?: number | null | undefined;
  orderBy?: CustomerOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SegmentMembersQuery = { readonly segment: { readonly customers: { readonly asOf: string | null, readonly segmentVersion: number | null, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly externalId: string | null, readonly acquiredAt: string | null, readonly acquisitionChannel: string | null, readonly orderCount: number | null, readonly revenue: string | null, readonly firstOrderAt: string | null, readonly lastOrderAt: string | null, readonly openTicketCount: number | null, readonly lastActivityAt: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null };

export type CreateSegmentMutationVariables = Exact<{
  input: SegmentInput;
}>;


export type CreateSegmentMutation = { readonly createSegment: { readonly id: string, readonly key: string, readonly name: string, readonly description: string | null, readonly definition: unknown, readonly fault: string | null, readonly version: number, readonly createdAt: string, readonly updatedAt: string } };

export type UpdateSegmentMutationVariables = Exact<{
  key: string;
  change: SegmentChange;
}>;


export type UpdateSegmentMutation = { readonly updateSegment: { readonly id: string, readonly key: string, readonly name: string, readonly description: string | null, readonly definition: unknown, readonly fault: string | null, readonly version: number, readonly createdAt: string, readonly updatedAt: string } };

export type DeleteSegmentMutationVariables = Exact<{
  key: string;
}>;


export type DeleteSegmentMutation = { readonly deleteSegment: string };

export type SegmentPartsFragment = { readonly id: string, readonly key: string, readonly name: string, readonly description: string | null, readonly definition: unknown, readonly fault: string | null, readonly version: number, readonly createdAt: string, readonly updatedAt: string };

export type WebhooksQueryVariables = Exact<{
  isEnabled?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type WebhooksQuery = { readonly webhooks: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly url: string, readonly description: string | null, readonly events: ReadonlyArray<WebhookEventType>, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type CreateWebhookMutationVariables = Exact<{
  input: WebhookInput;
}>;


export type CreateWebhookMutation = { readonly createWebhook: { readonly secret: string | null, readonly webhook: { readonly id: string, readonly url: string, readonly description: string | null, readonly events: ReadonlyArray<WebhookEventType>, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string } } };

export type UpdateWebhookMutationVariables = Exact<{
  id: string | number;
  change: WebhookChange;
}>;


export type UpdateWebhookMutation = { readonly updateWebhook: { readonly id: string, readonly url: string, readonly description: string | null, readonly events: ReadonlyArray<WebhookEventType>, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string } };

export type RotateWebhookSecretMutationVariables = Exact<{
  id: string | number;
  previousValidHours?: number | null | undefined;
}>;


export type RotateWebhookSecretMutation = { readonly rotateWebhookSecret: { readonly secret: string | null, readonly webhook: { readonly id: string, readonly url: string, readonly description: string | null, readonly events: ReadonlyArray<WebhookEventType>, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string } } };

export type TestWebhookMutationVariables = Exact<{
  id: string | number;
}>;


export type TestWebhookMutation = { readonly testWebhook: { readonly id: string, readonly state: WebhookDeliveryState } };

export type DeleteWebhookMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteWebhookMutation = { readonly deleteWebhook: string };

export type WebhookDeliveriesQueryVariables = Exact<{
  webhook?: string | number | null | undefined;
  state?: WebhookDeliveryState | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type WebhookDeliveriesQuery = { readonly webhookDeliveries: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly messageId: string, readonly eventType: string, readonly state: WebhookDeliveryState, readonly failedReason: WebhookFailedReason | null, readonly createdAt: string, readonly finishedAt: string | null, readonly nextAttemptAt: string | null, readonly attempts: ReadonlyArray<{ readonly at: string, readonly attempt: number, readonly status: number | null, readonly milliseconds: number, readonly error: string | null }> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ReplayDeliveryMutationVariables = Exact<{
  id: string | number;
}>;


export type ReplayDeliveryMutation = { readonly replayDelivery: { readonly id: string, readonly state: WebhookDeliveryState } };

export type WebhookPartsFragment = { readonly id: string, readonly url: string, readonly description: string | null, readonly events: ReadonlyArray<WebhookEventType>, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string };

export type WorkspaceQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspaceQuery = { readonly workspace: { readonly key: string, readonly name: string, readonly currency: string, readonly timeZone: string, readonly createdAt: string, readonly dataVersions: ReadonlyArray<{ readonly domain: string, readonly version: string, readonly changedAt: string }>, readonly scores: ReadonlyArray<{ readonly score: ScoreName, readonly isChosen: boolean, readonly analysis: { readonly name: string, readonly currentRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } | null } | null }> } };

export type SetScoreAnalysisMutationVariables = Exact<{
  score: ScoreName;
  analysis?: string | null | undefined;
}>;


export type SetScoreAnalysisMutation = { readonly setScoreAnalysis: { readonly scores: ReadonlyArray<{ readonly score: ScoreName, readonly isChosen: boolean, readonly analysis: { readonly name: string, readonly currentRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } | null } | null }> } };

export type ScoreSourcesFragment = { readonly scores: ReadonlyArray<{ readonly score: ScoreName, readonly isChosen: boolean, readonly analysis: { readonly name: string, readonly currentRun: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly asOf: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null } | null } | null }> };

export type JoinCoverageQueryVariables = Exact<{ [key: string]: never; }>;


export type JoinCoverageQuery = { readonly joinCoverage: { readonly responses: number, readonly withCustomer: number, readonly withOrder: number, readonly withTicket: number, readonly withVisit: number, readonly surveys: ReadonlyArray<{ readonly responses: number, readonly withCustomer: number, readonly withOrder: number, readonly withTicket: number, readonly withVisit: number, readonly survey: { readonly key: string, readonly title: string } }> } };

export const ApiKeyPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ApiKeyParts on ApiKey {
  id
  name
  prefix
  scopes
  isGood
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}
    `, {"fragmentName":"ApiKeyParts"}) as unknown as TypedDocumentString<ApiKeyPartsFragment, unknown>;
export const CustomerSummaryFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment CustomerSummary on Customer {
  id
  externalId
  acquiredAt
  acquisitionChannel
  orderCount
  revenue
  firstOrderAt
  lastOrderAt
  openTicketCount
  lastActivityAt
}
    `, {"fragmentName":"CustomerSummary"}) as unknown as TypedDocumentString<CustomerSummaryFragment, unknown>;
export const TimelineItemFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment TimelineItem on TimelineNode {
  __typename
  ... on Response {
    id
    respondedAt
    survey {
      key
      title
    }
    touchpoint
    responseChannel: channel
    comment @include(if: $personal)
    answers {
      question {
        key
        kind
        label
      }
      value
      text
      notApplicable
    }
  }
  ... on Invitation {
    id
    sentAt
    invitationState: state
    surveyKey
  }
  ... on Order {
    id
    externalId
    occurredAt
    orderStatus: status
    revenue
    currency
  }
  ... on CustomerSubscription {
    id
    externalId
    plan
    startedAt
    canceledAt
    endedAt
    mrr
    subscriptionCurrency: currency
    cancelKind
    cancelReason @include(if: $personal)
  }
  ... on Ticket {
    id
    externalId
    ticketKind: kind
    openedAt
    firstResponseAt
    resolvedAt
    ticketStatus: status
    sentiment
  }
  ... on Visit {
    id
    startedAt
    endedAt
    source
    medium
    campaign
    device
    pageviews
    converted
  }
  ... on Event {
    id
    name
    occurredAt
    url @include(if: $personal)
  }
}
    `, {"fragmentName":"TimelineItem"}) as unknown as TypedDocumentString<TimelineItemFragment, unknown>;
export const NpsPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment NpsParts on NpsScore {
  question
  estimate
  stdErr
  ciLow
  ciHigh
  confidenceLevel
  seType
  n
  customers
  isReliable
  isHidden
  promoterShare
  passiveShare
  detractorShare
  reason
  reasonDetail
}
    `, {"fragmentName":"NpsParts"}) as unknown as TypedDocumentString<NpsPartsFragment, unknown>;
export const CsatPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment CsatParts on CsatScore {
  question
  estimate
  stdErr
  ciLow
  ciHigh
  confidenceLevel
  seType
  n
  customers
  isReliable
  isHidden
  topTwo
  reason
  reasonDetail
}
    `, {"fragmentName":"CsatParts"}) as unknown as TypedDocumentString<CsatPartsFragment, unknown>;
export const ImportPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ImportParts on Import {
  id
  kind
  source
  format
  state
  surveyKey
  dryRun
  createdAt
  startedAt
  finishedAt
  uploadLength
  uploadedBytes
  rowsRead
  rowsLoaded
  rowsUnchanged
  rowsRejected
  errorCode
  errorMessage
  progress {
    stage
    fraction
    rowsDone
    rowsTotal
    estimatedSecondsLeft
  }
}
    `, {"fragmentName":"ImportParts"}) as unknown as TypedDocumentString<ImportPartsFragment, unknown>;
export const JourneyEstimatePartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment JourneyEstimateParts on JourneyEstimate {
  estimate
  stdErr
  ciLow
  ciHigh
  confidenceLevel
  seType
  n
  customers
  isReliable
  reason
  reasonDetail
}
    `, {"fragmentName":"JourneyEstimateParts"}) as unknown as TypedDocumentString<JourneyEstimatePartsFragment, unknown>;
export const JourneyHoursPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment JourneyHoursParts on JourneyHours {
  n
  customers
  mean
  median
  reason
}
    `, {"fragmentName":"JourneyHoursParts"}) as unknown as TypedDocumentString<JourneyHoursPartsFragment, unknown>;
export const MetricGroupPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment MetricGroupParts on MetricGroup {
  dimension
  traitKey
  segmentKey
  value
  start
  end
}
    `, {"fragmentName":"MetricGroupParts"}) as unknown as TypedDocumentString<MetricGroupPartsFragment, unknown>;
export const ValueWithDoubtFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ValueWithDoubt on MetricValue {
  measure
  value
  valueDecimal
  n
  customers
  stdErr
  ciLow
  ciHigh
  seType
  isReliable
  isHidden
  reason
  reasonDetail
}
    `, {"fragmentName":"ValueWithDoubt"}) as unknown as TypedDocumentString<ValueWithDoubtFragment, unknown>;
export const ScoreEffectPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ScoreEffectParts on ScoreEffect {
  estimate
  estimateDecimal
  stdErr
  ciLow
  ciHigh
  pValue
  pAdjusted
  reason
}
    `, {"fragmentName":"ScoreEffectParts"}) as unknown as TypedDocumentString<ScoreEffectPartsFragment, unknown>;
export const MetricsFreshnessPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment MetricsFreshnessParts on MetricsFreshness {
  computedAt
  dataThrough
  isStale
  clvRun {
    runId
    computedAt
    dataThrough
    isStale
  }
}
    `, {"fragmentName":"MetricsFreshnessParts"}) as unknown as TypedDocumentString<MetricsFreshnessPartsFragment, unknown>;
export const ValueLoyaltyCellPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ValueLoyaltyCellParts on ValueLoyaltyCell {
  action
  belowZero
  costToServe
  isHidden
  isReliable
  loyalty
  n
  reason
  revenue
  share
  shareCiHigh
  shareCiLow
  tier
  valueFrom
  meanValue {
    ciHigh
    ciLow
    estimate
    expectedHigh
    expectedLow
    n
    seType
    stdErr
  }
  netValue {
    ciHigh
    ciLow
    estimate
    expectedHigh
    expectedLow
    n
    seType
    stdErr
  }
  revenueAtRisk {
    ciHigh
    ciLow
    estimate
    expectedHigh
    expectedLow
    n
    seType
    stdErr
  }
  value {
    ciHigh
    ciLow
    estimate
    expectedHigh
    expectedLow
    n
    seType
    stdErr
  }
}
    `, {"fragmentName":"ValueLoyaltyCellParts"}) as unknown as TypedDocumentString<ValueLoyaltyCellPartsFragment, unknown>;
export const NoResultFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment NoResult on RunResult {
  ... on NotEstimable {
    code
    detail
    manager
    statistician
  }
  ... on Failed {
    failure: code
    message
  }
  ... on Cancelled {
    cancelledAt
  }
  ... on Pending {
    progress {
      stage
      fraction
    }
  }
}
    `, {"fragmentName":"NoResult"}) as unknown as TypedDocumentString<NoResultFragment, unknown>;
export const SchedulePartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ScheduleParts on Schedule {
  id
  cron
  timeZone
  overlap
  catchUp
  pausedAt
  nextRunAt
  lastDueAt
}
    `, {"fragmentName":"ScheduleParts"}) as unknown as TypedDocumentString<SchedulePartsFragment, unknown>;
export const BackfillPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment BackfillParts on Backfill {
  id
  state
  mode
  step
  from
  to
  timeZone
  createdAt
  finishedAt
  counts {
    dates
    toStart
    queued
    running
    succeeded
    failed
    cancelled
    leftOut
  }
}
    `, {"fragmentName":"BackfillParts"}) as unknown as TypedDocumentString<BackfillPartsFragment, unknown>;
export const SegmentPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SegmentParts on Segment {
  id
  key
  name
  description
  definition
  fault
  version
  createdAt
  updatedAt
}
    `, {"fragmentName":"SegmentParts"}) as unknown as TypedDocumentString<SegmentPartsFragment, unknown>;
export const WebhookPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WebhookParts on Webhook {
  id
  url
  description
  events
  isEnabled
  disabledAt
  disabledReason
  failingSince
  previousSecretUntil
  createdAt
}
    `, {"fragmentName":"WebhookParts"}) as unknown as TypedDocumentString<WebhookPartsFragment, unknown>;
export const RunStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}
    `, {"fragmentName":"RunState"}) as unknown as TypedDocumentString<RunStateFragment, unknown>;
export const ScoreSourcesFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ScoreSources on Workspace {
  scores {
    score
    isChosen
    analysis {
      name
      currentRun {
        ...RunState
      }
    }
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`, {"fragmentName":"ScoreSources"}) as unknown as TypedDocumentString<ScoreSourcesFragment, unknown>;
export const CreateSignedUrlDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateSignedUrl($dataset: String!, $format: DatasetFormat!, $parameters: [DatasetParameter!], $allPages: Boolean = false, $validForMinutes: Int) {
  createSignedUrl(
    dataset: $dataset
    format: $format
    parameters: $parameters
    allPages: $allPages
    validForMinutes: $validForMinutes
  ) {
    path
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<CreateSignedUrlMutation, CreateSignedUrlMutationVariables>;
export const ApiKeysDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ApiKeys($first: Int = 50, $after: String) {
  apiKeys(first: $first, after: $after) {
    nodes {
      ...ApiKeyParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ApiKeyParts on ApiKey {
  id
  name
  prefix
  scopes
  isGood
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateApiKey($input: ApiKeyInput!) {
  createApiKey(input: $input) {
    secret
    apiKey {
      ...ApiKeyParts
    }
  }
}
    fragment ApiKeyParts on ApiKey {
  id
  name
  prefix
  scopes
  isGood
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id) {
    ...ApiKeyParts
  }
}
    fragment ApiKeyParts on ApiKey {
  id
  name
  prefix
  scopes
  isGood
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const AuditEventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AuditEvents($action: AuditAction, $actor: ID, $actorKind: AuditActorKind, $subject: ID, $from: DateTime, $until: DateTime, $first: Int = 50, $after: String) {
  auditEvents(
    action: $action
    actor: $actor
    actorKind: $actorKind
    subject: $subject
    from: $from
    until: $until
    first: $first
    after: $after
  ) {
    nodes {
      id
      at
      actor
      actorKind
      action
      subjectType
      subjectId
      details
      requestId
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AuditEventsQuery, AuditEventsQueryVariables>;
export const SavedDocumentsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SavedDocuments($first: Int = 50, $after: String) {
  savedDocuments(first: $first, after: $after) {
    nodes {
      id
      name
      description
      operation
      path
      updatedAt
      variables {
        name
        type
        isRequired
        defaultValue
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SavedDocumentsQuery, SavedDocumentsQueryVariables>;
export const SaveDocumentDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SaveDocument($input: SavedDocumentInput!) {
  saveDocument(input: $input) {
    id
    name
    path
  }
}
    `) as unknown as TypedDocumentString<SaveDocumentMutation, SaveDocumentMutationVariables>;
export const DeleteDocumentDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteDocument($name: String!) {
  deleteDocument(name: $name)
}
    `) as unknown as TypedDocumentString<DeleteDocumentMutation, DeleteDocumentMutationVariables>;
export const AnalysesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Analyses($kind: [AnalysisKind!], $first: Int = 50, $after: String) {
  analyses(kind: $kind, first: $first, after: $after) {
    nodes {
      id
      name
      kind
      createdAt
      runOnChange
      timeoutSeconds
      memoryMegabytes
      survey {
        key
      }
      latestRun {
        ...RunState
      }
      currentRun {
        ...RunState
      }
      schedule {
        ...ScheduleParts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}
fragment ScheduleParts on Schedule {
  id
  cron
  timeZone
  overlap
  catchUp
  pausedAt
  nextRunAt
  lastDueAt
}`) as unknown as TypedDocumentString<AnalysesQuery, AnalysesQueryVariables>;
export const AnalysisDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Analysis($name: String!) {
  analysis(name: $name) {
    id
    name
    kind
    createdAt
    runOnChange
    timeoutSeconds
    memoryMegabytes
    parametersJson
    survey {
      key
    }
    latestRun {
      ...RunState
    }
    currentRun {
      ...RunState
    }
    publishedRun {
      ...RunState
    }
    schedule {
      ...ScheduleParts
    }
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}
fragment ScheduleParts on Schedule {
  id
  cron
  timeZone
  overlap
  catchUp
  pausedAt
  nextRunAt
  lastDueAt
}`) as unknown as TypedDocumentString<AnalysisQuery, AnalysisQueryVariables>;
export const CreateAnalysisDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateAnalysis($input: AnalysisInput!) {
  createAnalysis(input: $input) {
    id
    name
    kind
  }
}
    `) as unknown as TypedDocumentString<CreateAnalysisMutation, CreateAnalysisMutationVariables>;
export const RenameAnalysisDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RenameAnalysis($analysis: String!, $name: String!) {
  renameAnalysis(analysis: $analysis, name: $name) {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<RenameAnalysisMutation, RenameAnalysisMutationVariables>;
export const DeleteAnalysisDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteAnalysis($analysis: String!) {
  deleteAnalysis(analysis: $analysis)
}
    `) as unknown as TypedDocumentString<DeleteAnalysisMutation, DeleteAnalysisMutationVariables>;
export const SetRunLimitsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetRunLimits($analysis: String!, $timeoutSeconds: Int, $memoryMegabytes: Int) {
  setRunLimits(
    analysis: $analysis
    timeoutSeconds: $timeoutSeconds
    memoryMegabytes: $memoryMegabytes
  ) {
    name
    timeoutSeconds
    memoryMegabytes
  }
}
    `) as unknown as TypedDocumentString<SetRunLimitsMutation, SetRunLimitsMutationVariables>;
export const PublishRunDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation PublishRun($id: ID!) {
  publishRun(id: $id) {
    name
    publishedAt
    publishedBy
  }
}
    `) as unknown as TypedDocumentString<PublishRunMutation, PublishRunMutationVariables>;
export const UnpublishRunDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UnpublishRun($analysis: String!) {
  unpublishRun(analysis: $analysis) {
    name
  }
}
    `) as unknown as TypedDocumentString<UnpublishRunMutation, UnpublishRunMutationVariables>;
export const CustomersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Customers($first: Int = 50, $after: String) {
  customers(first: $first, after: $after) {
    edges {
      node {
        ...CustomerSummary
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment CustomerSummary on Customer {
  id
  externalId
  acquiredAt
  acquisitionChannel
  orderCount
  revenue
  firstOrderAt
  lastOrderAt
  openTicketCount
  lastActivityAt
}`) as unknown as TypedDocumentString<CustomersQuery, CustomersQueryVariables>;
export const CustomerDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Customer($externalId: String!) {
  customer(externalId: $externalId) {
    ...CustomerSummary
    erasedAt
    traits {
      key
      value
      isPersonal
    }
    identities {
      kind
      value
      isPersonal
    }
    value {
      __typename
      ... on CustomerValue {
        analysis
        runId
        dataThrough
        computedAt
        isStale
        score {
          position
          tier
          percentile
          value
          valueExpectedLow
          valueExpectedHigh
          valuePredictedLow
          valuePredictedHigh
          pAlive
          expectedPurchases
          purchasesPredictedLow
          purchasesPredictedHigh
        }
      }
      ... on NotEstimable {
        code
        detail
      }
      ... on Failed {
        message
      }
    }
  }
}
    fragment CustomerSummary on Customer {
  id
  externalId
  acquiredAt
  acquisitionChannel
  orderCount
  revenue
  firstOrderAt
  lastOrderAt
  openTicketCount
  lastActivityAt
}`) as unknown as TypedDocumentString<CustomerQuery, CustomerQueryVariables>;
export const EraseCustomerDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation EraseCustomer($externalId: String!) {
  eraseCustomer(externalId: $externalId) {
    erasedOn
    wasErasedBefore
    facts
    customer {
      id
      externalId
      erasedAt
    }
  }
}
    `) as unknown as TypedDocumentString<EraseCustomerMutation, EraseCustomerMutationVariables>;
export const CustomerTimelineDocument = /*#__PURE__*/ new TypedDocumentString(`
    query CustomerTimeline($externalId: String!, $kinds: [TimelineKind!], $from: DateTime, $until: DateTime, $first: Int = 50, $after: String, $personal: Boolean = false) {
  customer(externalId: $externalId) {
    timeline(
      kinds: $kinds
      from: $from
      until: $until
      first: $first
      after: $after
    ) {
      edges {
        node {
          at
          kind
          node {
            ...TimelineItem
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment TimelineItem on TimelineNode {
  __typename
  ... on Response {
    id
    respondedAt
    survey {
      key
      title
    }
    touchpoint
    responseChannel: channel
    comment @include(if: $personal)
    answers {
      question {
        key
        kind
        label
      }
      value
      text
      notApplicable
    }
  }
  ... on Invitation {
    id
    sentAt
    invitationState: state
    surveyKey
  }
  ... on Order {
    id
    externalId
    occurredAt
    orderStatus: status
    revenue
    currency
  }
  ... on CustomerSubscription {
    id
    externalId
    plan
    startedAt
    canceledAt
    endedAt
    mrr
    subscriptionCurrency: currency
    cancelKind
    cancelReason @include(if: $personal)
  }
  ... on Ticket {
    id
    externalId
    ticketKind: kind
    openedAt
    firstResponseAt
    resolvedAt
    ticketStatus: status
    sentiment
  }
  ... on Visit {
    id
    startedAt
    endedAt
    source
    medium
    campaign
    device
    pageviews
    converted
  }
  ... on Event {
    id
    name
    occurredAt
    url @include(if: $personal)
  }
}`) as unknown as TypedDocumentString<CustomerTimelineQuery, CustomerTimelineQueryVariables>;
export const OrdersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Orders($status: [String!], $from: DateTime, $until: DateTime, $first: Int = 100, $after: String) {
  orders(
    status: $status
    from: $from
    until: $until
    first: $first
    after: $after
  ) {
    edges {
      node {
        id
        externalId
        occurredAt
        status
        channel
        currency
        revenue
        total
        margin
        discount
        tax
        shipping
        refundedAmount
        customer {
          externalId
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<OrdersQuery, OrdersQueryVariables>;
export const SubscriptionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Subscriptions($plan: [String!], $from: DateTime, $until: DateTime, $first: Int = 100, $after: String, $personal: Boolean = false) {
  subscriptions(
    plan: $plan
    from: $from
    until: $until
    first: $first
    after: $after
  ) {
    edges {
      node {
        id
        externalId
        plan
        status
        startedAt
        observedFrom
        currentPeriodEnd
        canceledAt
        endedAt
        cancelKind
        cancelReason @include(if: $personal)
        billingInterval
        currency
        amount
        mrr
        customer {
          externalId
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SubscriptionsQuery, SubscriptionsQueryVariables>;
export const TicketsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Tickets($kind: [String!], $from: DateTime, $until: DateTime, $first: Int = 100, $after: String) {
  tickets(kind: $kind, from: $from, until: $until, first: $first, after: $after) {
    edges {
      node {
        id
        externalId
        kind
        category
        channel
        priority
        status
        openedAt
        firstResponseAt
        resolvedAt
        reopens
        sentiment
        satisfactionScore
        touchpoint
        customer {
          externalId
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<TicketsQuery, TicketsQueryVariables>;
export const VisitsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Visits($source: [String!], $from: DateTime, $until: DateTime, $first: Int = 100, $after: String, $personal: Boolean = false) {
  visits(
    source: $source
    from: $from
    until: $until
    first: $first
    after: $after
  ) {
    edges {
      node {
        id
        externalId
        startedAt
        endedAt
        source
        medium
        campaign
        device
        landingPage @include(if: $personal)
        pageviews
        converted
        revenue
        customer {
          externalId
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<VisitsQuery, VisitsQueryVariables>;
export const EventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Events($name: [String!], $from: DateTime, $until: DateTime, $first: Int = 100, $after: String, $personal: Boolean = false) {
  events(name: $name, from: $from, until: $until, first: $first, after: $after) {
    edges {
      node {
        id
        externalId
        name
        occurredAt
        url @include(if: $personal)
        properties @include(if: $personal)
        customer {
          externalId
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>;
export const InvitationsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Invitations($state: [InvitationState!], $from: DateTime, $until: DateTime, $first: Int = 100, $after: String) {
  invitations(
    state: $state
    from: $from
    until: $until
    first: $first
    after: $after
  ) {
    edges {
      node {
        id
        externalId
        sentAt
        state
        channel
        touchpoint
        surveyKey
        customer {
          externalId
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<InvitationsQuery, InvitationsQueryVariables>;
export const SpendsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Spends($kind: [SpendKind!], $from: DateTime, $until: DateTime, $first: Int = 100, $after: String) {
  spends(kind: $kind, from: $from, until: $until, first: $first, after: $after) {
    edges {
      node {
        id
        externalId
        kind
        channel
        periodStart
        periodEnd
        amount
        currency
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SpendsQuery, SpendsQueryVariables>;
export const TouchpointsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Touchpoints($stage: [String!], $first: Int = 100, $after: String) {
  touchpoints(stage: $stage, first: $first, after: $after) {
    nodes {
      id
      key
      name
      stage
      position
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<TouchpointsQuery, TouchpointsQueryVariables>;
export const SurveyScoresDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SurveyScores($from: DateTime, $until: DateTime, $first: Int = 50, $after: String) {
  surveys(first: $first, after: $after) {
    nodes {
      key
      title
      kind
      touchpoint
      sampleSource
      nps(from: $from, until: $until) {
        ...NpsParts
      }
      csat(from: $from, until: $until) {
        ...CsatParts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment NpsParts on NpsScore {
  question
  estimate
  stdErr
  ciLow
  ciHigh
  confidenceLevel
  seType
  n
  customers
  isReliable
  isHidden
  promoterShare
  passiveShare
  detractorShare
  reason
  reasonDetail
}
fragment CsatParts on CsatScore {
  question
  estimate
  stdErr
  ciLow
  ciHigh
  confidenceLevel
  seType
  n
  customers
  isReliable
  isHidden
  topTwo
  reason
  reasonDetail
}`) as unknown as TypedDocumentString<SurveyScoresQuery, SurveyScoresQueryVariables>;
export const SurveyDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Survey($key: String!) {
  survey(key: $key) {
    id
    key
    title
    kind
    touchpoint
    sampleSource
    createdAt
    questions {
      position
      key
      label
      kind
      role
      scaleMin
      scaleMax
      notApplicableCodes
      blankCodes
      force
      weight
    }
  }
}
    `) as unknown as TypedDocumentString<SurveyQuery, SurveyQueryVariables>;
export const CreateSurveyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateSurvey($input: SurveyInput!) {
  createSurvey(input: $input) {
    id
    key
  }
}
    `) as unknown as TypedDocumentString<CreateSurveyMutation, CreateSurveyMutationVariables>;
export const QuestionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Questions($survey: String, $kind: [QuestionKind!], $role: [QuestionRole!], $first: Int = 100, $after: String) {
  questions(
    survey: $survey
    kind: $kind
    role: $role
    first: $first
    after: $after
  ) {
    nodes {
      id
      position
      key
      label
      kind
      role
      scaleMin
      scaleMax
      survey {
        key
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<QuestionsQuery, QuestionsQueryVariables>;
export const ResponsesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Responses($survey: String, $touchpoint: [String!], $channel: [String!], $brand: [String!], $band: [NpsBand!], $from: DateTime, $until: DateTime, $customers: CustomerFilter, $questions: [String!], $first: Int = 50, $after: String, $personal: Boolean = false) {
  responses(
    survey: $survey
    touchpoint: $touchpoint
    channel: $channel
    brand: $brand
    band: $band
    from: $from
    until: $until
    customers: $customers
    first: $first
    after: $after
  ) {
    edges {
      node {
        id
        externalId
        respondedAt
        invitedAt
        channel
        touchpoint
        brand
        samplingWeight
        comment @include(if: $personal)
        survey {
          key
        }
        customer {
          externalId
        }
        answers(questions: $questions) {
          question {
            key
          }
          value
          text
          notApplicable
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ResponsesQuery, ResponsesQueryVariables>;
export const ImportsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Imports($first: Int = 20, $after: String) {
  imports(first: $first, after: $after) {
    edges {
      node {
        ...ImportParts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ImportParts on Import {
  id
  kind
  source
  format
  state
  surveyKey
  dryRun
  createdAt
  startedAt
  finishedAt
  uploadLength
  uploadedBytes
  rowsRead
  rowsLoaded
  rowsUnchanged
  rowsRejected
  errorCode
  errorMessage
  progress {
    stage
    fraction
    rowsDone
    rowsTotal
    estimatedSecondsLeft
  }
}`) as unknown as TypedDocumentString<ImportsQuery, ImportsQueryVariables>;
export const ImportDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Import($id: ID!) {
  import(id: $id) {
    ...ImportParts
    report
  }
}
    fragment ImportParts on Import {
  id
  kind
  source
  format
  state
  surveyKey
  dryRun
  createdAt
  startedAt
  finishedAt
  uploadLength
  uploadedBytes
  rowsRead
  rowsLoaded
  rowsUnchanged
  rowsRejected
  errorCode
  errorMessage
  progress {
    stage
    fraction
    rowsDone
    rowsTotal
    estimatedSecondsLeft
  }
}`) as unknown as TypedDocumentString<ImportQuery, ImportQueryVariables>;
export const ImportErrorsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ImportErrors($id: ID!, $first: Int = 100, $after: String, $personal: Boolean = false) {
  import(id: $id) {
    errors(first: $first, after: $after) {
      edges {
        node {
          position
          line
          field
          code
          reason @include(if: $personal)
          raw @include(if: $personal)
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ImportErrorsQuery, ImportErrorsQueryVariables>;
export const CancelImportDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CancelImport($id: ID!) {
  cancelImport(id: $id) {
    ...ImportParts
  }
}
    fragment ImportParts on Import {
  id
  kind
  source
  format
  state
  surveyKey
  dryRun
  createdAt
  startedAt
  finishedAt
  uploadLength
  uploadedBytes
  rowsRead
  rowsLoaded
  rowsUnchanged
  rowsRejected
  errorCode
  errorMessage
  progress {
    stage
    fraction
    rowsDone
    rowsTotal
    estimatedSecondsLeft
  }
}`) as unknown as TypedDocumentString<CancelImportMutation, CancelImportMutationVariables>;
export const JourneyDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Journey($from: DateTime!, $until: DateTime!, $withinDays: Int, $churnDays: Int) {
  journey(
    from: $from
    until: $until
    withinDays: $withinDays
    churnDays: $churnDays
  ) {
    from
    until
    withinDays
    churnDays
    churnKind
    churnRunId
    silenceDays
    unplacedContacts
    stages {
      stage
      contacts
      toStage
      conversion {
        ...JourneyEstimateParts
      }
      touchpoints {
        key
      }
    }
    touchpoints {
      touchpoint {
        key
        name
        stage
        position
      }
      contacts
      customers
      scores {
        kind
        survey {
          key
        }
        question {
          key
        }
        score {
          ...JourneyEstimateParts
        }
        channels {
          channel
          score {
            ...JourneyEstimateParts
          }
        }
        differences {
          channel
          reference
          estimate
          stdErr
          ciLow
          ciHigh
          pValue
          sharedCustomers
          reason
        }
      }
      next {
        to {
          key
        }
        share {
          ...JourneyEstimateParts
        }
      }
      churnAfter {
        ...JourneyEstimateParts
      }
      firstResponse {
        ...JourneyHoursParts
      }
      resolution {
        ...JourneyHoursParts
      }
    }
  }
}
    fragment JourneyEstimateParts on JourneyEstimate {
  estimate
  stdErr
  ciLow
  ciHigh
  confidenceLevel
  seType
  n
  customers
  isReliable
  reason
  reasonDetail
}
fragment JourneyHoursParts on JourneyHours {
  n
  customers
  mean
  median
  reason
}`) as unknown as TypedDocumentString<JourneyQuery, JourneyQueryVariables>;
export const SetTouchpointRulesDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetTouchpointRules($rules: [TouchpointRuleInput!]!) {
  setTouchpointRules(rules: $rules) {
    key
    rules {
      position
      fact
      name
      channel
      question
    }
  }
}
    `) as unknown as TypedDocumentString<SetTouchpointRulesMutation, SetTouchpointRulesMutationVariables>;
export const MetricCatalogueDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MetricCatalogue {
  metricCatalogue {
    measure
    label
    description
    unit
    domain
    isEstimate
    groupings
  }
}
    `) as unknown as TypedDocumentString<MetricCatalogueQuery, MetricCatalogueQueryVariables>;
export const MetricsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Metrics($input: MetricsInput!) {
  metrics(input: $input) {
    currency
    rowCount
    columns {
      key
      label
      unit
      dimension
      measure
    }
    rows {
      isOther
      groups {
        ...MetricGroupParts
      }
      values {
        ...ValueWithDoubt
        change {
          difference
          ciLow
          ciHigh
          pValue
          pAdjusted
        }
      }
    }
    freshness {
      ...MetricsFreshnessParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment MetricGroupParts on MetricGroup {
  dimension
  traitKey
  segmentKey
  value
  start
  end
}
fragment ValueWithDoubt on MetricValue {
  measure
  value
  valueDecimal
  n
  customers
  stdErr
  ciLow
  ciHigh
  seType
  isReliable
  isHidden
  reason
  reasonDetail
}
fragment MetricsFreshnessParts on MetricsFreshness {
  computedAt
  dataThrough
  isStale
  clvRun {
    runId
    computedAt
    dataThrough
    isStale
  }
}`) as unknown as TypedDocumentString<MetricsQuery, MetricsQueryVariables>;
export const ScoreChangeDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ScoreChange($input: ScoreChangeInput!) {
  scoreChange(input: $input) {
    measure
    unit
    beforeFrom
    beforeUntil
    afterFrom
    afterUntil
    before {
      ...ValueWithDoubt
    }
    after {
      ...ValueWithDoubt
    }
    total {
      ...ScoreEffectParts
    }
    mix {
      ...ScoreEffectParts
    }
    within {
      ...ScoreEffectParts
    }
    seType
    reason
    reasonDetail
    groups {
      group {
        ...MetricGroupParts
      }
      isOther
      presence
      shareBefore
      shareAfter
      valueBefore
      valueAfter
      nBefore
      nAfter
      customersBefore
      customersAfter
      isReliable
      mix {
        ...ScoreEffectParts
      }
      within {
        ...ScoreEffectParts
      }
    }
    freshness {
      ...MetricsFreshnessParts
    }
  }
}
    fragment MetricGroupParts on MetricGroup {
  dimension
  traitKey
  segmentKey
  value
  start
  end
}
fragment ValueWithDoubt on MetricValue {
  measure
  value
  valueDecimal
  n
  customers
  stdErr
  ciLow
  ciHigh
  seType
  isReliable
  isHidden
  reason
  reasonDetail
}
fragment ScoreEffectParts on ScoreEffect {
  estimate
  estimateDecimal
  stdErr
  ciLow
  ciHigh
  pValue
  pAdjusted
  reason
}
fragment MetricsFreshnessParts on MetricsFreshness {
  computedAt
  dataThrough
  isStale
  clvRun {
    runId
    computedAt
    dataThrough
    isStale
  }
}`) as unknown as TypedDocumentString<ScoreChangeQuery, ScoreChangeQueryVariables>;
export const RespondersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Responders($input: RespondersInput!) {
  responders(input: $input) {
    measure
    unit
    base
    anonymous
    raw {
      ...ValueWithDoubt
    }
    postStratified {
      value
      n
      customers
      stdErr
      ciLow
      ciHigh
      seType
      coverage
      reason
    }
    reasonDetail
    strata {
      groups {
        ...MetricGroupParts
      }
      base
      responders
      baseShare
      responderShare
      isHidden
      value {
        ...ValueWithDoubt
      }
    }
    warnings {
      code
      groups
      detail
    }
    freshness {
      ...MetricsFreshnessParts
    }
  }
}
    fragment MetricGroupParts on MetricGroup {
  dimension
  traitKey
  segmentKey
  value
  start
  end
}
fragment ValueWithDoubt on MetricValue {
  measure
  value
  valueDecimal
  n
  customers
  stdErr
  ciLow
  ciHigh
  seType
  isReliable
  isHidden
  reason
  reasonDetail
}
fragment MetricsFreshnessParts on MetricsFreshness {
  computedAt
  dataThrough
  isStale
  clvRun {
    runId
    computedAt
    dataThrough
    isStale
  }
}`) as unknown as TypedDocumentString<RespondersQuery, RespondersQueryVariables>;
export const DriverResultDocument = /*#__PURE__*/ new TypedDocumentString(`
    query DriverResult($id: ID!) {
  run(id: $id) {
    ...RunState
    result {
      __typename
      ... on DriverResultReady {
        computedAt
        dataThrough
        isStale
        runId
        differences {
          ciHigh
          ciLow
          driver
          estimate
          group
          measure
          pAdjusted
          pValue
          reference
          stdErr
        }
        drivers {
          ciHigh
          ciLow
          classicalStdErr
          correlation
          driver
          estimate
          event
          feature
          label
          level
          lmg
          lmgSamplingStdErr
          lmgShare
          mean
          meanCiHigh
          meanCiLow
          meanStdErr
          n
          oddsRatio
          oddsRatioCiHigh
          oddsRatioCiLow
          pAdjusted
          pValue
          partialCorrelation
          position
          priority
          rank
          rankHigh
          rankLow
          reason
          referenceLevel
          relativeWeight
          semipartialCorrelation
          shapley
          shapleySamplingStdErr
          shapleyShare
          shareCiHigh
          shareCiLow
          standardizedEstimate
          statistic
          stdErr
          topThreeProbability
          topTwoCiHigh
          topTwoCiLow
          topTwoShare
          trait
          unit
          vif
          windowDays
        }
        forces {
          drivers
          lmg
          lmgSamplingStdErr
          lmgShare
          name
          rank
          rankHigh
          rankLow
          shapley
          shapleySamplingStdErr
          shapleyShare
          shareCiHigh
          shareCiLow
          topThreeProbability
        }
        groups {
          code
          customers
          detail
          group
          isOwn
          n
          outcomeCiHigh
          outcomeCiLow
          outcomeMean
          quality
          rSquared
          seType
          drivers {
            ciHigh
            ciLow
            driver
            estimate
            lmg
            lmgShare
            mean
            meanCiHigh
            meanCiLow
            meanStdErr
            pAdjusted
            pValue
            priority
            rank
            rankHigh
            rankLow
            reason
            shareCiHigh
            shareCiLow
            stdErr
            topThreeProbability
          }
        }
        model {
          adjustedRSquared
          agreement
          auc
          clusters
          completeN
          conditionNumber
          confidenceLevel
          customers
          df
          draws
          events
          fPValue
          fStatistic
          failedDraws
          importanceCut
          importanceCutAt
          importanceMeasure
          intercept
          interceptCiHigh
          interceptCiLow
          interceptStdErr
          logLikelihood
          logLikelihoodNull
          lrPValue
          lrStatistic
          mcFadden
          method
          missing
          model
          n
          nDropped
          nagelkerke
          observedUntil
          outcome
          performanceCut
          performanceCutAt
          performanceUnit
          quality
          rSquared
          rSquaredCiHigh
          rSquaredCiLow
          residualStdErr
          seType
          seed
          thresholds {
            ciHigh
            ciLow
            estimate
            name
            stdErr
          }
        }
      }
      ...NoResult
    }
  }
}
    fragment NoResult on RunResult {
  ... on NotEstimable {
    code
    detail
    manager
    statistician
  }
  ... on Failed {
    failure: code
    message
  }
  ... on Cancelled {
    cancelledAt
  }
  ... on Pending {
    progress {
      stage
      fraction
    }
  }
}
fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<DriverResultQuery, DriverResultQueryVariables>;
export const ChurnResultDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ChurnResult($id: ID!) {
  run(id: $id) {
    ...RunState
    result {
      __typename
      ... on ChurnResultReady {
        computedAt
        dataThrough
        isStale
        runId
        causes {
          cause
          losses
          n
          observedFromDay
          reason
          shownFromDay
          shownUntilDay
          points {
            atRisk
            boundHigh
            ciHigh
            ciLow
            day
            incidence
            stdErr
          }
        }
        churnRates {
          active
          ciHigh
          ciLow
          endsAt
          isComplete
          joined
          joinedAndLost
          lost
          period
          rate
          startsAt
        }
        cohortCells {
          active
          age
          ciHigh
          ciLow
          cohort
          grouping
          isComplete
          retention
          revenue
          rollingActive
          size
          startingRevenue
        }
        curves {
          expectedLosses
          grouping
          landmarkDays
          lastDay
          level
          losses
          medianCiHigh
          medianCiLow
          medianDays
          n
          observedFromDay
          reason
          restrictedMean
          restrictedMeanCiHigh
          restrictedMeanCiLow
          restrictedMeanHorizon
          restrictedMeanStdErr
          shownFromDay
          shownUntilDay
          points {
            atRisk
            ciHigh
            ciLow
            day
            stdErr
            survival
          }
        }
        hazards {
          cause
          concordance
          concordanceStdErr
          customers
          detail
          df
          likelihoodRatio
          logLikelihood
          losses
          n
          pValue
          reason
          sampledCustomers
          seType
          estimates {
            ciHigh
            ciLow
            classicalStdErr
            estimate
            feature
            hazardRatio
            hazardRatioHigh
            hazardRatioLow
            level
            pAdjusted
            pValue
            reason
            reference
            statistic
            stdErr
            term
          }
          tests {
            df
            pValue
            reason
            rho
            statistic
            term
          }
        }
        model {
          asOf
          cohortCustomers
          cohortPeriod
          confidenceLevel
          customers
          datedAt
          delayedEntries
          episodes
          followUpEnd
          grossCiHigh
          grossCiLow
          grossRetention
          grossStdErr
          isSuggested
          kind
          losses
          netCiHigh
          netCiLow
          netRetention
          netStdErr
          periodFrom
          periodUntil
          provisionalLosses
          returnShare
          returns
          revenueCustomers
          revenueFrom
          revenuePeriods
          revenueReason
          revenueSeType
          revenueTo
          shape
          silenceDays
          startingRevenue
          visitsCount
        }
        revenueRetention {
          gross
          grossCiHigh
          grossCiLow
          grossStdErr
          n
          net
          netCiHigh
          netCiLow
          netStdErr
          period
          seType
          startingRevenue
        }
        risk {
          asOf
          confidenceLevel
          detail
          expectedLosses
          extrapolated
          features
          horizonDays
          meanRisk
          method
          n
          reason
          shrinkage
        }
        riskValidation {
          baseBrier
          baseBrierCiHigh
          baseBrierCiLow
          baseRate
          brier
          brierCiHigh
          brierCiLow
          brierDifference
          brierDifferenceCiHigh
          brierDifferenceCiLow
          calibrationIntercept
          calibrationInterceptCiHigh
          calibrationInterceptCiLow
          calibrationSlope
          calibrationSlopeCiHigh
          calibrationSlopeCiLow
          concordance
          concordanceCiHigh
          concordanceCiLow
          detail
          fittedThrough
          judgedThrough
          known
          losses
          meanRisk
          n
          reason
          shuffledCiHigh
          shuffledCiLow
          shuffledConcordance
          skill
          deciles {
            ciHigh
            ciLow
            decile
            losses
            maxRisk
            meanRisk
            minRisk
            n
            observedRate
          }
        }
        silenceOptions {
          days
          isChosen
          quantile
          returnShare
          returnWithinDays
          returns
        }
        tenureRates {
          active
          ciHigh
          ciLow
          fromMonths
          grouping
          level
          lost
          rate
          untilMonths
        }
        tests {
          detail
          df
          grouping
          landmarkDays
          losses
          n
          pValue
          reason
          statistic
        }
      }
      ...NoResult
    }
  }
}
    fragment NoResult on RunResult {
  ... on NotEstimable {
    code
    detail
    manager
    statistician
  }
  ... on Failed {
    failure: code
    message
  }
  ... on Cancelled {
    cancelledAt
  }
  ... on Pending {
    progress {
      stage
      fraction
    }
  }
}
fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<ChurnResultQuery, ChurnResultQueryVariables>;
export const ClvResultDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ClvResult($id: ID!) {
  run(id: $id) {
    ...RunState
    result {
      __typename
      ... on ClvResultReady {
        computedAt
        dataThrough
        isStale
        runId
        holdouts {
          actual
          calibrationUntil
          expectedCiHigh
          expectedCiLow
          expectedPurchases
          holdoutUntil
          isChosen
          isInside
          length
          logPredictive
          meanAbsoluteError
          model
          n
          predictedCiHigh
          predictedCiLow
          bins {
            actualMean
            expectedMean
            frequency
            isOpen
            n
          }
        }
        model {
          aliveNote
          confidenceLevel
          discountRate
          horizonLength
          horizonMonths
          limits
          logLikelihood
          marginOrders
          marginShare
          marginSource
          measure
          model
          modelReason
          n
          observedFrom
          observedUntil
          rankedBy
          repeatBuyers
          repeatPurchases
          setting
          settingReason
          spendByFrequency
          spendCorrelation
          spendMean
          spendModel
          spendN
          timeUnit
        }
        parameters {
          ciHigh
          ciLow
          estimate
          fittedOn
          model
          parameter
          reason
          stdErr
        }
        renewals {
          atRisk
          period
          renewed
          retention
          retentionHigh
          retentionLow
          survival
          survivalHigh
          survivalLow
        }
        tiers {
          expectedPurchases
          n
          tier
          value
        }
        totals {
          estimate
          expectedCiHigh
          expectedCiLow
          n
          predictedCiHigh
          predictedCiLow
          quantity
          reason
          unknown
        }
        tracking {
          actual
          expected
          time
        }
      }
      ...NoResult
    }
  }
}
    fragment NoResult on RunResult {
  ... on NotEstimable {
    code
    detail
    manager
    statistician
  }
  ... on Failed {
    failure: code
    message
  }
  ... on Cancelled {
    cancelledAt
  }
  ... on Pending {
    progress {
      stage
      fraction
    }
  }
}
fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<ClvResultQuery, ClvResultQueryVariables>;
export const ValueLoyaltyResultDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ValueLoyaltyResult($id: ID!) {
  run(id: $id) {
    ...RunState
    result {
      __typename
      ... on ValueLoyaltyResultReady {
        computedAt
        dataThrough
        isStale
        runId
        cells {
          ...ValueLoyaltyCellParts
        }
        loyaltyTotals {
          ...ValueLoyaltyCellParts
        }
        model {
          answerMaxAgeDays
          asOf
          churnHorizonDays
          churnMethod
          churnRunId
          confidenceLevel
          marginShare
          measure
          n
          periodStart
          question
          serviceAllocated
          serviceNoTickets
          serviceNobody
          serviceSpend
          tiers
          valueRunId
          valueSource
        }
        serviceCosts {
          channel
          costPerTicket
          spend
          tickets
        }
        tierTotals {
          ...ValueLoyaltyCellParts
        }
        total {
          ...ValueLoyaltyCellParts
        }
      }
      ...NoResult
    }
  }
}
    fragment ValueLoyaltyCellParts on ValueLoyaltyCell {
  action
  belowZero
  costToServe
  isHidden
  isReliable
  loyalty
  n
  reason
  revenue
  share
  shareCiHigh
  shareCiLow
  tier
  valueFrom
  meanValue {
    ciHigh
    ciLow
    estimate
    expectedHigh
    expectedLow
    n
    seType
    stdErr
  }
  netValue {
    ciHigh
    ciLow
    estimate
    expectedHigh
    expectedLow
    n
    seType
    stdErr
  }
  revenueAtRisk {
    ciHigh
    ciLow
    estimate
    expectedHigh
    expectedLow
    n
    seType
    stdErr
  }
  value {
    ciHigh
    ciLow
    estimate
    expectedHigh
    expectedLow
    n
    seType
    stdErr
  }
}
fragment NoResult on RunResult {
  ... on NotEstimable {
    code
    detail
    manager
    statistician
  }
  ... on Failed {
    failure: code
    message
  }
  ... on Cancelled {
    cancelledAt
  }
  ... on Pending {
    progress {
      stage
      fraction
    }
  }
}
fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<ValueLoyaltyResultQuery, ValueLoyaltyResultQueryVariables>;
export const RunAnalysisDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RunAnalysis($name: String!, $idempotencyKey: String!, $asOf: DateTime, $force: Boolean) {
  runAnalysis(
    name: $name
    idempotencyKey: $idempotencyKey
    asOf: $asOf
    force: $force
  ) {
    ...RunState
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<RunAnalysisMutation, RunAnalysisMutationVariables>;
export const CancelRunDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CancelRun($id: ID!) {
  cancelRun(id: $id) {
    ...RunState
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const RunUpdatedDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription RunUpdated($id: ID!) {
  runUpdated(id: $id) {
    id
    state
    progress {
      stage
      fraction
      rowsDone
      rowsTotal
      estimatedSecondsLeft
    }
  }
}
    `) as unknown as TypedDocumentString<RunUpdatedSubscription, RunUpdatedSubscriptionVariables>;
export const RunsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Runs($analysis: String, $first: Int = 20, $after: String) {
  runs(analysis: $analysis, first: $first, after: $after) {
    edges {
      node {
        ...RunState
        rowsRead
        rowsUsed
        analysis {
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Run($id: ID!) {
  run(id: $id) {
    ...RunState
    attempts
    rowsRead
    rowsUsed
    engineVersion
    dataThrough
    timeoutSeconds
    memoryMegabytes
    cancelReason
    analysis {
      name
    }
    exclusions {
      reason
      rows
    }
    warnings {
      code
      subject
      detail
      manager
      statistician
    }
    result {
      __typename
      ... on NotEstimable {
        code
        detail
        manager
        statistician
      }
      ... on Failed {
        failure: code
        message
      }
      ... on Cancelled {
        cancelledAt
      }
      ... on Pending {
        progress {
          stage
          fraction
        }
      }
    }
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<RunQuery, RunQueryVariables>;
export const CompareRunsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query CompareRuns($a: ID!, $b: ID!) {
  compareRuns(a: $a, b: $b) {
    inputs {
      name
      a
      b
    }
    numbers {
      key
      label
      estimateA
      ciLowA
      ciHighA
      estimateB
      ciLowB
      ciHighB
      difference
    }
    warningsNew
    warningsGone
  }
}
    `) as unknown as TypedDocumentString<CompareRunsQuery, CompareRunsQueryVariables>;
export const RankedCustomersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RankedCustomers($analysis: String!, $tier: String, $first: Int = 50, $after: String) {
  analysis(name: $analysis) {
    currentRun {
      ...RunState
      rankedCustomers(tier: $tier, first: $first, after: $after) {
        edges {
          node {
            position
            tier
            percentile
            churnRisk
            churnRiskCiLow
            churnRiskCiHigh
            pAlive
            expectedPurchases
            expectedPurchasesLow
            expectedPurchasesHigh
            value
            valueExpectedLow
            valueExpectedHigh
            valuePredictedLow
            valuePredictedHigh
            customer {
              externalId
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<RankedCustomersQuery, RankedCustomersQueryVariables>;
export const CellCustomersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query CellCustomers($analysis: String!, $loyalty: Loyalty!, $tier: Int!, $first: Int = 50, $after: String) {
  analysis(name: $analysis) {
    currentRun {
      ...RunState
      result {
        __typename
        ... on ValueLoyaltyResultReady {
          dataThrough
          isStale
          cell(loyalty: $loyalty, tier: $tier) {
            isHidden
            n
            action
            customers(first: $first, after: $after) {
              emptyReason
              nodes {
                position
                score
                value
                revenue
                costToServe
                netValue
                churnRisk
                revenueAtRisk
                customer {
                  externalId
                }
              }
              pageInfo {
                hasNextPage
                endCursor
              }
            }
          }
        }
      }
    }
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}`) as unknown as TypedDocumentString<CellCustomersQuery, CellCustomersQueryVariables>;
export const SchedulesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Schedules($isPaused: Boolean, $first: Int = 50, $after: String) {
  schedules(isPaused: $isPaused, first: $first, after: $after) {
    nodes {
      ...ScheduleParts
      analysis {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ScheduleParts on Schedule {
  id
  cron
  timeZone
  overlap
  catchUp
  pausedAt
  nextRunAt
  lastDueAt
}`) as unknown as TypedDocumentString<SchedulesQuery, SchedulesQueryVariables>;
export const SetScheduleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetSchedule($input: ScheduleInput!) {
  setSchedule(input: $input) {
    ...ScheduleParts
  }
}
    fragment ScheduleParts on Schedule {
  id
  cron
  timeZone
  overlap
  catchUp
  pausedAt
  nextRunAt
  lastDueAt
}`) as unknown as TypedDocumentString<SetScheduleMutation, SetScheduleMutationVariables>;
export const PauseScheduleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation PauseSchedule($analysis: String!) {
  pauseSchedule(analysis: $analysis) {
    ...ScheduleParts
  }
}
    fragment ScheduleParts on Schedule {
  id
  cron
  timeZone
  overlap
  catchUp
  pausedAt
  nextRunAt
  lastDueAt
}`) as unknown as TypedDocumentString<PauseScheduleMutation, PauseScheduleMutationVariables>;
export const ResumeScheduleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResumeSchedule($analysis: String!) {
  resumeSchedule(analysis: $analysis) {
    ...ScheduleParts
  }
}
    fragment ScheduleParts on Schedule {
  id
  cron
  timeZone
  overlap
  catchUp
  pausedAt
  nextRunAt
  lastDueAt
}`) as unknown as TypedDocumentString<ResumeScheduleMutation, ResumeScheduleMutationVariables>;
export const RemoveScheduleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveSchedule($analysis: String!) {
  removeSchedule(analysis: $analysis) {
    name
  }
}
    `) as unknown as TypedDocumentString<RemoveScheduleMutation, RemoveScheduleMutationVariables>;
export const SetRunOnChangeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetRunOnChange($analysis: String!, $runOnChange: Boolean!) {
  setRunOnChange(analysis: $analysis, runOnChange: $runOnChange) {
    name
    runOnChange
  }
}
    `) as unknown as TypedDocumentString<SetRunOnChangeMutation, SetRunOnChangeMutationVariables>;
export const BackfillPreviewDocument = /*#__PURE__*/ new TypedDocumentString(`
    query BackfillPreview($input: BackfillInput!) {
  backfillPreview(input: $input) {
    runs
    timeZone
    dates(first: 500) {
      nodes {
        endDate
        asOf
        isIncluded
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BackfillPreviewQuery, BackfillPreviewQueryVariables>;
export const StartBackfillDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation StartBackfill($input: BackfillInput!, $concurrency: Int, $idempotencyKey: String!) {
  startBackfill(
    input: $input
    concurrency: $concurrency
    idempotencyKey: $idempotencyKey
  ) {
    ...BackfillParts
  }
}
    fragment BackfillParts on Backfill {
  id
  state
  mode
  step
  from
  to
  timeZone
  createdAt
  finishedAt
  counts {
    dates
    toStart
    queued
    running
    succeeded
    failed
    cancelled
    leftOut
  }
}`) as unknown as TypedDocumentString<StartBackfillMutation, StartBackfillMutationVariables>;
export const BackfillsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Backfills($analysis: String, $first: Int = 20, $after: String) {
  backfills(analysis: $analysis, first: $first, after: $after) {
    nodes {
      ...BackfillParts
      analysis {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment BackfillParts on Backfill {
  id
  state
  mode
  step
  from
  to
  timeZone
  createdAt
  finishedAt
  counts {
    dates
    toStart
    queued
    running
    succeeded
    failed
    cancelled
    leftOut
  }
}`) as unknown as TypedDocumentString<BackfillsQuery, BackfillsQueryVariables>;
export const BackfillDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Backfill($id: ID!) {
  backfill(id: $id) {
    ...BackfillParts
    analysis {
      name
    }
  }
}
    fragment BackfillParts on Backfill {
  id
  state
  mode
  step
  from
  to
  timeZone
  createdAt
  finishedAt
  counts {
    dates
    toStart
    queued
    running
    succeeded
    failed
    cancelled
    leftOut
  }
}`) as unknown as TypedDocumentString<BackfillQuery, BackfillQueryVariables>;
export const PauseBackfillDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation PauseBackfill($id: ID!) {
  pauseBackfill(id: $id) {
    ...BackfillParts
  }
}
    fragment BackfillParts on Backfill {
  id
  state
  mode
  step
  from
  to
  timeZone
  createdAt
  finishedAt
  counts {
    dates
    toStart
    queued
    running
    succeeded
    failed
    cancelled
    leftOut
  }
}`) as unknown as TypedDocumentString<PauseBackfillMutation, PauseBackfillMutationVariables>;
export const ResumeBackfillDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResumeBackfill($id: ID!) {
  resumeBackfill(id: $id) {
    ...BackfillParts
  }
}
    fragment BackfillParts on Backfill {
  id
  state
  mode
  step
  from
  to
  timeZone
  createdAt
  finishedAt
  counts {
    dates
    toStart
    queued
    running
    succeeded
    failed
    cancelled
    leftOut
  }
}`) as unknown as TypedDocumentString<ResumeBackfillMutation, ResumeBackfillMutationVariables>;
export const CancelBackfillDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CancelBackfill($id: ID!) {
  cancelBackfill(id: $id) {
    ...BackfillParts
  }
}
    fragment BackfillParts on Backfill {
  id
  state
  mode
  step
  from
  to
  timeZone
  createdAt
  finishedAt
  counts {
    dates
    toStart
    queued
    running
    succeeded
    failed
    cancelled
    leftOut
  }
}`) as unknown as TypedDocumentString<CancelBackfillMutation, CancelBackfillMutationVariables>;
export const SegmentsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Segments($first: Int = 50, $after: String) {
  segments(first: $first, after: $after) {
    nodes {
      ...SegmentParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment SegmentParts on Segment {
  id
  key
  name
  description
  definition
  fault
  version
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<SegmentsQuery, SegmentsQueryVariables>;
export const SegmentDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Segment($key: String!, $asOf: DateTime) {
  segment(key: $key) {
    ...SegmentParts
    count(asOf: $asOf)
    versions {
      version
      definition
      createdAt
      createdBy
    }
  }
}
    fragment SegmentParts on Segment {
  id
  key
  name
  description
  definition
  fault
  version
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<SegmentQuery, SegmentQueryVariables>;
export const SegmentMembersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SegmentMembers($key: String!, $asOf: DateTime, $version: Int, $orderBy: CustomerOrder = EXTERNAL_ID, $first: Int = 50, $after: String) {
  segment(key: $key) {
    customers(
      asOf: $asOf
      version: $version
      orderBy: $orderBy
      first: $first
      after: $after
    ) {
      asOf
      segmentVersion
      edges {
        node {
          ...CustomerSummary
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment CustomerSummary on Customer {
  id
  externalId
  acquiredAt
  acquisitionChannel
  orderCount
  revenue
  firstOrderAt
  lastOrderAt
  openTicketCount
  lastActivityAt
}`) as unknown as TypedDocumentString<SegmentMembersQuery, SegmentMembersQueryVariables>;
export const CreateSegmentDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateSegment($input: SegmentInput!) {
  createSegment(input: $input) {
    ...SegmentParts
  }
}
    fragment SegmentParts on Segment {
  id
  key
  name
  description
  definition
  fault
  version
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<CreateSegmentMutation, CreateSegmentMutationVariables>;
export const UpdateSegmentDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateSegment($key: String!, $change: SegmentChange!) {
  updateSegment(key: $key, change: $change) {
    ...SegmentParts
  }
}
    fragment SegmentParts on Segment {
  id
  key
  name
  description
  definition
  fault
  version
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<UpdateSegmentMutation, UpdateSegmentMutationVariables>;
export const DeleteSegmentDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteSegment($key: String!) {
  deleteSegment(key: $key)
}
    `) as unknown as TypedDocumentString<DeleteSegmentMutation, DeleteSegmentMutationVariables>;
export const WebhooksDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Webhooks($isEnabled: Boolean, $first: Int = 50, $after: String) {
  webhooks(isEnabled: $isEnabled, first: $first, after: $after) {
    nodes {
      ...WebhookParts
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment WebhookParts on Webhook {
  id
  url
  description
  events
  isEnabled
  disabledAt
  disabledReason
  failingSince
  previousSecretUntil
  createdAt
}`) as unknown as TypedDocumentString<WebhooksQuery, WebhooksQueryVariables>;
export const CreateWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateWebhook($input: WebhookInput!) {
  createWebhook(input: $input) {
    secret
    webhook {
      ...WebhookParts
    }
  }
}
    fragment WebhookParts on Webhook {
  id
  url
  description
  events
  isEnabled
  disabledAt
  disabledReason
  failingSince
  previousSecretUntil
  createdAt
}`) as unknown as TypedDocumentString<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const UpdateWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateWebhook($id: ID!, $change: WebhookChange!) {
  updateWebhook(id: $id, change: $change) {
    ...WebhookParts
  }
}
    fragment WebhookParts on Webhook {
  id
  url
  description
  events
  isEnabled
  disabledAt
  disabledReason
  failingSince
  previousSecretUntil
  createdAt
}`) as unknown as TypedDocumentString<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const RotateWebhookSecretDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RotateWebhookSecret($id: ID!, $previousValidHours: Int) {
  rotateWebhookSecret(id: $id, previousValidHours: $previousValidHours) {
    secret
    webhook {
      ...WebhookParts
    }
  }
}
    fragment WebhookParts on Webhook {
  id
  url
  description
  events
  isEnabled
  disabledAt
  disabledReason
  failingSince
  previousSecretUntil
  createdAt
}`) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const TestWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation TestWebhook($id: ID!) {
  testWebhook(id: $id) {
    id
    state
  }
}
    `) as unknown as TypedDocumentString<TestWebhookMutation, TestWebhookMutationVariables>;
export const DeleteWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteWebhook($id: ID!) {
  deleteWebhook(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const WebhookDeliveriesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookDeliveries($webhook: ID, $state: WebhookDeliveryState, $first: Int = 20, $after: String) {
  webhookDeliveries(
    webhook: $webhook
    state: $state
    first: $first
    after: $after
  ) {
    edges {
      node {
        id
        messageId
        eventType
        state
        failedReason
        createdAt
        finishedAt
        nextAttemptAt
        attempts {
          at
          attempt
          status
          milliseconds
          error
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookDeliveriesQuery, WebhookDeliveriesQueryVariables>;
export const ReplayDeliveryDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReplayDelivery($id: ID!) {
  replayDelivery(id: $id) {
    id
    state
  }
}
    `) as unknown as TypedDocumentString<ReplayDeliveryMutation, ReplayDeliveryMutationVariables>;
export const WorkspaceDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Workspace {
  workspace {
    key
    name
    currency
    timeZone
    createdAt
    dataVersions {
      domain
      version
      changedAt
    }
    ...ScoreSources
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}
fragment ScoreSources on Workspace {
  scores {
    score
    isChosen
    analysis {
      name
      currentRun {
        ...RunState
      }
    }
  }
}`) as unknown as TypedDocumentString<WorkspaceQuery, WorkspaceQueryVariables>;
export const SetScoreAnalysisDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetScoreAnalysis($score: ScoreName!, $analysis: String) {
  setScoreAnalysis(score: $score, analysis: $analysis) {
    ...ScoreSources
  }
}
    fragment RunState on Run {
  id
  state
  kind
  trigger
  asOf
  queuedAt
  startedAt
  finishedAt
}
fragment ScoreSources on Workspace {
  scores {
    score
    isChosen
    analysis {
      name
      currentRun {
        ...RunState
      }
    }
  }
}`) as unknown as TypedDocumentString<SetScoreAnalysisMutation, SetScoreAnalysisMutationVariables>;
export const JoinCoverageDocument = /*#__PURE__*/ new TypedDocumentString(`
    query JoinCoverage {
  joinCoverage {
    responses
    withCustomer
    withOrder
    withTicket
    withVisit
    surveys {
      survey {
        key
        title
      }
      responses
      withCustomer
      withOrder
      withTicket
      withVisit
    }
  }
}
    `) as unknown as TypedDocumentString<JoinCoverageQuery, JoinCoverageQueryVariables>;
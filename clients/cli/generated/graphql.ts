/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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
  | 'VALUE_LOYALTY';

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
  | 'WEBHOOK_SECRET_ROTATED';

/** With what somebody acted. */
export type AuditActorKind =
  /** A key. */
  | 'API_KEY'
  /** A command of the installation, on the database itself. */
  | 'COMMAND'
  /** A session of a browser. */
  | 'SESSION'
  /** A token of an identity provider. */
  | 'USER';

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
  | 'MISSING';

/** Where a backfill stands. */
export type BackfillState =
  /** It was cancelled, and its runs under way with it. */
  | 'CANCELLED'
  /** All its runs are over, which says nothing of how they ended. */
  | 'COMPLETED'
  /** It asks for no more until it is resumed; runs under way go on. */
  | 'PAUSED'
  /** It asks for its runs, one after the other. */
  | 'RUNNING';

/** As of the end of what an analysis is run. */
export type BackfillStep =
  /** Every day. */
  | 'DAY'
  /** Every month. */
  | 'MONTH'
  /** Every week, which ends on a Sunday. */
  | 'WEEK';

/** When a customer has left. */
export type BehaviourChurnRule =
  /** No active subscription for more than 30 days; dated at the decision where it is known. A change of plan is none. */
  | 'CONTRACTUAL'
  /** No order within the days asked for, of those who had ordered within as many days before the answer. */
  | 'SILENT';

/** Model of how often customers buy and when they stop. */
export type BuyingModelChoice =
  /** Under which the purchases held out are likelier; PARETO_NBD where nothing can be held out. */
  | 'AUTO'
  /** A customer may stop after each purchase but the first. */
  | 'BG_NBD'
  /** A customer may stop at any time. */
  | 'PARETO_NBD';

/** Unit of the times of a model of buying. */
export type BuyingTimeUnit =
  /** A day. */
  | 'DAY'
  /** Seven days, counted in days: parts of a week count. */
  | 'WEEK';

/** What is done about ticks that no worker was there for. One that is at most a minute late counts as on time. */
export type CatchUpPolicy =
  /** Each runs, oldest first; those before the last as of their own moments: they compute what they would have computed then, and do not become the current run by themselves. The last runs on all that there is. */
  | 'ALL'
  /** The last of them runs, once. */
  | 'LATEST'
  /** Nothing: the next tick runs. */
  | 'SKIP';

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
  | 'TRAIT';

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
  | 'SILENT';

/** What tells reasons apart. */
export type ChurnReasons =
  /** Whether it was the customer’s will: voluntary, involuntary, unknown. */
  | 'CANCEL_KIND'
  /** The reason that the source notes: the most frequent eight of those that ten customers share word for word, all others as OTHER. */
  | 'CANCEL_REASON';

/** What the data let be said. */
export type ChurnShape =
  /** Curves from the start, and cohorts. */
  | 'CURVES'
  /** Churn of one period by tenure: the data are a snapshot, those who left before it are not in them. */
  | 'ONE_PERIOD';

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
  | 'SBG';

/** What is added up. */
export type ClvQuantity =
  /** Purchases, or payments of contracts, within the horizon. */
  | 'PURCHASES'
  /** Money within the horizon, discounted, as the model’s measure names it. */
  | 'VALUE';

/** By what customers are ranked. */
export type ClvRanking =
  /** Expected purchases, for nobody’s spend is known. */
  | 'PURCHASES'
  /** Value. */
  | 'VALUE';

/** Whether customers are under contract. */
export type ClvSetting =
  /** Customers renew, or leave for all to see. */
  | 'CONTRACTUAL'
  /** Customers order when they like, and nobody is told when they stop. */
  | 'NON_CONTRACTUAL';

/** Whether customers are under contract. */
export type ClvSettingChoice =
  /** CONTRACTUAL where customers subscribe and there are fewer orders than subscriptions, else NON_CONTRACTUAL. */
  | 'AUTO'
  /** Customers renew, or leave for all to see. */
  | 'CONTRACTUAL'
  /** Customers order when they like, and nobody is told when they stop. */
  | 'NON_CONTRACTUAL';

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
  | 'YEAR';

/** Period of the start, in the workspace’s time zone. */
export type CohortPeriod =
  /** A calendar month. */
  | 'MONTH'
  /** Three calendar months, from January on. */
  | 'QUARTER'
  /** From Monday on. */
  | 'WEEK'
  /** A calendar year. */
  | 'YEAR';

/** What customers do after an answer. */
export type CustomerBehaviour =
  /** They leave. */
  | 'CHURN'
  /** They order again. */
  | 'REPURCHASE';

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
  | 'VALUE';

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
  | 'YEAR';

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
  | 'TRAIT';

/** What is compared between groups. */
export type DriverMeasure =
  /** Importance in units of R squared. Not its share, which falls where another’s rises. */
  | 'LMG'
  /** Performance: the mean. */
  | 'MEAN';

/** Which model explains the outcome. */
export type DriverModelKind =
  /** Least squares: effects in points of the outcome, importance as shares of R squared. */
  | 'LINEAR'
  /** Of an event: effects on its log odds, importance as shares of McFadden’s R squared. */
  | 'LOGISTIC'
  /** Proportional odds: answers as an order, not a distance. Importance as shares of McFadden’s R squared. */
  | 'ORDINAL';

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
  | 'SUPPRESSOR';

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
  | 'SCORES_CLEARED';

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
  | 'STARTED_AFTER_FOLLOW_UP';

/** Which part of the data a model was fitted to. */
export type FittedOn =
  /** The part before what was held out, from which the holdout is judged. */
  | 'CALIBRATION'
  /** All that the scores know. */
  | 'OBSERVATION';

/** On which sides of a change a group has facts. */
export type GroupPresence =
  /** On both. */
  | 'BOTH'
  /** Later only: all that it adds is mix, for it had no score to change. */
  | 'NEW'
  /** Earlier only: all that it adds is mix. */
  | 'VANISHED';

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
  | 'VISITS';

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
  | 'VISITS';

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
  | 'UPLOADING';

/** How importance is measured. */
export type ImportanceMeasure =
  /** Lindeman, Merenda and Gold: the gain in R squared, averaged over all orders of entry. */
  | 'LMG'
  /** The same average of McFadden’s R squared, of a logistic or ordinal model. */
  | 'MCFADDEN';

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
  | 'VISITS';

/** A joined feature as a driver. */
export type JoinedFeatureInput = {
  /** Name of the events to be counted. For EVENTS, which needs one. */
  readonly event?: string | null | undefined;
  /** What the customer did. */
  readonly feature: JoinedFeature;
  /** How long the window is that ends before the answer, in days of 24 hours, 1 to 3650. Default: 90. Not for RECENCY_DAYS and TENURE_DAYS. */
  readonly windowDays?: number | null | undefined;
};

/** How bad a line of a log is. */
export type LogLevel =
  /** A fault that ended it. */
  | 'ERROR'
  /** As it should be. */
  | 'INFO'
  /** A fault from which it recovers. */
  | 'WARN';

/** What a customer last answered to whether they would recommend the company. */
export type Loyalty =
  /** 0 to 6. */
  | 'DETRACTOR'
  /** 7 or 8. */
  | 'PASSIVE'
  /** 9 or 10. */
  | 'PROMOTER'
  /** Nothing, or too long ago. */
  | 'UNKNOWN';

/** What share of revenue is value. */
export type MarginChoice =
  /** Measured over the orders that say their margin; where none does, value is revenue, and named so. */
  | 'AUTO'
  /** The share that is given. */
  | 'FIXED'
  /** All of it: value is revenue, and named so. */
  | 'REVENUE';

/** Where the share of margin comes from. */
export type MarginSource =
  /** Given. */
  | 'FIXED'
  /** Measured over the orders that say their margin. */
  | 'MEASURED';

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
  | 'VISITS';

/** The period that a value is compared with. */
export type MetricComparison =
  /** The unit of time before; without one, the period before: as many months where it begins and ends with months, as many days where it does with days, else as long. Of what has not ended, as much as is over. */
  | 'PREVIOUS_PERIOD'
  /** The same a year before; of hours, days and weeks 52 weeks before, so that days of the week meet. */
  | 'SAME_PERIOD_LAST_YEAR';

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
  | 'SHARE';

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
  | 'LISTWISE';

/** How the equations were solved. */
export type ModelMethod =
  /** By the cross products, where they are well conditioned. */
  | 'GRAM'
  /** By an orthogonal factorisation of the rows. */
  | 'QR';

/** How much of the outcome the drivers explain. */
export type ModelQuality =
  /** R squared from 0.10. */
  | 'MODERATE'
  /** R squared from 0.40. */
  | 'STRONG'
  /** R squared below 0.10. */
  | 'WEAK';

/** What an answer to the question of recommendation makes of somebody. */
export type NpsBand =
  /** 0 to 6. */
  | 'DETRACTOR'
  /** 7 or 8. */
  | 'PASSIVE'
  /** 9 or 10. */
  | 'PROMOTER';

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
  | 'SKIP';

/** Of the vertical line of the quadrants. */
export type PerformanceUnit =
  /** Mean answer: all drivers share one scale. */
  | 'MEAN'
  /** Mean answer as a share of its scale, 0-1: scales differ. */
  | 'SHARE_OF_SCALE';

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
  | 'MEDIAN';

/** Where a line of the quadrants of importance and performance lies that no number is given for. */
export type QuadrantLine =
  /** At the mean of the drivers. */
  | 'MEAN'
  /** At their median: half of them lie on either side, however far the outer ones are out. */
  | 'MEDIAN';

/** What realised money is. */
export type RealisedMeasure =
  /** Margin: as orders say it, elsewhere revenue times the margin share. */
  | 'MARGIN'
  /** Revenue: nothing says a margin, so what goods cost is not taken off. */
  | 'REVENUE';

/** How often contracts are renewed. */
export type RenewalPeriodChoice =
  /** As most subscriptions are billed. */
  | 'AUTO'
  /** Every calendar month. */
  | 'MONTH'
  /** Every three calendar months. */
  | 'QUARTER'
  /** Every twelve calendar months. */
  | 'YEAR';

/** Who could have answered. */
export type ResponderBase =
  /** All customers acquired before `until`, or of whom it is unknown when they were. */
  | 'CUSTOMERS'
  /** Customers who were asked: with an invitation of the period that did not bounce. */
  | 'INVITED_CUSTOMERS';

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
  | 'LANDMARK_LOGIT';

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
  | 'SUCCEEDED';

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
  | 'WEBHOOK';

/** Where the people asked come from. Brands are compared within one source only. */
export type SampleSource =
  /** Asked on the spot. */
  | 'INTERCEPT'
  /** Own customers. */
  | 'OWN_LIST'
  /** A panel. */
  | 'PANEL';

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
  | 'QUERY';

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
  | 'VALUE';

/** A number that every customer has one of, however many analyses there are. */
export type ScoreName =
  /** What is called churn: Customer.risk, filters and orders by risk, losses in the journey, revenue at risk of value and loyalty. By an analysis of kind CHURN. */
  | 'CHURN'
  /** What is called value: Customer.value, filters and orders by value and tier, CLV in metrics, tiers of value and loyalty. By an analysis of kind CLV. */
  | 'VALUE';

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
  | 'NPS';

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
  | 'LINEARIZED';

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
  | 'WIN_BACK';

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
  | 'SILENCE';

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
  | 'ZERO_VARIANCE';

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
  | 'ENDED';

/** What became of a tick. */
export type TickOutcome =
  /** Left out, for no worker was there, or the schedule was changed before one looked. */
  | 'MISSED'
  /** Left out, for a run of the analysis was waiting or under way. */
  | 'OVERLAP_SKIPPED'
  /** It became a run. */
  | 'RUN';

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
  | 'VISIT';

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
  | 'VALUE';

/** Where the value of a customer comes from. */
export type ValueSource =
  /** Lifetime value to come, from the current run of a CLV analysis. */
  | 'CLV'
  /** What the customer brought in the twelve months less the cost to serve: there is no CLV analysis with a result. */
  | 'REALISED';

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
  | 'PENDING';

/** Why an endpoint is told nothing. */
export type WebhookDisabledReason =
  /** All attempts of a delivery failed, and nothing had reached it for three days. */
  | 'FAILING'
  /** It answered 410: it wants to be told no more. */
  | 'GONE'
  /** Somebody disabled it. */
  | 'REQUESTED';

/** What a webhook is told of. */
export type WebhookEventType =
  /** `run.failed`: a run failed and is not tried again. */
  | 'RUN_FAILED'
  /** `run.recovered`: the first answer of an analysis after a failure as of the same moment, the present or a past one. */
  | 'RUN_RECOVERED'
  /** `run.stale`: data that the latest answer of an analysis was computed from has changed since. */
  | 'RUN_STALE'
  /** `run.succeeded`: a run has an answer, be it that the data cannot tell. */
  | 'RUN_SUCCEEDED';

/** Why a delivery was given up. */
export type WebhookFailedReason =
  /** No attempt had an answer 2xx. */
  | 'ATTEMPTS_USED_UP'
  /** The endpoint was disabled before it was sent. */
  | 'ENDPOINT_DISABLED'
  /** The endpoint answered 410: it wants to be told no more. */
  | 'GONE';

/** An endpoint. */
export type WebhookInput = {
  /** What it is for. */
  readonly description?: string | null | undefined;
  /** What it is told of. Default: everything. */
  readonly events?: ReadonlyArray<WebhookEventType> | null | undefined;
  /** Where it is: https, on the public internet. */
  readonly url: string;
};

export type CreateAnalysisMutationVariables = Exact<{
  input: AnalysisInput;
}>;


export type CreateAnalysisMutation = { readonly createAnalysis: { readonly id: string, readonly name: string } };

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

export type WorkspaceQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspaceQuery = { readonly workspace: { readonly key: string, readonly name: string, readonly currency: string, readonly timeZone: string } };

export type ScoresQueryVariables = Exact<{
  survey: string;
}>;


export type ScoresQuery = { readonly survey: { readonly key: string, readonly title: string, readonly nps: { readonly question: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly n: number | null, readonly promoterShare: number | null, readonly passiveShare: number | null, readonly detractorShare: number | null, readonly confidenceLevel: number, readonly reasonDetail: string | null } | null, readonly weighted: { readonly question: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly n: number | null, readonly effectiveN: number | null, readonly confidenceLevel: number, readonly reasonDetail: string | null } | null, readonly csat: { readonly question: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly n: number | null, readonly topTwo: number | null, readonly confidenceLevel: number, readonly reasonDetail: string | null } | null } | null };

export type AnalysesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AnalysesQuery = { readonly analyses: { readonly nodes: ReadonlyArray<{ readonly name: string, readonly kind: AnalysisKind, readonly createdAt: string, readonly timeoutSeconds: number | null, readonly memoryMegabytes: number | null, readonly survey: { readonly key: string } | null, readonly latestRun: { readonly id: string, readonly state: RunState, readonly queuedAt: string, readonly finishedAt: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type AnalysisQueryVariables = Exact<{
  name: string;
}>;


export type AnalysisQuery = { readonly analysis: { readonly id: string, readonly name: string, readonly kind: AnalysisKind, readonly parametersJson: unknown, readonly createdAt: string, readonly timeoutSeconds: number | null, readonly memoryMegabytes: number | null, readonly publishedAt: string | null, readonly publishedBy: string | null, readonly runOnChange: boolean, readonly survey: { readonly key: string } | null, readonly latestRun: { readonly id: string, readonly state: RunState, readonly asOf: string | null, readonly queuedAt: string, readonly finishedAt: string | null } | null, readonly currentRun: { readonly id: string, readonly finishedAt: string | null, readonly result:
        | { readonly __typename: 'Cancelled' }
        | { readonly __typename: 'ChurnResultReady', readonly isStale: boolean }
        | { readonly __typename: 'ClvResultReady', readonly isStale: boolean }
        | { readonly __typename: 'DriverResultReady', readonly isStale: boolean }
        | { readonly __typename: 'Failed' }
        | { readonly __typename: 'NotEstimable', readonly isStale: boolean }
        | { readonly __typename: 'Pending' }
        | { readonly __typename: 'ValueLoyaltyResultReady', readonly isStale: boolean }
       } | null, readonly publishedRun: { readonly id: string } | null, readonly schedule: { readonly cron: string, readonly timeZone: string, readonly nextRunAt: string | null, readonly pausedAt: string | null } | null } | null };

export type RankedOfRunQueryVariables = Exact<{
  id: string | number;
  tier?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type RankedOfRunQuery = { readonly run: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly scoresClearedAt: string | null, readonly analysis: { readonly name: string }, readonly rankedCustomers: { readonly emptyReason: EmptyListReason | null, readonly edges: ReadonlyArray<{ readonly node: { readonly position: number, readonly churnRisk: number | null, readonly churnRiskCiLow: number | null, readonly churnRiskCiHigh: number | null, readonly pAlive: number | null, readonly expectedPurchases: number | null, readonly expectedPurchasesLow: number | null, readonly expectedPurchasesHigh: number | null, readonly value: number | null, readonly valueExpectedLow: number | null, readonly valueExpectedHigh: number | null, readonly valuePredictedLow: number | null, readonly valuePredictedHigh: number | null, readonly percentile: number | null, readonly tier: string | null, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type RankedCustomersFragment = { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly scoresClearedAt: string | null, readonly analysis: { readonly name: string }, readonly rankedCustomers: { readonly emptyReason: EmptyListReason | null, readonly edges: ReadonlyArray<{ readonly node: { readonly position: number, readonly churnRisk: number | null, readonly churnRiskCiLow: number | null, readonly churnRiskCiHigh: number | null, readonly pAlive: number | null, readonly expectedPurchases: number | null, readonly expectedPurchasesLow: number | null, readonly expectedPurchasesHigh: number | null, readonly value: number | null, readonly valueExpectedLow: number | null, readonly valueExpectedHigh: number | null, readonly valuePredictedLow: number | null, readonly valuePredictedHigh: number | null, readonly percentile: number | null, readonly tier: string | null, readonly customer: { readonly externalId: string | null } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ListOriginQueryVariables = Exact<{
  id: string | number;
}>;


export type ListOriginQuery = { readonly workspace: { readonly currency: string }, readonly run: { readonly id: string, readonly analysis: { readonly name: string }, readonly parameters:
      | { readonly horizonMonths: number, readonly discountRate: number }
      | Record<PropertyKey, never>
    , readonly result:
      | { readonly __typename: 'Cancelled' }
      | { readonly __typename: 'ChurnResultReady', readonly dataThrough: string | null, readonly isStale: boolean, readonly risk: { readonly horizonDays: number } | null }
      | { readonly __typename: 'ClvResultReady', readonly dataThrough: string | null, readonly isStale: boolean }
      | { readonly __typename: 'DriverResultReady', readonly dataThrough: string | null, readonly isStale: boolean }
      | { readonly __typename: 'Failed' }
      | { readonly __typename: 'NotEstimable', readonly dataThrough: string | null, readonly isStale: boolean }
      | { readonly __typename: 'Pending' }
      | { readonly __typename: 'ValueLoyaltyResultReady', readonly dataThrough: string | null, readonly isStale: boolean, readonly model: { readonly valueSource: ValueSource, readonly churnHorizonDays: number | null, readonly churnMethod: RiskMethod | null } }
     } | null };

export type CurrentRunQueryVariables = Exact<{
  analysis: string;
}>;


export type CurrentRunQuery = { readonly analysis: { readonly currentRun: { readonly id: string, readonly kind: AnalysisKind } | null } | null };

export type KindOfRunQueryVariables = Exact<{
  id: string | number;
}>;


export type KindOfRunQuery = { readonly run: { readonly id: string, readonly kind: AnalysisKind } | null };

export type AuditEventsQueryVariables = Exact<{
  action?: AuditAction | null | undefined;
  actor?: string | number | null | undefined;
  actorKind?: AuditActorKind | null | undefined;
  subject?: string | number | null | undefined;
  from?: string | null | undefined;
  until?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type AuditEventsQuery = { readonly auditEvents: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly at: string, readonly actor: string, readonly actorKind: AuditActorKind, readonly action: AuditAction, readonly subjectType: string, readonly subjectId: string | null, readonly details: unknown, readonly requestId: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type BackfillPreviewQueryVariables = Exact<{
  input: BackfillInput;
}>;


export type BackfillPreviewQuery = { readonly backfillPreview: { readonly timeZone: string, readonly runs: number, readonly dates: { readonly nodes: ReadonlyArray<{ readonly endDate: string, readonly asOf: string, readonly isIncluded: boolean, readonly run: { readonly id: string, readonly state: RunState } | null }> } } };

export type StartBackfillMutationVariables = Exact<{
  input: BackfillInput;
  concurrency: number;
  idempotencyKey: string;
}>;


export type StartBackfillMutation = { readonly startBackfill: { readonly id: string, readonly state: BackfillState, readonly counts: { readonly dates: number, readonly toStart: number } } };

export type BackfillQueryVariables = Exact<{
  id: string | number;
}>;


export type BackfillQuery = { readonly backfill: { readonly id: string, readonly state: BackfillState, readonly from: string, readonly to: string, readonly step: BackfillStep, readonly mode: BackfillMode, readonly timeZone: string, readonly concurrency: number, readonly createdAt: string, readonly finishedAt: string | null, readonly analysis: { readonly name: string }, readonly counts: { readonly dates: number, readonly leftOut: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number } } | null };

export type BackfillDatesQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type BackfillDatesQuery = { readonly backfill: { readonly dates: { readonly nodes: ReadonlyArray<{ readonly endDate: string, readonly isIncluded: boolean, readonly run: { readonly id: string, readonly state: RunState, readonly result:
            | { readonly __typename: 'Cancelled' }
            | { readonly __typename: 'ChurnResultReady' }
            | { readonly __typename: 'ClvResultReady' }
            | { readonly __typename: 'DriverResultReady' }
            | { readonly __typename: 'Failed', readonly failure: string }
            | { readonly __typename: 'NotEstimable', readonly code: StatusCode }
            | { readonly __typename: 'Pending' }
            | { readonly __typename: 'ValueLoyaltyResultReady' }
           } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type BackfillsQueryVariables = Exact<{
  analysis?: string | null | undefined;
  first: number;
}>;


export type BackfillsQuery = { readonly backfills: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: BackfillState, readonly from: string, readonly to: string, readonly step: BackfillStep, readonly mode: BackfillMode, readonly createdAt: string, readonly finishedAt: string | null, readonly analysis: { readonly name: string }, readonly counts: { readonly dates: number, readonly leftOut: number, readonly toStart: number, readonly queued: number, readonly running: number, readonly succeeded: number, readonly failed: number, readonly cancelled: number } }> } };

export type PauseBackfillMutationVariables = Exact<{
  id: string | number;
}>;


export type PauseBackfillMutation = { readonly pauseBackfill: { readonly id: string, readonly state: BackfillState } };

export type ResumeBackfillMutationVariables = Exact<{
  id: string | number;
}>;


export type ResumeBackfillMutation = { readonly resumeBackfill: { readonly id: string, readonly state: BackfillState } };

export type CancelBackfillMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelBackfillMutation = { readonly cancelBackfill: { readonly id: string, readonly state: BackfillState } };

export type ClvResultPartsFragment = { readonly runId: string, readonly dataThrough: string | null, readonly computedAt: string | null, readonly isStale: boolean, readonly clvModel: { readonly setting: ClvSetting, readonly settingReason: string, readonly model: ClvModelName, readonly modelReason: string, readonly measure: ValueMeasure, readonly marginShare: number | null, readonly marginSource: MarginSource | null, readonly marginOrders: string | null, readonly timeUnit: ClvTimeUnit, readonly observedFrom: string, readonly observedUntil: string, readonly horizonMonths: number, readonly horizonLength: number, readonly discountRate: number, readonly confidenceLevel: number, readonly n: string, readonly repeatBuyers: string, readonly repeatPurchases: string, readonly logLikelihood: number, readonly limits: ReadonlyArray<string>, readonly aliveNote: string | null, readonly spendModel: string | null, readonly spendN: string | null, readonly spendByFrequency: boolean | null, readonly spendCorrelation: number | null, readonly spendMean: number | null, readonly rankedBy: ClvRanking }, readonly clvParameters: ReadonlyArray<{ readonly model: string, readonly fittedOn: FittedOn, readonly parameter: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly reason: StatusCode | null }>, readonly totals: ReadonlyArray<{ readonly quantity: ClvQuantity, readonly estimate: number | null, readonly expectedCiLow: number | null, readonly expectedCiHigh: number | null, readonly predictedCiLow: number | null, readonly predictedCiHigh: number | null, readonly n: string, readonly unknown: string, readonly reason: StatusCode | null }>, readonly tiers: ReadonlyArray<{ readonly tier: string, readonly n: string, readonly expectedPurchases: number, readonly value: number | null }>, readonly holdouts: ReadonlyArray<{ readonly model: ClvModelName, readonly isChosen: boolean, readonly calibrationUntil: string, readonly holdoutUntil: string, readonly length: number, readonly n: string, readonly actual: string, readonly expectedPurchases: number, readonly expectedCiLow: number | null, readonly expectedCiHigh: number | null, readonly predictedCiLow: number, readonly predictedCiHigh: number, readonly isInside: boolean, readonly meanAbsoluteError: number, readonly logPredictive: number, readonly bins: ReadonlyArray<{ readonly frequency: number, readonly isOpen: boolean, readonly n: string, readonly actualMean: number, readonly expectedMean: number }> }>, readonly tracking: ReadonlyArray<{ readonly time: number, readonly actual: string, readonly expected: number }>, readonly renewals: ReadonlyArray<{ readonly period: number, readonly atRisk: string | null, readonly renewed: string | null, readonly retention: number | null, readonly retentionLow: number | null, readonly retentionHigh: number | null, readonly survival: number, readonly survivalLow: number | null, readonly survivalHigh: number | null }>, readonly mostValuable: { readonly nodes: ReadonlyArray<{ readonly position: number, readonly pAlive: number | null, readonly expectedPurchases: number | null, readonly purchasesPredictedLow: number | null, readonly purchasesPredictedHigh: number | null, readonly value: number | null, readonly valueExpectedLow: number | null, readonly valueExpectedHigh: number | null, readonly valuePredictedLow: number | null, readonly valuePredictedHigh: number | null, readonly percentile: number | null, readonly tier: string | null, readonly customer: { readonly id: string, readonly externalId: string | null } | null }> } };

export type EraseCustomerMutationVariables = Exact<{
  externalId: string;
}>;


export type EraseCustomerMutation = { readonly eraseCustomer: { readonly erasedOn: string, readonly wasErasedBefore: boolean, readonly facts: number, readonly customer: { readonly externalId: string | null } | null } };

export type JoinCoverageQueryVariables = Exact<{ [key: string]: never; }>;


export type JoinCoverageQuery = { readonly joinCoverage: { readonly responses: number, readonly withCustomer: number, readonly withOrder: number, readonly withTicket: number, readonly withVisit: number } };

export type ComplainantsQueryVariables = Exact<{ [key: string]: never; }>;


export type ComplainantsQuery = { readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly customer: { readonly externalId: string | null, readonly responses: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string } }> }, readonly orders: { readonly totalCount: number }, readonly visits: { readonly totalCount: number } } | null } }> } };

export type RelationshipQueryVariables = Exact<{ [key: string]: never; }>;


export type RelationshipQuery = { readonly survey: { readonly title: string, readonly nps: { readonly estimate: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly n: number | null } | null } | null };

export type OrderTotalsQueryVariables = Exact<{ [key: string]: never; }>;


export type OrderTotalsQuery = { readonly orders: { readonly totalCount: number, readonly totalRevenue: string | null } };

export type SubscriptionTotalsQueryVariables = Exact<{ [key: string]: never; }>;


export type SubscriptionTotalsQuery = { readonly monthly: { readonly totalCount: number }, readonly oneYear: { readonly totalCount: number }, readonly twoYear: { readonly totalCount: number } };

export type SetTouchpointRulesMutationVariables = Exact<{
  rules: ReadonlyArray<TouchpointRuleInput> | TouchpointRuleInput;
}>;


export type SetTouchpointRulesMutation = { readonly setTouchpointRules: ReadonlyArray<{ readonly key: string }> };

export type DriverResultPartsFragment = { readonly runId: string, readonly dataThrough: string | null, readonly computedAt: string | null, readonly isStale: boolean, readonly model: { readonly outcome: string, readonly n: string, readonly nDropped: string, readonly df: number | null, readonly rSquared: number, readonly adjustedRSquared: number | null, readonly quality: ModelQuality, readonly method: ModelMethod | null, readonly residualStdErr: number, readonly fStatistic: number | null, readonly fPValue: number | null, readonly conditionNumber: number | null, readonly seType: SeType, readonly confidenceLevel: number, readonly intercept: number | null, readonly interceptStdErr: number | null, readonly interceptCiLow: number | null, readonly interceptCiHigh: number | null, readonly importanceCut: number, readonly performanceCut: number | null, readonly performanceUnit: PerformanceUnit | null, readonly importanceCutAt: QuadrantCut, readonly performanceCutAt: QuadrantCut, readonly model: DriverModelKind, readonly customers: string | null, readonly clusters: string | null, readonly missing: MissingTreatment, readonly completeN: string | null, readonly rSquaredCiLow: number | null, readonly rSquaredCiHigh: number | null, readonly logLikelihood: number | null, readonly logLikelihoodNull: number | null, readonly mcFadden: number | null, readonly nagelkerke: number | null, readonly auc: number | null, readonly events: string | null, readonly lrStatistic: number | null, readonly lrPValue: number | null, readonly importanceMeasure: ImportanceMeasure, readonly agreement: number | null, readonly draws: number, readonly failedDraws: number, readonly seed: number | null, readonly observedUntil: string | null, readonly thresholds: ReadonlyArray<{ readonly name: string, readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null }> }, readonly drivers: ReadonlyArray<{ readonly driver: string, readonly label: string, readonly feature: JoinedFeature | null, readonly windowDays: number | null, readonly rank: number, readonly lmg: number, readonly lmgShare: number | null, readonly estimate: number, readonly stdErr: number | null, readonly classicalStdErr: number | null, readonly statistic: number | null, readonly pValue: number | null, readonly pAdjusted: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly reason: StatusCode | null, readonly standardizedEstimate: number, readonly correlation: number, readonly vif: number, readonly mean: number | null, readonly meanStdErr: number | null, readonly meanCiLow: number | null, readonly meanCiHigh: number | null, readonly topTwoShare: number | null, readonly topTwoCiLow: number | null, readonly topTwoCiHigh: number | null, readonly n: string, readonly priority: DriverPriority | null, readonly event: string | null, readonly trait: string | null, readonly level: string | null, readonly referenceLevel: string | null, readonly unit: string | null, readonly lmgSamplingStdErr: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly rankLow: number | null, readonly rankHigh: number | null, readonly topThreeProbability: number | null, readonly shapley: number | null, readonly shapleyShare: number | null, readonly shapleySamplingStdErr: number | null, readonly relativeWeight: number | null, readonly partialCorrelation: number | null, readonly semipartialCorrelation: number | null, readonly oddsRatio: number | null, readonly oddsRatioCiLow: number | null, readonly oddsRatioCiHigh: number | null, readonly promoterEffect: number | null, readonly promoterEffectCiLow: number | null, readonly promoterEffectCiHigh: number | null, readonly detractorEffect: number | null, readonly detractorEffectCiLow: number | null, readonly detractorEffectCiHigh: number | null }>, readonly forces: ReadonlyArray<{ readonly name: string, readonly drivers: ReadonlyArray<string>, readonly rank: number, readonly lmg: number, readonly lmgShare: number | null, readonly lmgSamplingStdErr: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly rankLow: number | null, readonly rankHigh: number | null, readonly topThreeProbability: number | null, readonly shapley: number | null, readonly shapleyShare: number | null, readonly shapleySamplingStdErr: number | null }>, readonly groups: ReadonlyArray<{ readonly group: string, readonly isOwn: boolean, readonly n: string, readonly customers: string, readonly outcomeMean: number | null, readonly outcomeCiLow: number | null, readonly outcomeCiHigh: number | null, readonly rSquared: number | null, readonly quality: ModelQuality | null, readonly seType: SeType | null, readonly code: StatusCode | null, readonly detail: string | null, readonly drivers: ReadonlyArray<{ readonly driver: string, readonly rank: number, readonly lmg: number, readonly lmgShare: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly estimate: number, readonly stdErr: number | null, readonly pAdjusted: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly mean: number | null, readonly meanCiLow: number | null, readonly meanCiHigh: number | null, readonly priority: DriverPriority | null }> }>, readonly differences: ReadonlyArray<{ readonly measure: DriverMeasure, readonly driver: string, readonly group: string, readonly reference: string, readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null }> };

export type PublishRunMutationVariables = Exact<{
  id: string | number;
}>;


export type PublishRunMutation = { readonly publishRun: { readonly name: string, readonly publishedAt: string | null, readonly publishedRun: { readonly id: string } | null } };

export type UnpublishRunMutationVariables = Exact<{
  analysis: string;
}>;


export type UnpublishRunMutation = { readonly unpublishRun: { readonly name: string, readonly currentRun: { readonly id: string } | null } };

export type RunLogQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type RunLogQuery = { readonly run: { readonly log: { readonly edges: ReadonlyArray<{ readonly node: { readonly at: string, readonly attempt: number, readonly level: LogLevel, readonly message: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type CompareRunsQueryVariables = Exact<{
  a: string | number;
  b: string | number;
}>;


export type CompareRunsQuery = { readonly compareRuns: { readonly warningsGone: ReadonlyArray<string>, readonly warningsNew: ReadonlyArray<string>, readonly a: { readonly result:
        | { readonly __typename: 'Cancelled' }
        | { readonly __typename: 'ChurnResultReady' }
        | { readonly __typename: 'ClvResultReady' }
        | { readonly __typename: 'DriverResultReady' }
        | { readonly __typename: 'Failed' }
        | { readonly __typename: 'NotEstimable' }
        | { readonly __typename: 'Pending' }
        | { readonly __typename: 'ValueLoyaltyResultReady' }
       }, readonly b: { readonly result:
        | { readonly __typename: 'Cancelled' }
        | { readonly __typename: 'ChurnResultReady' }
        | { readonly __typename: 'ClvResultReady' }
        | { readonly __typename: 'DriverResultReady' }
        | { readonly __typename: 'Failed' }
        | { readonly __typename: 'NotEstimable' }
        | { readonly __typename: 'Pending' }
        | { readonly __typename: 'ValueLoyaltyResultReady' }
       }, readonly inputs: ReadonlyArray<{ readonly name: string, readonly a: unknown, readonly b: unknown }>, readonly numbers: ReadonlyArray<{ readonly key: string, readonly label: string, readonly estimateA: number | null, readonly ciLowA: number | null, readonly ciHighA: number | null, readonly estimateB: number | null, readonly ciLowB: number | null, readonly ciHighB: number | null, readonly difference: number | null }> } };

export type ImportQueryVariables = Exact<{
  id: string | number;
}>;


export type ImportQuery = { readonly import: { readonly id: string, readonly kind: ImportKind, readonly source: string, readonly surveyKey: string | null, readonly dryRun: boolean, readonly undoes: string | null, readonly state: ImportState, readonly checksum: string | null, readonly rowsRead: string | null, readonly rowsLoaded: string | null, readonly rowsUnchanged: string | null, readonly rowsRejected: string | null, readonly report: unknown, readonly errorCode: string | null, readonly errorMessage: string | null, readonly startedAt: string | null, readonly finishedAt: string | null, readonly progress: { readonly stage: string, readonly fraction: number | null, readonly rowsDone: number | null, readonly rowsTotal: number | null } } | null };

export type ImportErrorsQueryVariables = Exact<{
  id: string | number;
  first: number;
  after?: string | null | undefined;
}>;


export type ImportErrorsQuery = { readonly import: { readonly errors: { readonly edges: ReadonlyArray<{ readonly node: { readonly line: string, readonly field: string | null, readonly code: string, readonly reason: string, readonly raw: string | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } } | null };

export type ImportsQueryVariables = Exact<{
  first: number;
}>;


export type ImportsQuery = { readonly imports: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: ImportKind, readonly source: string, readonly surveyKey: string | null, readonly dryRun: boolean, readonly undoes: string | null, readonly state: ImportState, readonly rowsRead: string | null, readonly rowsLoaded: string | null, readonly rowsUnchanged: string | null, readonly rowsRejected: string | null, readonly errorCode: string | null, readonly createdAt: string, readonly finishedAt: string | null }> } };

export type CancelImportMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelImportMutation = { readonly cancelImport: { readonly id: string, readonly state: ImportState } };

export type UndoImportMutationVariables = Exact<{
  id: string | number;
  dryRun: boolean;
}>;


export type UndoImportMutation = { readonly undoImport: { readonly id: string, readonly state: ImportState } };

export type MetricsQueryVariables = Exact<{
  input: MetricsInput;
}>;


export type MetricsQuery = { readonly workspace: { readonly timeZone: string }, readonly metrics: { readonly rowCount: number, readonly currency: string, readonly columns: ReadonlyArray<{ readonly key: string, readonly label: string, readonly unit: MetricUnit | null }>, readonly rows: ReadonlyArray<{ readonly isOther: boolean, readonly groups: ReadonlyArray<{ readonly value: string | null, readonly start: string | null, readonly end: string | null }>, readonly values: ReadonlyArray<{ readonly measure: Measure, readonly value: number | null, readonly valueDecimal: string | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reasonDetail: string | null, readonly change: { readonly referenceValue: number | null, readonly referenceValueDecimal: string | null, readonly difference: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pAdjusted: number | null, readonly reasonDetail: string | null } | null }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly freshness: { readonly dataThrough: string | null, readonly computedAt: string, readonly isStale: boolean } } };

export type MetricCatalogueQueryVariables = Exact<{ [key: string]: never; }>;


export type MetricCatalogueQuery = { readonly metricCatalogue: ReadonlyArray<{ readonly measure: Measure, readonly label: string, readonly unit: MetricUnit, readonly description: string, readonly groupings: ReadonlyArray<Dimension> }> };

export type ScoreChangeQueryVariables = Exact<{
  input: ScoreChangeInput;
}>;


export type ScoreChangeQuery = { readonly workspace: { readonly timeZone: string }, readonly scoreChange: { readonly measure: Measure, readonly unit: MetricUnit, readonly beforeFrom: string | null, readonly beforeUntil: string | null, readonly afterFrom: string | null, readonly afterUntil: string | null, readonly reason: StatusCode | null, readonly reasonDetail: string | null, readonly before: { readonly value: number | null, readonly n: number | null, readonly customers: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly isHidden: boolean, readonly reasonDetail: string | null }, readonly after: { readonly value: number | null, readonly n: number | null, readonly customers: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly isHidden: boolean, readonly reasonDetail: string | null }, readonly total: { readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null } | null, readonly mix: { readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null } | null, readonly within: { readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null } | null, readonly groups: ReadonlyArray<{ readonly isOther: boolean, readonly presence: GroupPresence, readonly shareBefore: number, readonly shareAfter: number, readonly valueBefore: number | null, readonly valueAfter: number | null, readonly nBefore: number, readonly nAfter: number, readonly customersBefore: number, readonly customersAfter: number, readonly isReliable: boolean, readonly group: { readonly value: string | null }, readonly mix: { readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null }, readonly within: { readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null } }> } };

export type ChangedValueFragment = { readonly value: number | null, readonly n: number | null, readonly customers: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly isHidden: boolean, readonly reasonDetail: string | null };

export type ChangeEffectFragment = { readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null };

export type RespondersQueryVariables = Exact<{
  input: RespondersInput;
}>;


export type RespondersQuery = { readonly responders: { readonly measure: Measure, readonly unit: MetricUnit, readonly reasonDetail: string | null, readonly base: number | null, readonly anonymous: number | null, readonly raw: { readonly value: number | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reasonDetail: string | null }, readonly postStratified: { readonly value: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType, readonly n: number, readonly customers: number, readonly coverage: number | null, readonly reason: StatusCode | null } | null, readonly strata: ReadonlyArray<{ readonly base: number | null, readonly responders: number | null, readonly baseShare: number | null, readonly responderShare: number | null, readonly isHidden: boolean, readonly groups: ReadonlyArray<{ readonly dimension: Dimension, readonly traitKey: string | null, readonly segmentKey: string | null, readonly value: string | null }>, readonly value: { readonly value: number | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reasonDetail: string | null } }>, readonly warnings: ReadonlyArray<{ readonly code: StatusCode, readonly groups: ReadonlyArray<string>, readonly detail: string }>, readonly freshness: { readonly dataThrough: string | null, readonly isStale: boolean } } };

export type RespondersValueFragment = { readonly value: number | null, readonly n: number | null, readonly customers: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly seType: SeType | null, readonly isReliable: boolean, readonly isHidden: boolean, readonly reasonDetail: string | null };

export type DriverResultQueryVariables = Exact<{
  id: string | number;
}>;


export type DriverResultQuery = { readonly run: { readonly result:
      | { readonly __typename: 'Cancelled' }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady', readonly runId: string, readonly dataThrough: string | null, readonly computedAt: string | null, readonly isStale: boolean, readonly model: { readonly outcome: string, readonly n: string, readonly nDropped: string, readonly df: number | null, readonly rSquared: number, readonly adjustedRSquared: number | null, readonly quality: ModelQuality, readonly method: ModelMethod | null, readonly residualStdErr: number, readonly fStatistic: number | null, readonly fPValue: number | null, readonly conditionNumber: number | null, readonly seType: SeType, readonly confidenceLevel: number, readonly intercept: number | null, readonly interceptStdErr: number | null, readonly interceptCiLow: number | null, readonly interceptCiHigh: number | null, readonly importanceCut: number, readonly performanceCut: number | null, readonly performanceUnit: PerformanceUnit | null, readonly importanceCutAt: QuadrantCut, readonly performanceCutAt: QuadrantCut, readonly model: DriverModelKind, readonly customers: string | null, readonly clusters: string | null, readonly missing: MissingTreatment, readonly completeN: string | null, readonly rSquaredCiLow: number | null, readonly rSquaredCiHigh: number | null, readonly logLikelihood: number | null, readonly logLikelihoodNull: number | null, readonly mcFadden: number | null, readonly nagelkerke: number | null, readonly auc: number | null, readonly events: string | null, readonly lrStatistic: number | null, readonly lrPValue: number | null, readonly importanceMeasure: ImportanceMeasure, readonly agreement: number | null, readonly draws: number, readonly failedDraws: number, readonly seed: number | null, readonly observedUntil: string | null, readonly thresholds: ReadonlyArray<{ readonly name: string, readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null }> }, readonly drivers: ReadonlyArray<{ readonly driver: string, readonly label: string, readonly feature: JoinedFeature | null, readonly windowDays: number | null, readonly rank: number, readonly lmg: number, readonly lmgShare: number | null, readonly estimate: number, readonly stdErr: number | null, readonly classicalStdErr: number | null, readonly statistic: number | null, readonly pValue: number | null, readonly pAdjusted: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly reason: StatusCode | null, readonly standardizedEstimate: number, readonly correlation: number, readonly vif: number, readonly mean: number | null, readonly meanStdErr: number | null, readonly meanCiLow: number | null, readonly meanCiHigh: number | null, readonly topTwoShare: number | null, readonly topTwoCiLow: number | null, readonly topTwoCiHigh: number | null, readonly n: string, readonly priority: DriverPriority | null, readonly event: string | null, readonly trait: string | null, readonly level: string | null, readonly referenceLevel: string | null, readonly unit: string | null, readonly lmgSamplingStdErr: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly rankLow: number | null, readonly rankHigh: number | null, readonly topThreeProbability: number | null, readonly shapley: number | null, readonly shapleyShare: number | null, readonly shapleySamplingStdErr: number | null, readonly relativeWeight: number | null, readonly partialCorrelation: number | null, readonly semipartialCorrelation: number | null, readonly oddsRatio: number | null, readonly oddsRatioCiLow: number | null, readonly oddsRatioCiHigh: number | null, readonly promoterEffect: number | null, readonly promoterEffectCiLow: number | null, readonly promoterEffectCiHigh: number | null, readonly detractorEffect: number | null, readonly detractorEffectCiLow: number | null, readonly detractorEffectCiHigh: number | null }>, readonly forces: ReadonlyArray<{ readonly name: string, readonly drivers: ReadonlyArray<string>, readonly rank: number, readonly lmg: number, readonly lmgShare: number | null, readonly lmgSamplingStdErr: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly rankLow: number | null, readonly rankHigh: number | null, readonly topThreeProbability: number | null, readonly shapley: number | null, readonly shapleyShare: number | null, readonly shapleySamplingStdErr: number | null }>, readonly groups: ReadonlyArray<{ readonly group: string, readonly isOwn: boolean, readonly n: string, readonly customers: string, readonly outcomeMean: number | null, readonly outcomeCiLow: number | null, readonly outcomeCiHigh: number | null, readonly rSquared: number | null, readonly quality: ModelQuality | null, readonly seType: SeType | null, readonly code: StatusCode | null, readonly detail: string | null, readonly drivers: ReadonlyArray<{ readonly driver: string, readonly rank: number, readonly lmg: number, readonly lmgShare: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly estimate: number, readonly stdErr: number | null, readonly pAdjusted: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly mean: number | null, readonly meanCiLow: number | null, readonly meanCiHigh: number | null, readonly priority: DriverPriority | null }> }>, readonly differences: ReadonlyArray<{ readonly measure: DriverMeasure, readonly driver: string, readonly group: string, readonly reference: string, readonly estimate: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly pValue: number | null, readonly pAdjusted: number | null }> }
      | { readonly __typename: 'Failed' }
      | { readonly __typename: 'NotEstimable' }
      | { readonly __typename: 'Pending' }
      | { readonly __typename: 'ValueLoyaltyResultReady' }
     } | null };

export type ValueLoyaltyResultQueryVariables = Exact<{
  id: string | number;
}>;


export type ValueLoyaltyResultQuery = { readonly run: { readonly result:
      | { readonly __typename: 'Cancelled' }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed' }
      | { readonly __typename: 'NotEstimable' }
      | { readonly __typename: 'Pending' }
      | { readonly __typename: 'ValueLoyaltyResultReady', readonly runId: string, readonly dataThrough: string | null, readonly computedAt: string | null, readonly isStale: boolean, readonly model: { readonly asOf: string, readonly periodStart: string, readonly question: string, readonly answerMaxAgeDays: number, readonly valueSource: ValueSource, readonly valueRunId: string | null, readonly churnRunId: string | null, readonly churnHorizonDays: number | null, readonly churnMethod: RiskMethod | null, readonly measure: RealisedMeasure, readonly marginShare: number | null, readonly tiers: number, readonly confidenceLevel: number, readonly n: string, readonly serviceSpend: number, readonly serviceAllocated: number, readonly serviceNoTickets: number, readonly serviceNobody: number, readonly survey: { readonly key: string } | null }, readonly cells: ReadonlyArray<{ readonly loyalty: Loyalty | null, readonly tier: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly n: string | null, readonly share: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly valueFrom: number | null, readonly revenue: number | null, readonly costToServe: number | null, readonly belowZero: string | null, readonly action: SegmentAction | null, readonly value: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly meanValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly netValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly revenueAtRisk: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null } }>, readonly loyaltyTotals: ReadonlyArray<{ readonly loyalty: Loyalty | null, readonly tier: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly n: string | null, readonly share: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly valueFrom: number | null, readonly revenue: number | null, readonly costToServe: number | null, readonly belowZero: string | null, readonly action: SegmentAction | null, readonly value: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly meanValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly netValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly revenueAtRisk: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null } }>, readonly tierTotals: ReadonlyArray<{ readonly loyalty: Loyalty | null, readonly tier: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly n: string | null, readonly share: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly valueFrom: number | null, readonly revenue: number | null, readonly costToServe: number | null, readonly belowZero: string | null, readonly action: SegmentAction | null, readonly value: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly meanValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly netValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly revenueAtRisk: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null } }>, readonly total: { readonly loyalty: Loyalty | null, readonly tier: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly n: string | null, readonly share: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly valueFrom: number | null, readonly revenue: number | null, readonly costToServe: number | null, readonly belowZero: string | null, readonly action: SegmentAction | null, readonly value: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly meanValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly netValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly revenueAtRisk: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null } }, readonly serviceCosts: ReadonlyArray<{ readonly channel: string | null, readonly spend: number, readonly tickets: string, readonly costPerTicket: number | null }> }
     } | null };

export type ClvResultQueryVariables = Exact<{
  id: string | number;
}>;


export type ClvResultQuery = { readonly run: { readonly result:
      | { readonly __typename: 'Cancelled' }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady', readonly runId: string, readonly dataThrough: string | null, readonly computedAt: string | null, readonly isStale: boolean, readonly clvModel: { readonly setting: ClvSetting, readonly settingReason: string, readonly model: ClvModelName, readonly modelReason: string, readonly measure: ValueMeasure, readonly marginShare: number | null, readonly marginSource: MarginSource | null, readonly marginOrders: string | null, readonly timeUnit: ClvTimeUnit, readonly observedFrom: string, readonly observedUntil: string, readonly horizonMonths: number, readonly horizonLength: number, readonly discountRate: number, readonly confidenceLevel: number, readonly n: string, readonly repeatBuyers: string, readonly repeatPurchases: string, readonly logLikelihood: number, readonly limits: ReadonlyArray<string>, readonly aliveNote: string | null, readonly spendModel: string | null, readonly spendN: string | null, readonly spendByFrequency: boolean | null, readonly spendCorrelation: number | null, readonly spendMean: number | null, readonly rankedBy: ClvRanking }, readonly clvParameters: ReadonlyArray<{ readonly model: string, readonly fittedOn: FittedOn, readonly parameter: string, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly reason: StatusCode | null }>, readonly totals: ReadonlyArray<{ readonly quantity: ClvQuantity, readonly estimate: number | null, readonly expectedCiLow: number | null, readonly expectedCiHigh: number | null, readonly predictedCiLow: number | null, readonly predictedCiHigh: number | null, readonly n: string, readonly unknown: string, readonly reason: StatusCode | null }>, readonly tiers: ReadonlyArray<{ readonly tier: string, readonly n: string, readonly expectedPurchases: number, readonly value: number | null }>, readonly holdouts: ReadonlyArray<{ readonly model: ClvModelName, readonly isChosen: boolean, readonly calibrationUntil: string, readonly holdoutUntil: string, readonly length: number, readonly n: string, readonly actual: string, readonly expectedPurchases: number, readonly expectedCiLow: number | null, readonly expectedCiHigh: number | null, readonly predictedCiLow: number, readonly predictedCiHigh: number, readonly isInside: boolean, readonly meanAbsoluteError: number, readonly logPredictive: number, readonly bins: ReadonlyArray<{ readonly frequency: number, readonly isOpen: boolean, readonly n: string, readonly actualMean: number, readonly expectedMean: number }> }>, readonly tracking: ReadonlyArray<{ readonly time: number, readonly actual: string, readonly expected: number }>, readonly renewals: ReadonlyArray<{ readonly period: number, readonly atRisk: string | null, readonly renewed: string | null, readonly retention: number | null, readonly retentionLow: number | null, readonly retentionHigh: number | null, readonly survival: number, readonly survivalLow: number | null, readonly survivalHigh: number | null }>, readonly mostValuable: { readonly nodes: ReadonlyArray<{ readonly position: number, readonly pAlive: number | null, readonly expectedPurchases: number | null, readonly purchasesPredictedLow: number | null, readonly purchasesPredictedHigh: number | null, readonly value: number | null, readonly valueExpectedLow: number | null, readonly valueExpectedHigh: number | null, readonly valuePredictedLow: number | null, readonly valuePredictedHigh: number | null, readonly percentile: number | null, readonly tier: string | null, readonly customer: { readonly id: string, readonly externalId: string | null } | null }> } }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed' }
      | { readonly __typename: 'NotEstimable' }
      | { readonly __typename: 'Pending' }
      | { readonly __typename: 'ValueLoyaltyResultReady' }
     } | null };

export type ChurnResultQueryVariables = Exact<{
  id: string | number;
}>;


export type ChurnResultQuery = { readonly run: { readonly result:
      | { readonly __typename: 'Cancelled' }
      | { readonly __typename: 'ChurnResultReady', readonly runId: string, readonly dataThrough: string | null, readonly computedAt: string | null, readonly isStale: boolean, readonly hazards: ReadonlyArray<{ readonly cause: string, readonly customers: string, readonly sampledCustomers: string, readonly losses: string | null, readonly reason: StatusCode | null, readonly detail: string | null, readonly estimates: ReadonlyArray<{ readonly term: string, readonly reference: string | null, readonly hazardRatio: number | null, readonly hazardRatioLow: number | null, readonly hazardRatioHigh: number | null, readonly estimate: number, readonly stdErr: number | null, readonly pAdjusted: number | null }> }>, readonly risk: { readonly method: RiskMethod, readonly horizonDays: number, readonly asOf: string, readonly n: string, readonly expectedLosses: number | null, readonly meanRisk: number | null, readonly reason: StatusCode | null, readonly detail: string | null } | null, readonly riskValidation: { readonly fittedThrough: string, readonly judgedThrough: string, readonly n: string | null, readonly losses: string | null, readonly concordance: number | null, readonly concordanceCiLow: number | null, readonly concordanceCiHigh: number | null, readonly brier: number | null, readonly brierDifference: number | null, readonly brierDifferenceCiLow: number | null, readonly brierDifferenceCiHigh: number | null, readonly calibrationIntercept: number | null, readonly calibrationInterceptCiLow: number | null, readonly calibrationInterceptCiHigh: number | null, readonly calibrationSlope: number | null, readonly calibrationSlopeCiLow: number | null, readonly calibrationSlopeCiHigh: number | null, readonly shuffledConcordance: number | null, readonly shuffledCiLow: number | null, readonly shuffledCiHigh: number | null, readonly reason: StatusCode | null, readonly detail: string | null, readonly deciles: ReadonlyArray<{ readonly decile: number, readonly n: string, readonly losses: string, readonly meanRisk: number, readonly observedRate: number | null, readonly ciLow: number | null, readonly ciHigh: number | null }> } | null, readonly model: { readonly kind: ChurnKind, readonly silenceDays: number | null, readonly isSuggested: boolean | null, readonly datedAt: SilenceDating | null, readonly visitsCount: boolean | null, readonly asOf: string, readonly followUpEnd: string, readonly customers: string, readonly episodes: string, readonly losses: string, readonly returns: string, readonly returnShare: number | null, readonly delayedEntries: string, readonly provisionalLosses: string, readonly shape: ChurnShape, readonly periodFrom: string | null, readonly periodUntil: string | null, readonly cohortPeriod: CohortPeriod, readonly cohortCustomers: string, readonly confidenceLevel: number, readonly revenueFrom: string | null, readonly revenueTo: string | null, readonly startingRevenue: string | null, readonly revenueCustomers: string | null, readonly grossRetention: number | null, readonly grossCiLow: number | null, readonly grossCiHigh: number | null, readonly netRetention: number | null, readonly netCiLow: number | null, readonly netCiHigh: number | null, readonly revenueReason: StatusCode | null }, readonly silenceOptions: ReadonlyArray<{ readonly quantile: number | null, readonly days: number, readonly returns: string, readonly returnShare: number | null, readonly returnWithinDays: number | null, readonly isChosen: boolean }>, readonly curves: ReadonlyArray<{ readonly grouping: string, readonly level: string | null, readonly landmarkDays: number | null, readonly n: string, readonly losses: string, readonly expectedLosses: number | null, readonly lastDay: number | null, readonly observedFromDay: number | null, readonly medianDays: number | null, readonly medianCiLow: number | null, readonly medianCiHigh: number | null, readonly restrictedMeanHorizon: number | null, readonly restrictedMean: number | null, readonly restrictedMeanStdErr: number | null, readonly restrictedMeanCiLow: number | null, readonly restrictedMeanCiHigh: number | null, readonly reason: StatusCode | null, readonly shownFromDay: number | null, readonly shownUntilDay: number | null, readonly points: ReadonlyArray<{ readonly day: number, readonly atRisk: string, readonly survival: number, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null }> }>, readonly tests: ReadonlyArray<{ readonly grouping: string, readonly landmarkDays: number | null, readonly n: string | null, readonly losses: string | null, readonly statistic: number | null, readonly df: number | null, readonly pValue: number | null, readonly reason: StatusCode | null, readonly detail: string | null }>, readonly causes: ReadonlyArray<{ readonly cause: string, readonly n: string, readonly losses: string, readonly observedFromDay: number | null, readonly reason: StatusCode | null, readonly shownFromDay: number | null, readonly shownUntilDay: number | null, readonly points: ReadonlyArray<{ readonly day: number, readonly atRisk: string, readonly incidence: number, readonly stdErr: number, readonly ciLow: number | null, readonly ciHigh: number | null, readonly boundHigh: number | null }> }>, readonly cohortCells: ReadonlyArray<{ readonly grouping: string, readonly cohort: string, readonly age: number, readonly size: string, readonly active: string, readonly retention: number, readonly ciLow: number, readonly ciHigh: number, readonly isComplete: boolean }>, readonly churnRates: ReadonlyArray<{ readonly period: string, readonly active: string, readonly lost: string, readonly rate: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly isComplete: boolean }>, readonly tenureRates: ReadonlyArray<{ readonly grouping: string, readonly level: string | null, readonly fromMonths: number | null, readonly untilMonths: number | null, readonly active: string, readonly lost: string, readonly rate: number | null, readonly ciLow: number | null, readonly ciHigh: number | null }>, readonly revenueRetention: ReadonlyArray<{ readonly period: string, readonly n: string, readonly startingRevenue: string | null, readonly gross: number | null, readonly grossCiLow: number | null, readonly grossCiHigh: number | null, readonly net: number | null, readonly netCiLow: number | null, readonly netCiHigh: number | null }> }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed' }
      | { readonly __typename: 'NotEstimable' }
      | { readonly __typename: 'Pending' }
      | { readonly __typename: 'ValueLoyaltyResultReady' }
     } | null };

export type RunAnalysisMutationVariables = Exact<{
  name: string;
  idempotencyKey: string;
  trigger: RunTrigger;
  asOf?: string | null | undefined;
  force?: boolean | null | undefined;
}>;


export type RunAnalysisMutation = { readonly runAnalysis: { readonly id: string, readonly state: RunState, readonly queuedAt: string } };

export type RunsQueryVariables = Exact<{
  analysis?: string | null | undefined;
  state?: ReadonlyArray<RunState> | RunState | null | undefined;
  first: number;
}>;


export type RunsQuery = { readonly runs: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly state: RunState, readonly trigger: RunTrigger, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly rowsRead: string | null, readonly rowsUsed: string | null, readonly asOf: string | null, readonly triggeredBy: string | null, readonly backfill: { readonly id: string } | null, readonly analysis: { readonly name: string, readonly currentRun: { readonly id: string } | null, readonly publishedRun: { readonly id: string } | null }, readonly waitsFor: { readonly id: string } | null, readonly result:
          | { readonly __typename: 'Cancelled' }
          | { readonly __typename: 'ChurnResultReady', readonly isStale: boolean }
          | { readonly __typename: 'ClvResultReady', readonly isStale: boolean }
          | { readonly __typename: 'DriverResultReady', readonly isStale: boolean }
          | { readonly __typename: 'Failed', readonly failure: string }
          | { readonly __typename: 'NotEstimable', readonly isStale: boolean, readonly code: StatusCode }
          | { readonly __typename: 'Pending' }
          | { readonly __typename: 'ValueLoyaltyResultReady', readonly isStale: boolean }
         } }> } };

export type CancelRunMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelRunMutation = { readonly cancelRun: { readonly id: string, readonly state: RunState } };

export type RunReportQueryVariables = Exact<{
  id: string | number;
}>;


export type RunReportQuery = { readonly workspace: { readonly currency: string, readonly timeZone: string }, readonly run: { readonly id: string, readonly state: RunState, readonly kind: AnalysisKind, readonly trigger: RunTrigger, readonly triggeredBy: string | null, readonly asOf: string | null, readonly dueAt: string | null, readonly dataThrough: string | null, readonly dataVersions: unknown, readonly attempts: number, readonly timeoutSeconds: number | null, readonly memoryMegabytes: number | null, readonly cancelReason: string | null, readonly queuedAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly scoresClearedAt: string | null, readonly rowsRead: string | null, readonly rowsUsed: string | null, readonly engineVersion: string | null, readonly backfill: { readonly id: string } | null, readonly reusedRun: { readonly id: string } | null, readonly waitsFor: { readonly id: string } | null, readonly analysis: { readonly name: string, readonly kind: AnalysisKind, readonly publishedAt: string | null, readonly publishedBy: string | null, readonly publishedRun: { readonly id: string } | null, readonly currentRun: { readonly id: string } | null }, readonly parameters:
      | { readonly __typename: 'ChurnParameters', readonly kind: ChurnKind | null, readonly horizonDays: number }
      | { readonly __typename: 'ClvParameters', readonly setting: ClvSettingChoice, readonly timeUnit: BuyingTimeUnit, readonly observedUntil: string | null, readonly calibrationUntil: string | null, readonly horizonMonths: number, readonly discountRate: number, readonly margin: MarginChoice, readonly marginShare: number | null, readonly renewalPeriod: RenewalPeriodChoice, readonly buyingModel: BuyingModelChoice, readonly tierNames: ReadonlyArray<string>, readonly clvConfidenceLevel: number }
      | { readonly __typename: 'DriverParameters', readonly outcome: string | null, readonly drivers: ReadonlyArray<string>, readonly traits: ReadonlyArray<string>, readonly model: DriverModelKind, readonly eventFrom: number | null, readonly missing: MissingTreatment, readonly draws: number | null, readonly confidenceLevel: number, readonly behaviour: { readonly kind: CustomerBehaviour, readonly withinDays: number, readonly churn: BehaviourChurnRule | null } | null, readonly features: ReadonlyArray<{ readonly driver: string, readonly feature: JoinedFeature, readonly windowDays: number | null, readonly event: string | null }>, readonly forces: ReadonlyArray<{ readonly name: string, readonly drivers: ReadonlyArray<string> }>, readonly compare: { readonly by: DriverGrouping, readonly trait: string | null, readonly own: string | null, readonly sampleSource: SampleSource | null } | null }
      | { readonly __typename: 'ValueLoyaltyParameters', readonly valueAnalysis: string | null, readonly churnAnalysis: string | null, readonly question: string | null, readonly answerMaxAgeDays: number, readonly tiers: number, readonly marginShare: number | null, readonly confidenceLevel: number }
    , readonly population: { readonly respondedFrom: string | null, readonly respondedUntil: string | null, readonly answered: ReadonlyArray<{ readonly question: string, readonly min: number | null, readonly max: number | null }> } | null, readonly exclusions: ReadonlyArray<{ readonly reason: ExclusionReason, readonly rows: number }>, readonly timings: { readonly readMs: number | null, readonly computeMs: number | null, readonly writeMs: number | null }, readonly warnings: ReadonlyArray<{ readonly code: StatusCode, readonly subject: string | null, readonly detail: string, readonly manager: string, readonly statistician: string }>, readonly result:
      | { readonly __typename: 'Cancelled', readonly cancelledAt: string | null }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed', readonly message: string, readonly failure: string }
      | { readonly __typename: 'NotEstimable', readonly code: StatusCode, readonly detail: string | null, readonly manager: string, readonly statistician: string }
      | { readonly __typename: 'Pending', readonly progress: { readonly stage: string } }
      | { readonly __typename: 'ValueLoyaltyResultReady' }
     } | null };

export type SavedDocumentsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SavedDocumentsQuery = { readonly savedDocuments: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly description: string | null, readonly operation: SavedOperation, readonly path: string | null, readonly updatedAt: string, readonly variables: ReadonlyArray<{ readonly name: string, readonly type: string, readonly isRequired: boolean }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SavedTextsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SavedTextsQuery = { readonly savedDocuments: { readonly nodes: ReadonlyArray<{ readonly name: string, readonly document: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SavedDocumentQueryVariables = Exact<{
  name: string;
}>;


export type SavedDocumentQuery = { readonly savedDocument: { readonly id: string, readonly name: string, readonly description: string | null, readonly operation: SavedOperation, readonly path: string | null, readonly document: string, readonly createdAt: string, readonly updatedAt: string, readonly variables: ReadonlyArray<{ readonly name: string, readonly type: string, readonly isRequired: boolean, readonly defaultValue: string | null }> } | null };

export type SaveDocumentMutationVariables = Exact<{
  input: SavedDocumentInput;
}>;


export type SaveDocumentMutation = { readonly saveDocument: { readonly name: string, readonly path: string | null, readonly variables: ReadonlyArray<{ readonly name: string, readonly type: string, readonly isRequired: boolean }> } };

export type DeleteDocumentMutationVariables = Exact<{
  name: string;
}>;


export type DeleteDocumentMutation = { readonly deleteDocument: string };

export type SchedulesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SchedulesQuery = { readonly analyses: { readonly nodes: ReadonlyArray<{ readonly name: string, readonly runOnChange: boolean, readonly schedule: { readonly cron: string, readonly timeZone: string, readonly catchUp: CatchUpPolicy, readonly overlap: OverlapPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ScheduleQueryVariables = Exact<{
  analysis: string;
}>;


export type ScheduleQuery = { readonly analysis: { readonly name: string, readonly runOnChange: boolean, readonly schedule: { readonly cron: string, readonly timeZone: string, readonly catchUp: CatchUpPolicy, readonly overlap: OverlapPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly lastDueAt: string | null, readonly nextRuns: ReadonlyArray<string>, readonly ticks: { readonly nodes: ReadonlyArray<{ readonly dueAt: string, readonly dueUntil: string, readonly outcome: TickOutcome, readonly run: { readonly id: string, readonly state: RunState } | null }> } } | null } | null };

export type SetScheduleMutationVariables = Exact<{
  input: ScheduleInput;
}>;


export type SetScheduleMutation = { readonly setSchedule: { readonly cron: string, readonly timeZone: string, readonly catchUp: CatchUpPolicy, readonly overlap: OverlapPolicy, readonly pausedAt: string | null, readonly nextRunAt: string | null, readonly nextRuns: ReadonlyArray<string> } };

export type PauseScheduleMutationVariables = Exact<{
  analysis: string;
}>;


export type PauseScheduleMutation = { readonly pauseSchedule: { readonly pausedAt: string | null, readonly nextRunAt: string | null } };

export type ResumeScheduleMutationVariables = Exact<{
  analysis: string;
}>;


export type ResumeScheduleMutation = { readonly resumeSchedule: { readonly pausedAt: string | null, readonly nextRunAt: string | null } };

export type RemoveScheduleMutationVariables = Exact<{
  analysis: string;
}>;


export type RemoveScheduleMutation = { readonly removeSchedule: { readonly name: string } };

export type SetRunOnChangeMutationVariables = Exact<{
  analysis: string;
  runOnChange: boolean;
}>;


export type SetRunOnChangeMutation = { readonly setRunOnChange: { readonly name: string, readonly runOnChange: boolean } };

export type ScoreSourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type ScoreSourcesQuery = { readonly workspace: { readonly scores: ReadonlyArray<{ readonly score: ScoreName, readonly isChosen: boolean, readonly analysis: { readonly name: string, readonly currentRun: { readonly id: string } | null } | null }> } };

export type ScoresOfWorkspaceFragment = { readonly scores: ReadonlyArray<{ readonly score: ScoreName, readonly isChosen: boolean, readonly analysis: { readonly name: string, readonly currentRun: { readonly id: string } | null } | null }> };

export type SetScoreAnalysisMutationVariables = Exact<{
  score: ScoreName;
  analysis?: string | null | undefined;
}>;


export type SetScoreAnalysisMutation = { readonly setScoreAnalysis: { readonly scores: ReadonlyArray<{ readonly score: ScoreName, readonly isChosen: boolean, readonly analysis: { readonly name: string, readonly currentRun: { readonly id: string } | null } | null }> } };

export type SegmentsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SegmentsQuery = { readonly segments: { readonly nodes: ReadonlyArray<{ readonly key: string, readonly name: string, readonly description: string | null, readonly fault: string | null, readonly version: number, readonly updatedAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SegmentQueryVariables = Exact<{
  key: string;
  asOf?: string | null | undefined;
}>;


export type SegmentQuery = { readonly segment: { readonly key: string, readonly name: string, readonly description: string | null, readonly version: number, readonly definition: unknown, readonly fault: string | null, readonly createdAt: string, readonly updatedAt: string, readonly count: number | null, readonly versions: ReadonlyArray<{ readonly version: number, readonly createdAt: string, readonly createdBy: string, readonly definition: unknown }> } | null };

export type SegmentKeyQueryVariables = Exact<{
  key: string;
}>;


export type SegmentKeyQuery = { readonly segment: { readonly version: number } | null };

export type SegmentMembersQueryVariables = Exact<{
  key: string;
  asOf?: string | null | undefined;
  version?: number | null | undefined;
  orderBy?: CustomerOrder | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type SegmentMembersQuery = { readonly segment: { readonly customers: { readonly nodes: ReadonlyArray<{ readonly externalId: string | null, readonly acquiredAt: string | null, readonly acquisitionChannel: string | null, readonly orderCount: number | null, readonly revenue: string | null, readonly lastActivityAt: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null };

export type CreateSegmentMutationVariables = Exact<{
  input: SegmentInput;
}>;


export type CreateSegmentMutation = { readonly createSegment: { readonly key: string, readonly version: number, readonly count: number | null, readonly fault: string | null } };

export type UpdateSegmentMutationVariables = Exact<{
  key: string;
  change: SegmentChange;
}>;


export type UpdateSegmentMutation = { readonly updateSegment: { readonly key: string, readonly version: number, readonly count: number | null, readonly fault: string | null } };

export type DeleteSegmentMutationVariables = Exact<{
  key: string;
}>;


export type DeleteSegmentMutation = { readonly deleteSegment: string };

export type CellsOfRunQueryVariables = Exact<{
  id: string | number;
}>;


export type CellsOfRunQuery = { readonly run: { readonly state: RunState, readonly scoresClearedAt: string | null, readonly analysis: { readonly name: string }, readonly result:
      | { readonly __typename: 'Cancelled' }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed' }
      | { readonly __typename: 'NotEstimable' }
      | { readonly __typename: 'Pending' }
      | { readonly __typename: 'ValueLoyaltyResultReady', readonly cells: ReadonlyArray<{ readonly loyalty: Loyalty | null, readonly tier: number | null, readonly isHidden: boolean, readonly n: string | null }> }
     } | null };

export type CustomersOfCellQueryVariables = Exact<{
  id: string | number;
  loyalty: Loyalty;
  tier: number;
  first: number;
  after?: string | null | undefined;
}>;


export type CustomersOfCellQuery = { readonly run: { readonly result:
      | { readonly __typename: 'Cancelled' }
      | { readonly __typename: 'ChurnResultReady' }
      | { readonly __typename: 'ClvResultReady' }
      | { readonly __typename: 'DriverResultReady' }
      | { readonly __typename: 'Failed' }
      | { readonly __typename: 'NotEstimable' }
      | { readonly __typename: 'Pending' }
      | { readonly __typename: 'ValueLoyaltyResultReady', readonly cell: { readonly customers: { readonly nodes: ReadonlyArray<{ readonly position: number, readonly score: number | null, readonly value: number, readonly revenue: number, readonly costToServe: number, readonly netValue: number, readonly churnRisk: number | null, readonly revenueAtRisk: number | null, readonly customer: { readonly externalId: string | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null }
     } | null };

export type ValueLoyaltyCellPartsFragment = { readonly loyalty: Loyalty | null, readonly tier: number | null, readonly isHidden: boolean, readonly isReliable: boolean, readonly n: string | null, readonly share: number | null, readonly shareCiLow: number | null, readonly shareCiHigh: number | null, readonly valueFrom: number | null, readonly revenue: number | null, readonly costToServe: number | null, readonly belowZero: string | null, readonly action: SegmentAction | null, readonly value: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly meanValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly netValue: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null }, readonly revenueAtRisk: { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null } };

export type MoneyPartsFragment = { readonly n: string | null, readonly estimate: number | null, readonly stdErr: number | null, readonly ciLow: number | null, readonly ciHigh: number | null, readonly expectedLow: number | null, readonly expectedHigh: number | null };

export type WebhooksQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type WebhooksQuery = { readonly webhooks: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly url: string, readonly description: string | null, readonly events: ReadonlyArray<WebhookEventType>, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type CreateWebhookMutationVariables = Exact<{
  input: WebhookInput;
}>;


export type CreateWebhookMutation = { readonly createWebhook: { readonly secret: string | null, readonly webhook: { readonly id: string, readonly url: string, readonly events: ReadonlyArray<WebhookEventType> } } };

export type RotateWebhookSecretMutationVariables = Exact<{
  id: string | number;
  previousValidHours?: number | null | undefined;
}>;


export type RotateWebhookSecretMutation = { readonly rotateWebhookSecret: { readonly secret: string | null, readonly webhook: { readonly id: string, readonly previousSecretUntil: string | null } } };

export type TestWebhookMutationVariables = Exact<{
  id: string | number;
}>;


export type TestWebhookMutation = { readonly testWebhook: { readonly id: string, readonly messageId: string } };

export type WebhookDeliveriesQueryVariables = Exact<{
  webhook: string | number;
  first: number;
}>;


export type WebhookDeliveriesQuery = { readonly webhookDeliveries: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly messageId: string, readonly eventType: string, readonly state: WebhookDeliveryState, readonly failedReason: WebhookFailedReason | null, readonly createdAt: string, readonly finishedAt: string | null, readonly nextAttemptAt: string | null, readonly run: { readonly id: string } | null, readonly attempts: ReadonlyArray<{ readonly attempt: number, readonly at: string, readonly status: number | null, readonly error: string | null, readonly response: string | null, readonly milliseconds: number }> }> } };

export type ReplayDeliveryMutationVariables = Exact<{
  id: string | number;
}>;


export type ReplayDeliveryMutation = { readonly replayDelivery: { readonly id: string, readonly messageId: string, readonly state: WebhookDeliveryState } };

export type UpdateWebhookMutationVariables = Exact<{
  id: string | number;
  change: WebhookChange;
}>;


export type UpdateWebhookMutation = { readonly updateWebhook: { readonly id: string, readonly url: string, readonly description: string | null, readonly events: ReadonlyArray<WebhookEventType>, readonly isEnabled: boolean } };

export type ReplayDeliveriesMutationVariables = Exact<{
  webhook: string | number;
  since: string;
}>;


export type ReplayDeliveriesMutation = { readonly replayDeliveries: number };

export type DeleteWebhookMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteWebhookMutation = { readonly deleteWebhook: string };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const RankedCustomersFragmentDoc = new TypedDocumentString(`
    fragment RankedCustomers on Run {
  id
  state
  kind
  analysis {
    name
  }
  scoresClearedAt
  rankedCustomers(tier: $tier, first: $first, after: $after) {
    emptyReason
    edges {
      node {
        position
        customer {
          externalId
        }
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
        percentile
        tier
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"fragmentName":"RankedCustomers"}) as unknown as TypedDocumentString<RankedCustomersFragment, unknown>;
export const ClvResultPartsFragmentDoc = new TypedDocumentString(`
    fragment ClvResultParts on ClvResultReady {
  runId
  dataThrough
  computedAt
  isStale
  clvModel: model {
    setting
    settingReason
    model
    modelReason
    measure
    marginShare
    marginSource
    marginOrders
    timeUnit
    observedFrom
    observedUntil
    horizonMonths
    horizonLength
    discountRate
    confidenceLevel
    n
    repeatBuyers
    repeatPurchases
    logLikelihood
    limits
    aliveNote
    spendModel
    spendN
    spendByFrequency
    spendCorrelation
    spendMean
    rankedBy
  }
  clvParameters: parameters {
    model
    fittedOn
    parameter
    estimate
    stdErr
    ciLow
    ciHigh
    reason
  }
  totals {
    quantity
    estimate
    expectedCiLow
    expectedCiHigh
    predictedCiLow
    predictedCiHigh
    n
    unknown
    reason
  }
  tiers {
    tier
    n
    expectedPurchases
    value
  }
  holdouts {
    model
    isChosen
    calibrationUntil
    holdoutUntil
    length
    n
    actual
    expectedPurchases
    expectedCiLow
    expectedCiHigh
    predictedCiLow
    predictedCiHigh
    isInside
    meanAbsoluteError
    logPredictive
    bins {
      frequency
      isOpen
      n
      actualMean
      expectedMean
    }
  }
  tracking {
    time
    actual
    expected
  }
  renewals {
    period
    atRisk
    renewed
    retention
    retentionLow
    retentionHigh
    survival
    survivalLow
    survivalHigh
  }
  mostValuable: customers(first: 10) {
    nodes {
      position
      pAlive
      expectedPurchases
      purchasesPredictedLow
      purchasesPredictedHigh
      value
      valueExpectedLow
      valueExpectedHigh
      valuePredictedLow
      valuePredictedHigh
      percentile
      tier
      customer {
        id
        externalId
      }
    }
  }
}
    `, {"fragmentName":"ClvResultParts"}) as unknown as TypedDocumentString<ClvResultPartsFragment, unknown>;
export const DriverResultPartsFragmentDoc = new TypedDocumentString(`
    fragment DriverResultParts on DriverResultReady {
  runId
  dataThrough
  computedAt
  isStale
  model {
    outcome
    n
    nDropped
    df
    rSquared
    adjustedRSquared
    quality
    method
    residualStdErr
    fStatistic
    fPValue
    conditionNumber
    seType
    confidenceLevel
    intercept
    interceptStdErr
    interceptCiLow
    interceptCiHigh
    importanceCut
    performanceCut
    performanceUnit
    importanceCutAt
    performanceCutAt
    model
    customers
    clusters
    missing
    completeN
    rSquaredCiLow
    rSquaredCiHigh
    thresholds {
      name
      estimate
      stdErr
      ciLow
      ciHigh
    }
    logLikelihood
    logLikelihoodNull
    mcFadden
    nagelkerke
    auc
    events
    lrStatistic
    lrPValue
    importanceMeasure
    agreement
    draws
    failedDraws
    seed
    observedUntil
  }
  drivers {
    driver
    label
    feature
    windowDays
    rank
    lmg
    lmgShare
    estimate
    stdErr
    classicalStdErr
    statistic
    pValue
    pAdjusted
    ciLow
    ciHigh
    reason
    standardizedEstimate
    correlation
    vif
    mean
    meanStdErr
    meanCiLow
    meanCiHigh
    topTwoShare
    topTwoCiLow
    topTwoCiHigh
    n
    priority
    event
    trait
    level
    referenceLevel
    unit
    lmgSamplingStdErr
    shareCiLow
    shareCiHigh
    rankLow
    rankHigh
    topThreeProbability
    shapley
    shapleyShare
    shapleySamplingStdErr
    relativeWeight
    partialCorrelation
    semipartialCorrelation
    oddsRatio
    oddsRatioCiLow
    oddsRatioCiHigh
    promoterEffect
    promoterEffectCiLow
    promoterEffectCiHigh
    detractorEffect
    detractorEffectCiLow
    detractorEffectCiHigh
  }
  forces {
    name
    drivers
    rank
    lmg
    lmgShare
    lmgSamplingStdErr
    shareCiLow
    shareCiHigh
    rankLow
    rankHigh
    topThreeProbability
    shapley
    shapleyShare
    shapleySamplingStdErr
  }
  groups {
    group
    isOwn
    n
    customers
    outcomeMean
    outcomeCiLow
    outcomeCiHigh
    rSquared
    quality
    seType
    code
    detail
    drivers {
      driver
      rank
      lmg
      lmgShare
      shareCiLow
      shareCiHigh
      estimate
      stdErr
      pAdjusted
      ciLow
      ciHigh
      mean
      meanCiLow
      meanCiHigh
      priority
    }
  }
  differences {
    measure
    driver
    group
    reference
    estimate
    stdErr
    ciLow
    ciHigh
    pValue
    pAdjusted
  }
}
    `, {"fragmentName":"DriverResultParts"}) as unknown as TypedDocumentString<DriverResultPartsFragment, unknown>;
export const ChangedValueFragmentDoc = new TypedDocumentString(`
    fragment ChangedValue on MetricValue {
  value
  n
  customers
  ciLow
  ciHigh
  isHidden
  reasonDetail
}
    `, {"fragmentName":"ChangedValue"}) as unknown as TypedDocumentString<ChangedValueFragment, unknown>;
export const ChangeEffectFragmentDoc = new TypedDocumentString(`
    fragment ChangeEffect on ScoreEffect {
  estimate
  stdErr
  ciLow
  ciHigh
  pValue
  pAdjusted
}
    `, {"fragmentName":"ChangeEffect"}) as unknown as TypedDocumentString<ChangeEffectFragment, unknown>;
export const RespondersValueFragmentDoc = new TypedDocumentString(`
    fragment RespondersValue on MetricValue {
  value
  n
  customers
  stdErr
  ciLow
  ciHigh
  seType
  isReliable
  isHidden
  reasonDetail
}
    `, {"fragmentName":"RespondersValue"}) as unknown as TypedDocumentString<RespondersValueFragment, unknown>;
export const ScoresOfWorkspaceFragmentDoc = new TypedDocumentString(`
    fragment ScoresOfWorkspace on Workspace {
  scores {
    score
    isChosen
    analysis {
      name
      currentRun {
        id
      }
    }
  }
}
    `, {"fragmentName":"ScoresOfWorkspace"}) as unknown as TypedDocumentString<ScoresOfWorkspaceFragment, unknown>;
export const MoneyPartsFragmentDoc = new TypedDocumentString(`
    fragment MoneyParts on MoneyEstimate {
  n
  estimate
  stdErr
  ciLow
  ciHigh
  expectedLow
  expectedHigh
}
    `, {"fragmentName":"MoneyParts"}) as unknown as TypedDocumentString<MoneyPartsFragment, unknown>;
export const ValueLoyaltyCellPartsFragmentDoc = new TypedDocumentString(`
    fragment ValueLoyaltyCellParts on ValueLoyaltyCell {
  loyalty
  tier
  isHidden
  isReliable
  n
  share
  shareCiLow
  shareCiHigh
  valueFrom
  value {
    ...MoneyParts
  }
  meanValue {
    ...MoneyParts
  }
  revenue
  costToServe
  netValue {
    ...MoneyParts
  }
  belowZero
  revenueAtRisk {
    ...MoneyParts
  }
  action
}
    fragment MoneyParts on MoneyEstimate {
  n
  estimate
  stdErr
  ciLow
  ciHigh
  expectedLow
  expectedHigh
}`, {"fragmentName":"ValueLoyaltyCellParts"}) as unknown as TypedDocumentString<ValueLoyaltyCellPartsFragment, unknown>;
export const CreateAnalysisDocument = new TypedDocumentString(`
    mutation CreateAnalysis($input: AnalysisInput!) {
  createAnalysis(input: $input) {
    id
    name
  }
}
    `, {"hash":"sha256:144450cb4b9ad06e7bc9dd53f34e7da9e2dc7fddc3924148b8941574af8470d2"}) as unknown as TypedDocumentString<CreateAnalysisMutation, CreateAnalysisMutationVariables>;
export const RenameAnalysisDocument = new TypedDocumentString(`
    mutation RenameAnalysis($analysis: String!, $name: String!) {
  renameAnalysis(analysis: $analysis, name: $name) {
    id
    name
  }
}
    `, {"hash":"sha256:5950d6fd9b197ca72ba9f93a287a50b186238233ce619c99e8537c2d87c57b99"}) as unknown as TypedDocumentString<RenameAnalysisMutation, RenameAnalysisMutationVariables>;
export const DeleteAnalysisDocument = new TypedDocumentString(`
    mutation DeleteAnalysis($analysis: String!) {
  deleteAnalysis(analysis: $analysis)
}
    `, {"hash":"sha256:18085c988a9c615de28b18d4c0adf644c36084575e54592193b6218b0c7a8fbc"}) as unknown as TypedDocumentString<DeleteAnalysisMutation, DeleteAnalysisMutationVariables>;
export const SetRunLimitsDocument = new TypedDocumentString(`
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
    `, {"hash":"sha256:f04813e1b54e27fa94f7f748616112d06aa1d3eccdcf7d222d3d594ae6901179"}) as unknown as TypedDocumentString<SetRunLimitsMutation, SetRunLimitsMutationVariables>;
export const WorkspaceDocument = new TypedDocumentString(`
    query Workspace {
  workspace {
    key
    name
    currency
    timeZone
  }
}
    `, {"hash":"sha256:49760bc126e320e30853748905071a3c1ac9b9e33eb21e35fb40adcbceeac0f6"}) as unknown as TypedDocumentString<WorkspaceQuery, WorkspaceQueryVariables>;
export const ScoresDocument = new TypedDocumentString(`
    query Scores($survey: String!) {
  survey(key: $survey) {
    key
    title
    nps {
      question
      estimate
      stdErr
      ciLow
      ciHigh
      n
      promoterShare
      passiveShare
      detractorShare
      confidenceLevel
      reasonDetail
    }
    weighted: nps(weighted: true) {
      question
      estimate
      stdErr
      ciLow
      ciHigh
      n
      effectiveN
      confidenceLevel
      reasonDetail
    }
    csat {
      question
      estimate
      stdErr
      ciLow
      ciHigh
      n
      topTwo
      confidenceLevel
      reasonDetail
    }
  }
}
    `, {"hash":"sha256:26964f275dbd677edaa5885f67fee13eed10c335b50912f6317bfd7a61a9bc13"}) as unknown as TypedDocumentString<ScoresQuery, ScoresQueryVariables>;
export const AnalysesDocument = new TypedDocumentString(`
    query Analyses($after: String) {
  analyses(first: 200, after: $after) {
    nodes {
      name
      kind
      survey {
        key
      }
      createdAt
      timeoutSeconds
      memoryMegabytes
      latestRun {
        id
        state
        queuedAt
        finishedAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:62dbe01b784f4bf5cf29ede4d97009fc962fdebb74570a1490c45a02c7bcfb18"}) as unknown as TypedDocumentString<AnalysesQuery, AnalysesQueryVariables>;
export const AnalysisDocument = new TypedDocumentString(`
    query Analysis($name: String!) {
  analysis(name: $name) {
    id
    name
    kind
    survey {
      key
    }
    parametersJson
    createdAt
    timeoutSeconds
    memoryMegabytes
    latestRun {
      id
      state
      asOf
      queuedAt
      finishedAt
    }
    currentRun {
      id
      finishedAt
      result {
        __typename
        ... on Freshness {
          isStale
        }
      }
    }
    publishedRun {
      id
    }
    publishedAt
    publishedBy
    runOnChange
    schedule {
      cron
      timeZone
      nextRunAt
      pausedAt
    }
  }
}
    `, {"hash":"sha256:b1da62c460e98c0b1ff0a22f4d3a167d88d18d822ee07912260c90b18362fb51"}) as unknown as TypedDocumentString<AnalysisQuery, AnalysisQueryVariables>;
export const RankedOfRunDocument = new TypedDocumentString(`
    query RankedOfRun($id: ID!, $tier: String, $first: Int!, $after: String) {
  run(id: $id) {
    ...RankedCustomers
  }
}
    fragment RankedCustomers on Run {
  id
  state
  kind
  analysis {
    name
  }
  scoresClearedAt
  rankedCustomers(tier: $tier, first: $first, after: $after) {
    emptyReason
    edges {
      node {
        position
        customer {
          externalId
        }
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
        percentile
        tier
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`, {"hash":"sha256:84f6ed9e52870937ea71b7bf3bfdab8ee9f2678384576902b88eab84069888e2"}) as unknown as TypedDocumentString<RankedOfRunQuery, RankedOfRunQueryVariables>;
export const ListOriginDocument = new TypedDocumentString(`
    query ListOrigin($id: ID!) {
  workspace {
    currency
  }
  run(id: $id) {
    id
    analysis {
      name
    }
    parameters {
      ... on ClvParameters {
        horizonMonths
        discountRate
      }
    }
    result {
      __typename
      ... on Freshness {
        dataThrough
        isStale
      }
      ... on ChurnResultReady {
        risk {
          horizonDays
        }
      }
      ... on ValueLoyaltyResultReady {
        model {
          valueSource
          churnHorizonDays
          churnMethod
        }
      }
    }
  }
}
    `, {"hash":"sha256:310d354a9aa6232b75af5564f36515bd17a7c06e3f5edbd3343260fc20f07abf"}) as unknown as TypedDocumentString<ListOriginQuery, ListOriginQueryVariables>;
export const CurrentRunDocument = new TypedDocumentString(`
    query CurrentRun($analysis: String!) {
  analysis(name: $analysis) {
    currentRun {
      id
      kind
    }
  }
}
    `, {"hash":"sha256:f0cdd6527da6a349a5677cf706e81ec21e379c575284252e51fbfe523336e588"}) as unknown as TypedDocumentString<CurrentRunQuery, CurrentRunQueryVariables>;
export const KindOfRunDocument = new TypedDocumentString(`
    query KindOfRun($id: ID!) {
  run(id: $id) {
    id
    kind
  }
}
    `, {"hash":"sha256:4be75620b0077d5ff42cad3579a15da6e83b5d5e4b4a431562cec8b07f28e35a"}) as unknown as TypedDocumentString<KindOfRunQuery, KindOfRunQueryVariables>;
export const AuditEventsDocument = new TypedDocumentString(`
    query AuditEvents($action: AuditAction, $actor: ID, $actorKind: AuditActorKind, $subject: ID, $from: DateTime, $until: DateTime, $first: Int!, $after: String) {
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
    `, {"hash":"sha256:fdbf950c53200ed3e191eeba538b00e7925449d745b68093d68cc26ac1beba14"}) as unknown as TypedDocumentString<AuditEventsQuery, AuditEventsQueryVariables>;
export const BackfillPreviewDocument = new TypedDocumentString(`
    query BackfillPreview($input: BackfillInput!) {
  backfillPreview(input: $input) {
    timeZone
    runs
    dates(first: 500) {
      nodes {
        endDate
        asOf
        isIncluded
        run {
          id
          state
        }
      }
    }
  }
}
    `, {"hash":"sha256:1915753dbaba2498a35cd83314420fdfc9e37f8371d0cffd9acc9a08619a0189"}) as unknown as TypedDocumentString<BackfillPreviewQuery, BackfillPreviewQueryVariables>;
export const StartBackfillDocument = new TypedDocumentString(`
    mutation StartBackfill($input: BackfillInput!, $concurrency: Int!, $idempotencyKey: String!) {
  startBackfill(
    input: $input
    concurrency: $concurrency
    idempotencyKey: $idempotencyKey
  ) {
    id
    state
    counts {
      dates
      toStart
    }
  }
}
    `, {"hash":"sha256:ff07d23afee8b30e07d7dce8b599b7b86d6239d32b0fcd61bc39b62555c91ca3"}) as unknown as TypedDocumentString<StartBackfillMutation, StartBackfillMutationVariables>;
export const BackfillDocument = new TypedDocumentString(`
    query Backfill($id: ID!) {
  backfill(id: $id) {
    id
    state
    from
    to
    step
    mode
    timeZone
    concurrency
    createdAt
    finishedAt
    analysis {
      name
    }
    counts {
      dates
      leftOut
      toStart
      queued
      running
      succeeded
      failed
      cancelled
    }
  }
}
    `, {"hash":"sha256:4feba53526c7fade32e9b703336f793194569ae48dfdd01e54a4112114ce26d8"}) as unknown as TypedDocumentString<BackfillQuery, BackfillQueryVariables>;
export const BackfillDatesDocument = new TypedDocumentString(`
    query BackfillDates($id: ID!, $after: String) {
  backfill(id: $id) {
    dates(first: 200, after: $after) {
      nodes {
        endDate
        isIncluded
        run {
          id
          state
          result {
            __typename
            ... on NotEstimable {
              code
            }
            ... on Failed {
              failure: code
            }
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
    `, {"hash":"sha256:1cdbba9b130863f1496588c76d047a9ea0030275e3b38d6819f7ed3ea0ab1705"}) as unknown as TypedDocumentString<BackfillDatesQuery, BackfillDatesQueryVariables>;
export const BackfillsDocument = new TypedDocumentString(`
    query Backfills($analysis: String, $first: Int!) {
  backfills(analysis: $analysis, first: $first) {
    nodes {
      id
      state
      from
      to
      step
      mode
      createdAt
      finishedAt
      analysis {
        name
      }
      counts {
        dates
        leftOut
        toStart
        queued
        running
        succeeded
        failed
        cancelled
      }
    }
  }
}
    `, {"hash":"sha256:163cd5424b526051060ba0801d4b04c7da43ef4045398be0eacf8b193bd3c1f6"}) as unknown as TypedDocumentString<BackfillsQuery, BackfillsQueryVariables>;
export const PauseBackfillDocument = new TypedDocumentString(`
    mutation PauseBackfill($id: ID!) {
  pauseBackfill(id: $id) {
    id
    state
  }
}
    `, {"hash":"sha256:bff598012b2c87e344b20f9afb8a8c77bd7035bb6612b970e3c8aa9aeb0ff6d1"}) as unknown as TypedDocumentString<PauseBackfillMutation, PauseBackfillMutationVariables>;
export const ResumeBackfillDocument = new TypedDocumentString(`
    mutation ResumeBackfill($id: ID!) {
  resumeBackfill(id: $id) {
    id
    state
  }
}
    `, {"hash":"sha256:9a2ad0179eb37518b6fa641701fd5b890167f0f5564d0a985aef93ba34060de2"}) as unknown as TypedDocumentString<ResumeBackfillMutation, ResumeBackfillMutationVariables>;
export const CancelBackfillDocument = new TypedDocumentString(`
    mutation CancelBackfill($id: ID!) {
  cancelBackfill(id: $id) {
    id
    state
  }
}
    `, {"hash":"sha256:c6fb120335040f4a3579968e6732d20176a9400f910edef1d03639f685ff24f3"}) as unknown as TypedDocumentString<CancelBackfillMutation, CancelBackfillMutationVariables>;
export const EraseCustomerDocument = new TypedDocumentString(`
    mutation EraseCustomer($externalId: String!) {
  eraseCustomer(externalId: $externalId) {
    erasedOn
    wasErasedBefore
    facts
    customer {
      externalId
    }
  }
}
    `, {"hash":"sha256:fe56c99b2f5cc1fe951065845038e43cf8858fc5f43002a5e191df9cbf0736f9"}) as unknown as TypedDocumentString<EraseCustomerMutation, EraseCustomerMutationVariables>;
export const JoinCoverageDocument = new TypedDocumentString(`
    query JoinCoverage {
  joinCoverage {
    responses
    withCustomer
    withOrder
    withTicket
    withVisit
  }
}
    `, {"hash":"sha256:9e9d5cf9e86b88cd26c9dd3a43aed84525774baf41fee81eef0630b8c443225d"}) as unknown as TypedDocumentString<JoinCoverageQuery, JoinCoverageQueryVariables>;
export const ComplainantsDocument = new TypedDocumentString(`
    query Complainants {
  tickets(first: 50, kind: ["COMPLAINT"]) {
    edges {
      node {
        customer {
          externalId
          responses(first: 2) {
            edges {
              node {
                id
              }
            }
          }
          orders(first: 1) {
            totalCount
          }
          visits(first: 1) {
            totalCount
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:5a3c0a7ff15d31b9b5995a5f0f70ae17701ca4b2f12234ac9c3949a9368555a2"}) as unknown as TypedDocumentString<ComplainantsQuery, ComplainantsQueryVariables>;
export const RelationshipDocument = new TypedDocumentString(`
    query Relationship {
  survey(key: "relationship") {
    title
    nps {
      estimate
      ciLow
      ciHigh
      n
    }
  }
}
    `, {"hash":"sha256:985e4ead88adb0abd24866ef741a9fcf22ddb7bcb3b77c1785863986427f53b7"}) as unknown as TypedDocumentString<RelationshipQuery, RelationshipQueryVariables>;
export const OrderTotalsDocument = new TypedDocumentString(`
    query OrderTotals {
  orders(first: 1) {
    totalCount
    totalRevenue
  }
}
    `, {"hash":"sha256:84c219afff1ed6bcad2a61208eb60ef295e71e67d6bd0fe8af2d624a1afb381c"}) as unknown as TypedDocumentString<OrderTotalsQuery, OrderTotalsQueryVariables>;
export const SubscriptionTotalsDocument = new TypedDocumentString(`
    query SubscriptionTotals {
  monthly: subscriptions(first: 1, plan: ["monthly"]) {
    totalCount
  }
  oneYear: subscriptions(first: 1, plan: ["one-year"]) {
    totalCount
  }
  twoYear: subscriptions(first: 1, plan: ["two-year"]) {
    totalCount
  }
}
    `, {"hash":"sha256:acd5918f35b0ad5de67e5d84dc92369cf8f0c2db26cbeae03487bd129befec2b"}) as unknown as TypedDocumentString<SubscriptionTotalsQuery, SubscriptionTotalsQueryVariables>;
export const SetTouchpointRulesDocument = new TypedDocumentString(`
    mutation SetTouchpointRules($rules: [TouchpointRuleInput!]!) {
  setTouchpointRules(rules: $rules) {
    key
  }
}
    `, {"hash":"sha256:f5d49e1d180cc673d1f8fad7cf2409e9afc0258d334e116e99b6c0eaa47399bd"}) as unknown as TypedDocumentString<SetTouchpointRulesMutation, SetTouchpointRulesMutationVariables>;
export const PublishRunDocument = new TypedDocumentString(`
    mutation PublishRun($id: ID!) {
  publishRun(id: $id) {
    name
    publishedAt
    publishedRun {
      id
    }
  }
}
    `, {"hash":"sha256:2e6959299b4f5808e471139e02212d866e089fd86eed17edc395bcf8d82ccf68"}) as unknown as TypedDocumentString<PublishRunMutation, PublishRunMutationVariables>;
export const UnpublishRunDocument = new TypedDocumentString(`
    mutation UnpublishRun($analysis: String!) {
  unpublishRun(analysis: $analysis) {
    name
    currentRun {
      id
    }
  }
}
    `, {"hash":"sha256:b6f4e17c6f14c9f73179e94e8d10661a3f361362c406d3798e77c6490c77f1ff"}) as unknown as TypedDocumentString<UnpublishRunMutation, UnpublishRunMutationVariables>;
export const RunLogDocument = new TypedDocumentString(`
    query RunLog($id: ID!, $after: String) {
  run(id: $id) {
    log(first: 500, after: $after) {
      edges {
        node {
          at
          attempt
          level
          message
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:3d5a94c04a5e11a0b8488afdba22aa207693c75010d4a9ffc8a34b8e25a6caf6"}) as unknown as TypedDocumentString<RunLogQuery, RunLogQueryVariables>;
export const CompareRunsDocument = new TypedDocumentString(`
    query CompareRuns($a: ID!, $b: ID!) {
  compareRuns(a: $a, b: $b) {
    a {
      result {
        __typename
      }
    }
    b {
      result {
        __typename
      }
    }
    inputs {
      name
      a
      b
    }
    warningsGone
    warningsNew
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
  }
}
    `, {"hash":"sha256:6123f07fcd91d53171d479140037ffd399ac99b859232461223534d1f7e4f13a"}) as unknown as TypedDocumentString<CompareRunsQuery, CompareRunsQueryVariables>;
export const ImportDocument = new TypedDocumentString(`
    query Import($id: ID!) {
  import(id: $id) {
    id
    kind
    source
    surveyKey
    dryRun
    undoes
    state
    progress {
      stage
      fraction
      rowsDone
      rowsTotal
    }
    checksum
    rowsRead
    rowsLoaded
    rowsUnchanged
    rowsRejected
    report
    errorCode
    errorMessage
    startedAt
    finishedAt
  }
}
    `, {"hash":"sha256:82dc0001789499a87ea022ce7512eeac62c3cc2dde4b089c15ce4dc70dab7ceb"}) as unknown as TypedDocumentString<ImportQuery, ImportQueryVariables>;
export const ImportErrorsDocument = new TypedDocumentString(`
    query ImportErrors($id: ID!, $first: Int!, $after: String) {
  import(id: $id) {
    errors(first: $first, after: $after) {
      edges {
        node {
          line
          field
          code
          reason
          raw
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:fd638b49d484c612fd29d45a77872272f9cbb1c44d996132943df0a2c127acb8"}) as unknown as TypedDocumentString<ImportErrorsQuery, ImportErrorsQueryVariables>;
export const ImportsDocument = new TypedDocumentString(`
    query Imports($first: Int!) {
  imports(first: $first) {
    nodes {
      id
      kind
      source
      surveyKey
      dryRun
      undoes
      state
      rowsRead
      rowsLoaded
      rowsUnchanged
      rowsRejected
      errorCode
      createdAt
      finishedAt
    }
  }
}
    `, {"hash":"sha256:6b79f4da0d01d3e1dcf2ffa870e10af2852f28a1157d07da66c4c15ff817f04a"}) as unknown as TypedDocumentString<ImportsQuery, ImportsQueryVariables>;
export const CancelImportDocument = new TypedDocumentString(`
    mutation CancelImport($id: ID!) {
  cancelImport(id: $id) {
    id
    state
  }
}
    `, {"hash":"sha256:84ad286a3122417d1307c7fca8e1fe8f5eade0fcec2a256828450ffb61c34590"}) as unknown as TypedDocumentString<CancelImportMutation, CancelImportMutationVariables>;
export const UndoImportDocument = new TypedDocumentString(`
    mutation UndoImport($id: ID!, $dryRun: Boolean!) {
  undoImport(id: $id, dryRun: $dryRun) {
    id
    state
  }
}
    `, {"hash":"sha256:72b838a8c6343ab9e85df3eb40a09068ea5f838fbbf0e7ae4ba133a12f49d3ef"}) as unknown as TypedDocumentString<UndoImportMutation, UndoImportMutationVariables>;
export const MetricsDocument = new TypedDocumentString(`
    query Metrics($input: MetricsInput!) {
  workspace {
    timeZone
  }
  metrics(input: $input) {
    columns {
      key
      label
      unit
    }
    rows {
      groups {
        value
        start
        end
      }
      isOther
      values {
        measure
        value
        valueDecimal
        n
        customers
        stdErr
        ciLow
        ciHigh
        isReliable
        isHidden
        reasonDetail
        change {
          referenceValue
          referenceValueDecimal
          difference
          ciLow
          ciHigh
          pAdjusted
          reasonDetail
        }
      }
    }
    rowCount
    currency
    pageInfo {
      hasNextPage
      endCursor
    }
    freshness {
      dataThrough
      computedAt
      isStale
    }
  }
}
    `, {"hash":"sha256:9a6e4fe7eabc327ac193d02802260c044d4e97345c954bf08277775799229927"}) as unknown as TypedDocumentString<MetricsQuery, MetricsQueryVariables>;
export const MetricCatalogueDocument = new TypedDocumentString(`
    query MetricCatalogue {
  metricCatalogue {
    measure
    label
    unit
    description
    groupings
  }
}
    `, {"hash":"sha256:7067add76ae1fef4ae59ddb302a5c06a5218c25427a465cccb45f2b04ce5d110"}) as unknown as TypedDocumentString<MetricCatalogueQuery, MetricCatalogueQueryVariables>;
export const ScoreChangeDocument = new TypedDocumentString(`
    query ScoreChange($input: ScoreChangeInput!) {
  workspace {
    timeZone
  }
  scoreChange(input: $input) {
    measure
    unit
    before {
      ...ChangedValue
    }
    after {
      ...ChangedValue
    }
    beforeFrom
    beforeUntil
    afterFrom
    afterUntil
    total {
      ...ChangeEffect
    }
    mix {
      ...ChangeEffect
    }
    within {
      ...ChangeEffect
    }
    groups {
      group {
        value
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
      mix {
        ...ChangeEffect
      }
      within {
        ...ChangeEffect
      }
      isReliable
    }
    reason
    reasonDetail
  }
}
    fragment ChangedValue on MetricValue {
  value
  n
  customers
  ciLow
  ciHigh
  isHidden
  reasonDetail
}
fragment ChangeEffect on ScoreEffect {
  estimate
  stdErr
  ciLow
  ciHigh
  pValue
  pAdjusted
}`, {"hash":"sha256:ff440f61a45915e042d609b5f87a5df2aa53b5f79015a37bc750affeedf197e1"}) as unknown as TypedDocumentString<ScoreChangeQuery, ScoreChangeQueryVariables>;
export const RespondersDocument = new TypedDocumentString(`
    query Responders($input: RespondersInput!) {
  responders(input: $input) {
    measure
    unit
    raw {
      ...RespondersValue
    }
    postStratified {
      value
      stdErr
      ciLow
      ciHigh
      seType
      n
      customers
      coverage
      reason
    }
    reasonDetail
    base
    anonymous
    strata {
      groups {
        dimension
        traitKey
        segmentKey
        value
      }
      base
      responders
      baseShare
      responderShare
      isHidden
      value {
        ...RespondersValue
      }
    }
    warnings {
      code
      groups
      detail
    }
    freshness {
      dataThrough
      isStale
    }
  }
}
    fragment RespondersValue on MetricValue {
  value
  n
  customers
  stdErr
  ciLow
  ciHigh
  seType
  isReliable
  isHidden
  reasonDetail
}`, {"hash":"sha256:d2013f30db9290c2cfe354c60f04e8df3c56fe6991c7cd892dc78e270feeb2a4"}) as unknown as TypedDocumentString<RespondersQuery, RespondersQueryVariables>;
export const DriverResultDocument = new TypedDocumentString(`
    query DriverResult($id: ID!) {
  run(id: $id) {
    result {
      __typename
      ...DriverResultParts
    }
  }
}
    fragment DriverResultParts on DriverResultReady {
  runId
  dataThrough
  computedAt
  isStale
  model {
    outcome
    n
    nDropped
    df
    rSquared
    adjustedRSquared
    quality
    method
    residualStdErr
    fStatistic
    fPValue
    conditionNumber
    seType
    confidenceLevel
    intercept
    interceptStdErr
    interceptCiLow
    interceptCiHigh
    importanceCut
    performanceCut
    performanceUnit
    importanceCutAt
    performanceCutAt
    model
    customers
    clusters
    missing
    completeN
    rSquaredCiLow
    rSquaredCiHigh
    thresholds {
      name
      estimate
      stdErr
      ciLow
      ciHigh
    }
    logLikelihood
    logLikelihoodNull
    mcFadden
    nagelkerke
    auc
    events
    lrStatistic
    lrPValue
    importanceMeasure
    agreement
    draws
    failedDraws
    seed
    observedUntil
  }
  drivers {
    driver
    label
    feature
    windowDays
    rank
    lmg
    lmgShare
    estimate
    stdErr
    classicalStdErr
    statistic
    pValue
    pAdjusted
    ciLow
    ciHigh
    reason
    standardizedEstimate
    correlation
    vif
    mean
    meanStdErr
    meanCiLow
    meanCiHigh
    topTwoShare
    topTwoCiLow
    topTwoCiHigh
    n
    priority
    event
    trait
    level
    referenceLevel
    unit
    lmgSamplingStdErr
    shareCiLow
    shareCiHigh
    rankLow
    rankHigh
    topThreeProbability
    shapley
    shapleyShare
    shapleySamplingStdErr
    relativeWeight
    partialCorrelation
    semipartialCorrelation
    oddsRatio
    oddsRatioCiLow
    oddsRatioCiHigh
    promoterEffect
    promoterEffectCiLow
    promoterEffectCiHigh
    detractorEffect
    detractorEffectCiLow
    detractorEffectCiHigh
  }
  forces {
    name
    drivers
    rank
    lmg
    lmgShare
    lmgSamplingStdErr
    shareCiLow
    shareCiHigh
    rankLow
    rankHigh
    topThreeProbability
    shapley
    shapleyShare
    shapleySamplingStdErr
  }
  groups {
    group
    isOwn
    n
    customers
    outcomeMean
    outcomeCiLow
    outcomeCiHigh
    rSquared
    quality
    seType
    code
    detail
    drivers {
      driver
      rank
      lmg
      lmgShare
      shareCiLow
      shareCiHigh
      estimate
      stdErr
      pAdjusted
      ciLow
      ciHigh
      mean
      meanCiLow
      meanCiHigh
      priority
    }
  }
  differences {
    measure
    driver
    group
    reference
    estimate
    stdErr
    ciLow
    ciHigh
    pValue
    pAdjusted
  }
}`, {"hash":"sha256:cec7cef51155d3cae9089ab2b60b7aa03388df14bf2ad7175a3fb214914ebdc5"}) as unknown as TypedDocumentString<DriverResultQuery, DriverResultQueryVariables>;
export const ValueLoyaltyResultDocument = new TypedDocumentString(`
    query ValueLoyaltyResult($id: ID!) {
  run(id: $id) {
    result {
      __typename
      ... on ValueLoyaltyResultReady {
        runId
        dataThrough
        computedAt
        isStale
        model {
          asOf
          periodStart
          survey {
            key
          }
          question
          answerMaxAgeDays
          valueSource
          valueRunId
          churnRunId
          churnHorizonDays
          churnMethod
          measure
          marginShare
          tiers
          confidenceLevel
          n
          serviceSpend
          serviceAllocated
          serviceNoTickets
          serviceNobody
        }
        cells {
          ...ValueLoyaltyCellParts
        }
        loyaltyTotals {
          ...ValueLoyaltyCellParts
        }
        tierTotals {
          ...ValueLoyaltyCellParts
        }
        total {
          ...ValueLoyaltyCellParts
        }
        serviceCosts {
          channel
          spend
          tickets
          costPerTicket
        }
      }
    }
  }
}
    fragment ValueLoyaltyCellParts on ValueLoyaltyCell {
  loyalty
  tier
  isHidden
  isReliable
  n
  share
  shareCiLow
  shareCiHigh
  valueFrom
  value {
    ...MoneyParts
  }
  meanValue {
    ...MoneyParts
  }
  revenue
  costToServe
  netValue {
    ...MoneyParts
  }
  belowZero
  revenueAtRisk {
    ...MoneyParts
  }
  action
}
fragment MoneyParts on MoneyEstimate {
  n
  estimate
  stdErr
  ciLow
  ciHigh
  expectedLow
  expectedHigh
}`, {"hash":"sha256:5992c894cd522a4508118d681d454a2f9b974fb6e309d7fa7d7e605781a15c89"}) as unknown as TypedDocumentString<ValueLoyaltyResultQuery, ValueLoyaltyResultQueryVariables>;
export const ClvResultDocument = new TypedDocumentString(`
    query ClvResult($id: ID!) {
  run(id: $id) {
    result {
      __typename
      ...ClvResultParts
    }
  }
}
    fragment ClvResultParts on ClvResultReady {
  runId
  dataThrough
  computedAt
  isStale
  clvModel: model {
    setting
    settingReason
    model
    modelReason
    measure
    marginShare
    marginSource
    marginOrders
    timeUnit
    observedFrom
    observedUntil
    horizonMonths
    horizonLength
    discountRate
    confidenceLevel
    n
    repeatBuyers
    repeatPurchases
    logLikelihood
    limits
    aliveNote
    spendModel
    spendN
    spendByFrequency
    spendCorrelation
    spendMean
    rankedBy
  }
  clvParameters: parameters {
    model
    fittedOn
    parameter
    estimate
    stdErr
    ciLow
    ciHigh
    reason
  }
  totals {
    quantity
    estimate
    expectedCiLow
    expectedCiHigh
    predictedCiLow
    predictedCiHigh
    n
    unknown
    reason
  }
  tiers {
    tier
    n
    expectedPurchases
    value
  }
  holdouts {
    model
    isChosen
    calibrationUntil
    holdoutUntil
    length
    n
    actual
    expectedPurchases
    expectedCiLow
    expectedCiHigh
    predictedCiLow
    predictedCiHigh
    isInside
    meanAbsoluteError
    logPredictive
    bins {
      frequency
      isOpen
      n
      actualMean
      expectedMean
    }
  }
  tracking {
    time
    actual
    expected
  }
  renewals {
    period
    atRisk
    renewed
    retention
    retentionLow
    retentionHigh
    survival
    survivalLow
    survivalHigh
  }
  mostValuable: customers(first: 10) {
    nodes {
      position
      pAlive
      expectedPurchases
      purchasesPredictedLow
      purchasesPredictedHigh
      value
      valueExpectedLow
      valueExpectedHigh
      valuePredictedLow
      valuePredictedHigh
      percentile
      tier
      customer {
        id
        externalId
      }
    }
  }
}`, {"hash":"sha256:692e963280e55c31879e263007b92d01ea8d7b925b480262409fca96987c3cd8"}) as unknown as TypedDocumentString<ClvResultQuery, ClvResultQueryVariables>;
export const ChurnResultDocument = new TypedDocumentString(`
    query ChurnResult($id: ID!) {
  run(id: $id) {
    result {
      __typename
      ... on ChurnResultReady {
        runId
        dataThrough
        computedAt
        isStale
        hazards {
          cause
          customers
          sampledCustomers
          losses
          estimates {
            term
            reference
            hazardRatio
            hazardRatioLow
            hazardRatioHigh
            estimate
            stdErr
            pAdjusted
          }
          reason
          detail
        }
        risk {
          method
          horizonDays
          asOf
          n
          expectedLosses
          meanRisk
          reason
          detail
        }
        riskValidation {
          fittedThrough
          judgedThrough
          n
          losses
          concordance
          concordanceCiLow
          concordanceCiHigh
          brier
          brierDifference
          brierDifferenceCiLow
          brierDifferenceCiHigh
          calibrationIntercept
          calibrationInterceptCiLow
          calibrationInterceptCiHigh
          calibrationSlope
          calibrationSlopeCiLow
          calibrationSlopeCiHigh
          shuffledConcordance
          shuffledCiLow
          shuffledCiHigh
          deciles {
            decile
            n
            losses
            meanRisk
            observedRate
            ciLow
            ciHigh
          }
          reason
          detail
        }
        model {
          kind
          silenceDays
          isSuggested
          datedAt
          visitsCount
          asOf
          followUpEnd
          customers
          episodes
          losses
          returns
          returnShare
          delayedEntries
          provisionalLosses
          shape
          periodFrom
          periodUntil
          cohortPeriod
          cohortCustomers
          confidenceLevel
          revenueFrom
          revenueTo
          startingRevenue
          revenueCustomers
          grossRetention
          grossCiLow
          grossCiHigh
          netRetention
          netCiLow
          netCiHigh
          revenueReason
        }
        silenceOptions {
          quantile
          days
          returns
          returnShare
          returnWithinDays
          isChosen
        }
        curves {
          grouping
          level
          landmarkDays
          n
          losses
          expectedLosses
          lastDay
          observedFromDay
          medianDays
          medianCiLow
          medianCiHigh
          restrictedMeanHorizon
          restrictedMean
          restrictedMeanStdErr
          restrictedMeanCiLow
          restrictedMeanCiHigh
          reason
          shownFromDay
          shownUntilDay
          points {
            day
            atRisk
            survival
            stdErr
            ciLow
            ciHigh
          }
        }
        tests {
          grouping
          landmarkDays
          n
          losses
          statistic
          df
          pValue
          reason
          detail
        }
        causes {
          cause
          n
          losses
          observedFromDay
          reason
          shownFromDay
          shownUntilDay
          points {
            day
            atRisk
            incidence
            stdErr
            ciLow
            ciHigh
            boundHigh
          }
        }
        cohortCells {
          grouping
          cohort
          age
          size
          active
          retention
          ciLow
          ciHigh
          isComplete
        }
        churnRates {
          period
          active
          lost
          rate
          ciLow
          ciHigh
          isComplete
        }
        tenureRates {
          grouping
          level
          fromMonths
          untilMonths
          active
          lost
          rate
          ciLow
          ciHigh
        }
        revenueRetention {
          period
          n
          startingRevenue
          gross
          grossCiLow
          grossCiHigh
          net
          netCiLow
          netCiHigh
        }
      }
    }
  }
}
    `, {"hash":"sha256:abad946f9f86619d26f4408d4454e809c98a68abac59af914c1f1dc4462fda92"}) as unknown as TypedDocumentString<ChurnResultQuery, ChurnResultQueryVariables>;
export const RunAnalysisDocument = new TypedDocumentString(`
    mutation RunAnalysis($name: String!, $idempotencyKey: String!, $trigger: RunTrigger!, $asOf: DateTime, $force: Boolean) {
  runAnalysis(
    name: $name
    idempotencyKey: $idempotencyKey
    trigger: $trigger
    asOf: $asOf
    force: $force
  ) {
    id
    state
    queuedAt
  }
}
    `, {"hash":"sha256:3d96164231ecf8a5d045d8cc70461c6979dfcaf70d90c56903f9e985033c20b5"}) as unknown as TypedDocumentString<RunAnalysisMutation, RunAnalysisMutationVariables>;
export const RunsDocument = new TypedDocumentString(`
    query Runs($analysis: String, $state: [RunState!], $first: Int!) {
  runs(analysis: $analysis, state: $state, first: $first) {
    edges {
      node {
        id
        state
        trigger
        queuedAt
        startedAt
        finishedAt
        rowsRead
        rowsUsed
        asOf
        triggeredBy
        backfill {
          id
        }
        analysis {
          name
          currentRun {
            id
          }
          publishedRun {
            id
          }
        }
        waitsFor {
          id
        }
        result {
          __typename
          ... on Freshness {
            isStale
          }
          ... on NotEstimable {
            code
          }
          ... on Failed {
            failure: code
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:9f5ec5508b9e3c21e484f560b646578e4eaab9c7bda7f1797a453f066305b750"}) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const CancelRunDocument = new TypedDocumentString(`
    mutation CancelRun($id: ID!) {
  cancelRun(id: $id) {
    id
    state
  }
}
    `, {"hash":"sha256:be9500db82c8c5cfea370d31cd4fd56dc60ad24d68cb2c7a1d5ccf3b85fd747d"}) as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const RunReportDocument = new TypedDocumentString(`
    query RunReport($id: ID!) {
  workspace {
    currency
    timeZone
  }
  run(id: $id) {
    id
    state
    kind
    trigger
    triggeredBy
    backfill {
      id
    }
    asOf
    dueAt
    dataThrough
    dataVersions
    attempts
    timeoutSeconds
    memoryMegabytes
    cancelReason
    reusedRun {
      id
    }
    waitsFor {
      id
    }
    queuedAt
    startedAt
    finishedAt
    scoresClearedAt
    rowsRead
    rowsUsed
    engineVersion
    analysis {
      name
      kind
      publishedAt
      publishedBy
      publishedRun {
        id
      }
      currentRun {
        id
      }
    }
    parameters {
      __typename
      ... on ValueLoyaltyParameters {
        valueAnalysis
        churnAnalysis
        question
        answerMaxAgeDays
        tiers
        marginShare
        confidenceLevel
      }
      ... on ChurnParameters {
        kind
        horizonDays
      }
      ... on DriverParameters {
        outcome
        behaviour {
          kind
          withinDays
          churn
        }
        drivers
        features {
          driver
          feature
          windowDays
          event
        }
        traits
        model
        eventFrom
        missing
        draws
        forces {
          name
          drivers
        }
        compare {
          by
          trait
          own
          sampleSource
        }
        confidenceLevel
      }
      ... on ClvParameters {
        setting
        buyingModel: model
        timeUnit
        observedUntil
        calibrationUntil
        horizonMonths
        discountRate
        margin
        marginShare
        renewalPeriod
        tierNames: tiers
        clvConfidenceLevel: confidenceLevel
      }
    }
    population {
      answered {
        question
        min
        max
      }
      respondedFrom
      respondedUntil
    }
    exclusions {
      reason
      rows
    }
    timings {
      readMs
      computeMs
      writeMs
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
        }
      }
    }
  }
}
    `, {"hash":"sha256:18a83f5be6e32ea487e02b3924d3f93a386c2a7939697dd8bb5875abcd5b25d4"}) as unknown as TypedDocumentString<RunReportQuery, RunReportQueryVariables>;
export const SavedDocumentsDocument = new TypedDocumentString(`
    query SavedDocuments($after: String) {
  savedDocuments(first: 200, after: $after) {
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
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:178104de36f1aebdfa4d9e273d71e09aa7c8d0a7df538e3111ddfe7b5a861947"}) as unknown as TypedDocumentString<SavedDocumentsQuery, SavedDocumentsQueryVariables>;
export const SavedTextsDocument = new TypedDocumentString(`
    query SavedTexts($after: String) {
  savedDocuments(first: 200, after: $after) {
    nodes {
      name
      document
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:44ef4f961f84a30c8618ea1356ca1e89b408040a1f320990ebba59ce7aa9faeb"}) as unknown as TypedDocumentString<SavedTextsQuery, SavedTextsQueryVariables>;
export const SavedDocumentDocument = new TypedDocumentString(`
    query SavedDocument($name: String!) {
  savedDocument(name: $name) {
    id
    name
    description
    operation
    path
    document
    createdAt
    updatedAt
    variables {
      name
      type
      isRequired
      defaultValue
    }
  }
}
    `, {"hash":"sha256:f007cc2aaae07537e64d71b7a425d057f5fa350c0dd54ac4b140c14f1774cc54"}) as unknown as TypedDocumentString<SavedDocumentQuery, SavedDocumentQueryVariables>;
export const SaveDocumentDocument = new TypedDocumentString(`
    mutation SaveDocument($input: SavedDocumentInput!) {
  saveDocument(input: $input) {
    name
    path
    variables {
      name
      type
      isRequired
    }
  }
}
    `, {"hash":"sha256:f0fc1b91eeffbaedb6761f3e5ef438126598acaecc9b1987b3f5347b5e9b97ab"}) as unknown as TypedDocumentString<SaveDocumentMutation, SaveDocumentMutationVariables>;
export const DeleteDocumentDocument = new TypedDocumentString(`
    mutation DeleteDocument($name: String!) {
  deleteDocument(name: $name)
}
    `, {"hash":"sha256:acfd5c5fa707911c0691e092a2a32618019e5f8133098769023af293ba2f044e"}) as unknown as TypedDocumentString<DeleteDocumentMutation, DeleteDocumentMutationVariables>;
export const SchedulesDocument = new TypedDocumentString(`
    query Schedules($after: String) {
  analyses(first: 200, after: $after) {
    nodes {
      name
      runOnChange
      schedule {
        cron
        timeZone
        catchUp
        overlap
        pausedAt
        nextRunAt
        lastDueAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:f38800ae6401f1517f4d8df04bf7e02bdddb886b1d1017b8bac83b913e3b4ff9"}) as unknown as TypedDocumentString<SchedulesQuery, SchedulesQueryVariables>;
export const ScheduleDocument = new TypedDocumentString(`
    query Schedule($analysis: String!) {
  analysis(name: $analysis) {
    name
    runOnChange
    schedule {
      cron
      timeZone
      catchUp
      overlap
      pausedAt
      nextRunAt
      lastDueAt
      nextRuns(first: 5)
      ticks(first: 20) {
        nodes {
          dueAt
          dueUntil
          outcome
          run {
            id
            state
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:ab68a1f5133d083b3820347c6bff327b7bb8c6b5f2f498a6955773bbdb5cbb9a"}) as unknown as TypedDocumentString<ScheduleQuery, ScheduleQueryVariables>;
export const SetScheduleDocument = new TypedDocumentString(`
    mutation SetSchedule($input: ScheduleInput!) {
  setSchedule(input: $input) {
    cron
    timeZone
    catchUp
    overlap
    pausedAt
    nextRunAt
    nextRuns(first: 3)
  }
}
    `, {"hash":"sha256:c39b8b01928209460f560fd24aacc256aa78c44eef5ca8b04319f01d4ef745d6"}) as unknown as TypedDocumentString<SetScheduleMutation, SetScheduleMutationVariables>;
export const PauseScheduleDocument = new TypedDocumentString(`
    mutation PauseSchedule($analysis: String!) {
  pauseSchedule(analysis: $analysis) {
    pausedAt
    nextRunAt
  }
}
    `, {"hash":"sha256:4ef1f9bc98198029aa5758608940bbb284d3cfd2a44ea12b961417c7239fc4d3"}) as unknown as TypedDocumentString<PauseScheduleMutation, PauseScheduleMutationVariables>;
export const ResumeScheduleDocument = new TypedDocumentString(`
    mutation ResumeSchedule($analysis: String!) {
  resumeSchedule(analysis: $analysis) {
    pausedAt
    nextRunAt
  }
}
    `, {"hash":"sha256:2a3294f2d60126b7f15f158c475bcb3083fd5443f1b062103c731151861bd2a7"}) as unknown as TypedDocumentString<ResumeScheduleMutation, ResumeScheduleMutationVariables>;
export const RemoveScheduleDocument = new TypedDocumentString(`
    mutation RemoveSchedule($analysis: String!) {
  removeSchedule(analysis: $analysis) {
    name
  }
}
    `, {"hash":"sha256:b82f46d4a411fc3895dd23700eed4495363a475984efcdd96cff48a5c12624c6"}) as unknown as TypedDocumentString<RemoveScheduleMutation, RemoveScheduleMutationVariables>;
export const SetRunOnChangeDocument = new TypedDocumentString(`
    mutation SetRunOnChange($analysis: String!, $runOnChange: Boolean!) {
  setRunOnChange(analysis: $analysis, runOnChange: $runOnChange) {
    name
    runOnChange
  }
}
    `, {"hash":"sha256:4221e78e7b6a80e645912472f8f094aa4e03ae58df31d4fd2934eeab13fa73ea"}) as unknown as TypedDocumentString<SetRunOnChangeMutation, SetRunOnChangeMutationVariables>;
export const ScoreSourcesDocument = new TypedDocumentString(`
    query ScoreSources {
  workspace {
    ...ScoresOfWorkspace
  }
}
    fragment ScoresOfWorkspace on Workspace {
  scores {
    score
    isChosen
    analysis {
      name
      currentRun {
        id
      }
    }
  }
}`, {"hash":"sha256:4a671a714bc6572225e661e2dd6855af7de7080bc81990413d0fe4e8f4ccda9f"}) as unknown as TypedDocumentString<ScoreSourcesQuery, ScoreSourcesQueryVariables>;
export const SetScoreAnalysisDocument = new TypedDocumentString(`
    mutation SetScoreAnalysis($score: ScoreName!, $analysis: String) {
  setScoreAnalysis(score: $score, analysis: $analysis) {
    ...ScoresOfWorkspace
  }
}
    fragment ScoresOfWorkspace on Workspace {
  scores {
    score
    isChosen
    analysis {
      name
      currentRun {
        id
      }
    }
  }
}`, {"hash":"sha256:3a31527b4d1d05ca4c4af609b5f6e6b3ca0af0fd62fdbe843820c8309c3f5875"}) as unknown as TypedDocumentString<SetScoreAnalysisMutation, SetScoreAnalysisMutationVariables>;
export const SegmentsDocument = new TypedDocumentString(`
    query Segments($after: String) {
  segments(first: 200, after: $after) {
    nodes {
      key
      name
      description
      fault
      version
      updatedAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:4f5dca40647efb082aab2be6e559deb5cc8ceae1b7d062d384d255a54f9d4982"}) as unknown as TypedDocumentString<SegmentsQuery, SegmentsQueryVariables>;
export const SegmentDocument = new TypedDocumentString(`
    query Segment($key: String!, $asOf: DateTime) {
  segment(key: $key) {
    key
    name
    description
    version
    definition
    fault
    createdAt
    updatedAt
    count(asOf: $asOf)
    versions {
      version
      createdAt
      createdBy
      definition
    }
  }
}
    `, {"hash":"sha256:0bdeef4b11d3159a838d9a2e8b2ddd988ca3917d639256b695791f7615323081"}) as unknown as TypedDocumentString<SegmentQuery, SegmentQueryVariables>;
export const SegmentKeyDocument = new TypedDocumentString(`
    query SegmentKey($key: String!) {
  segment(key: $key) {
    version
  }
}
    `, {"hash":"sha256:93148e6df02da4fe0d36f031a3b1d79025e663fde309ca5c33ecc990acbe4ed2"}) as unknown as TypedDocumentString<SegmentKeyQuery, SegmentKeyQueryVariables>;
export const SegmentMembersDocument = new TypedDocumentString(`
    query SegmentMembers($key: String!, $asOf: DateTime, $version: Int, $orderBy: CustomerOrder, $first: Int!, $after: String) {
  segment(key: $key) {
    customers(
      asOf: $asOf
      version: $version
      orderBy: $orderBy
      first: $first
      after: $after
    ) {
      nodes {
        externalId
        acquiredAt
        acquisitionChannel
        orderCount
        revenue
        lastActivityAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"hash":"sha256:28087f932e27ff9000ce4aee39defea583c66347456005e8ca8ce6d9555eb7be"}) as unknown as TypedDocumentString<SegmentMembersQuery, SegmentMembersQueryVariables>;
export const CreateSegmentDocument = new TypedDocumentString(`
    mutation CreateSegment($input: SegmentInput!) {
  createSegment(input: $input) {
    key
    version
    count
    fault
  }
}
    `, {"hash":"sha256:ec6082ba8e322d65624641aed8283acf9aea8ac44a8df2279d92879b9270dde4"}) as unknown as TypedDocumentString<CreateSegmentMutation, CreateSegmentMutationVariables>;
export const UpdateSegmentDocument = new TypedDocumentString(`
    mutation UpdateSegment($key: String!, $change: SegmentChange!) {
  updateSegment(key: $key, change: $change) {
    key
    version
    count
    fault
  }
}
    `, {"hash":"sha256:42849a89809fdf9f9ed05ab1973f3bc241ab5163c33f66f4a2a5b9157f52c2cb"}) as unknown as TypedDocumentString<UpdateSegmentMutation, UpdateSegmentMutationVariables>;
export const DeleteSegmentDocument = new TypedDocumentString(`
    mutation DeleteSegment($key: String!) {
  deleteSegment(key: $key)
}
    `, {"hash":"sha256:6d1a5d21a7a049433232b017d8a112cdfa6f530ba52f5e13fd00fc7a8b85d5e1"}) as unknown as TypedDocumentString<DeleteSegmentMutation, DeleteSegmentMutationVariables>;
export const CellsOfRunDocument = new TypedDocumentString(`
    query CellsOfRun($id: ID!) {
  run(id: $id) {
    state
    scoresClearedAt
    analysis {
      name
    }
    result {
      __typename
      ... on ValueLoyaltyResultReady {
        cells {
          loyalty
          tier
          isHidden
          n
        }
      }
    }
  }
}
    `, {"hash":"sha256:161dbb15c70f7336be3d6bdb5835506d8af661905241e050f5f8a0f5981100c1"}) as unknown as TypedDocumentString<CellsOfRunQuery, CellsOfRunQueryVariables>;
export const CustomersOfCellDocument = new TypedDocumentString(`
    query CustomersOfCell($id: ID!, $loyalty: Loyalty!, $tier: Int!, $first: Int!, $after: String) {
  run(id: $id) {
    result {
      __typename
      ... on ValueLoyaltyResultReady {
        cell(loyalty: $loyalty, tier: $tier) {
          customers(first: $first, after: $after) {
            nodes {
              position
              customer {
                externalId
              }
              score
              value
              revenue
              costToServe
              netValue
              churnRisk
              revenueAtRisk
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
    `, {"hash":"sha256:5e66d2fd7a8fc5f8b125b7decd537784e82bd9cb2e0e30c224be26db7b8dad09"}) as unknown as TypedDocumentString<CustomersOfCellQuery, CustomersOfCellQueryVariables>;
export const WebhooksDocument = new TypedDocumentString(`
    query Webhooks($after: String) {
  webhooks(first: 200, after: $after) {
    nodes {
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
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:952883f62b81349fe5340ae279eae963d5cc1b351346ff7e9887306e36cc8ca8"}) as unknown as TypedDocumentString<WebhooksQuery, WebhooksQueryVariables>;
export const CreateWebhookDocument = new TypedDocumentString(`
    mutation CreateWebhook($input: WebhookInput!) {
  createWebhook(input: $input) {
    secret
    webhook {
      id
      url
      events
    }
  }
}
    `, {"hash":"sha256:77c3b7681d84ec009d991a7234d45d82d9e8d0cdaa12c36381bb2de1568bce33"}) as unknown as TypedDocumentString<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const RotateWebhookSecretDocument = new TypedDocumentString(`
    mutation RotateWebhookSecret($id: ID!, $previousValidHours: Int) {
  rotateWebhookSecret(id: $id, previousValidHours: $previousValidHours) {
    secret
    webhook {
      id
      previousSecretUntil
    }
  }
}
    `, {"hash":"sha256:e58f21313546a6b9a68d70f8c0ee92ffb4f9a14c0f2bd69973496777418e2c2c"}) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const TestWebhookDocument = new TypedDocumentString(`
    mutation TestWebhook($id: ID!) {
  testWebhook(id: $id) {
    id
    messageId
  }
}
    `, {"hash":"sha256:f1c1849ccbc045816a513f9a837be6ddb319da9d8d895208b4c0ea576a38dcb6"}) as unknown as TypedDocumentString<TestWebhookMutation, TestWebhookMutationVariables>;
export const WebhookDeliveriesDocument = new TypedDocumentString(`
    query WebhookDeliveries($webhook: ID!, $first: Int!) {
  webhookDeliveries(webhook: $webhook, first: $first) {
    nodes {
      id
      messageId
      eventType
      state
      failedReason
      createdAt
      finishedAt
      nextAttemptAt
      run {
        id
      }
      attempts {
        attempt
        at
        status
        error
        response
        milliseconds
      }
    }
  }
}
    `, {"hash":"sha256:5b9034aaeca1cf94e20221ee2bdea8f905e70bf530252e70be2ad9e675690432"}) as unknown as TypedDocumentString<WebhookDeliveriesQuery, WebhookDeliveriesQueryVariables>;
export const ReplayDeliveryDocument = new TypedDocumentString(`
    mutation ReplayDelivery($id: ID!) {
  replayDelivery(id: $id) {
    id
    messageId
    state
  }
}
    `, {"hash":"sha256:43d896dd07d0b07c11dbf6c92441155809b32b0a888e06ffe4d97db3eca9afc0"}) as unknown as TypedDocumentString<ReplayDeliveryMutation, ReplayDeliveryMutationVariables>;
export const UpdateWebhookDocument = new TypedDocumentString(`
    mutation UpdateWebhook($id: ID!, $change: WebhookChange!) {
  updateWebhook(id: $id, change: $change) {
    id
    url
    description
    events
    isEnabled
  }
}
    `, {"hash":"sha256:59307d81ee0f289aad1e2af7ab53d8dddd07c3961cebe6cbfb5fc0958e4773d9"}) as unknown as TypedDocumentString<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const ReplayDeliveriesDocument = new TypedDocumentString(`
    mutation ReplayDeliveries($webhook: ID!, $since: DateTime!) {
  replayDeliveries(webhook: $webhook, since: $since)
}
    `, {"hash":"sha256:ce5b319bb173519f46bc6488cd5f31bac8662c79174d09f848b05133fd7eeae7"}) as unknown as TypedDocumentString<ReplayDeliveriesMutation, ReplayDeliveriesMutationVariables>;
export const DeleteWebhookDocument = new TypedDocumentString(`
    mutation DeleteWebhook($id: ID!) {
  deleteWebhook(id: $id)
}
    `, {"hash":"sha256:2ea84e97b9e1fc90ac3b7194a2a2e7577ee5821dc5c1a8ffb8cba9e05241f262"}) as unknown as TypedDocumentString<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
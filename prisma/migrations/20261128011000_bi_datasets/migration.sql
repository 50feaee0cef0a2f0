-- The other flat datasets, for BI logins and the API, as 20261128010000_bi_schema defines them.
-- Aggregates leave out what fewer than ten customers stand behind.
-- Undo: drop each view below from the schemas bi and dataset, drop policy own_workspace_bi on the tables that only they read, and
--       revoke from earshot_bi what it may select of them.

-- Traits that are personal are no rows for a BI login: their values are in the column that it may read of others.
create policy own_workspace_bi on customer_trait for select to earshot_bi
  using (workspace_id = (select bi_workspace()) and not is_personal);

select dataset.define('customer_traits', $$ f.customer_id, f.key, f.value_text as value $$, null, $$ customer_trait f where not f.is_personal $$);

-- surveys ------------------------------------------------------------------------------------------------------

select dataset.define('surveys', $$ f.key as survey_key, f.title, f.kind, f.touchpoint, f.sample_source, f.created_at $$, null, $$ survey f $$);

-- A real that is written out and read again keeps the digits that people gave: 0.1 and not 0.10000000149.
select dataset.define('questions', $$
  s.key as survey_key, f.position, f.key as question_key, f.label, f.kind, f.scale_min::text::double precision as scale_min,
  f.scale_max::text::double precision as scale_max, f.role, f.force, f.weight
$$, null, $$ question f join survey s on s.workspace_id = f.workspace_id and s.id = f.survey_id $$);

-- The one dataset whose view for BI logins reads as its owner: choices and free text share the column response.answers, and a right on
-- that column cannot tell them apart. What the policy would say is the condition on the workspace, which nothing is evaluated before.
do $do$
declare
  columns text := $$
    f.id as response_id, s.key as survey_key, q.position as question_position, q.key as question_key, i.customer_id, f.responded_at,
    case when not a.not_applicable then a.value end as value,
    case when q.kind <> 'TEXT' then a.text end as text,
    a.not_applicable $$;
  source text := $$
    response f
    join survey s on s.workspace_id = f.workspace_id and s.id = f.survey_id
    join question q on q.workspace_id = f.workspace_id and q.survey_id = f.survey_id
    left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
    cross join lateral (select nullif(f.answers -> q.key, 'null') as said) o
    cross join lateral (
      select case when jsonb_typeof(o.said) = 'number' then o.said::double precision else nullif(f."values"[q.position], 'NaN')::text::double precision end as value,
             case jsonb_typeof(o.said) when 'string' then o.said #>> '{}' when 'number' then null
               when 'array' then (select '[' || string_agg(e.item::text, ',' order by e.place) || ']' from jsonb_array_elements(o.said) with ordinality as e (item, place))
               else o.said::text end as text
    ) v
    cross join lateral (
      select v.value, v.text, coalesce(v.value = any (q.not_applicable_codes::text[]::double precision[]), false) as not_applicable
    ) a
    where (a.value is not null or a.text is not null) $$;
begin
  execute format($$ create view dataset.answers with (security_invoker) as
    select f.workspace_id, %s, case when q.kind = 'TEXT' then a.text end as free_text from %s $$, columns, source);
  execute format('create view bi.answers with (security_barrier) as select %s from %s and f.workspace_id = (select bi_workspace())', columns, source);
end $do$;
grant select on dataset.answers to earshot_app;
grant select on bi.answers to earshot_bi;

-- crm, web, journey --------------------------------------------------------------------------------------------

select dataset.define('subscriptions', $$
  f.id as subscription_id, f.external_id, i.customer_id, f.plan, f.billing_interval, f.amount, f.currency, f.mrr, f.started_at, f.observed_from,
  f.current_period_end, f.canceled_at, f.ended_at, f.status, f.cancel_kind
$$, $$ f.cancel_reason $$, $$
  subscription f left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
$$);

select dataset.define('tickets', $$
  f.id as ticket_id, f.external_id, i.customer_id, f.order_external_id, f.kind, f.channel, f.category, f.priority, f.touchpoint, f.opened_at,
  f.first_response_at, f.resolved_at, f.status, f.reopens, f.sentiment, f.satisfaction_score
$$, null, $$
  ticket f left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
$$);

select dataset.define('spend', $$
  f.id as spend_id, f.external_id, f.kind, f.channel, f.period_start, f.period_end, f.amount, f.currency
$$, null, $$ spend f $$);

select dataset.define('visits', $$
  f.id as visit_id, f.external_id, i.customer_id, f.started_at, f.ended_at, f.source, f.medium, f.campaign, f.device, f.pageviews, f.converted, f.revenue
$$, $$ f.visitor_id, f.landing_page $$, $$
  visit f left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
$$);

select dataset.define('events', $$
  f.id as event_id, f.external_id, i.customer_id, f.visit_external_id, f.name, f.occurred_at
$$, $$ f.visitor_id, f.url, f.properties $$, $$
  event f left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
$$);

select dataset.define('invitations', $$
  f.id as invitation_id, f.external_id, i.customer_id, f.survey_key, f.response_external_id, f.touchpoint, f.channel, f.sent_at, f.state
$$, null, $$
  invitation f left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
$$);

select dataset.define('touchpoints', $$ f.key, f.name, f.stage, f.position $$, null, $$ touchpoint f $$);

-- what analyses found ------------------------------------------------------------------------------------------

select dataset.define('runs', $$
  f.uuid::text as run_id, a.name as analysis, f.kind, c.shown_run_id is not null as is_current, f.trigger, f.state, f.outcome, f.status_code, f.status_detail,
  f.as_of, reused.uuid::text as reused_run_id, f.queued_at, f.started_at, f.finished_at, f.data_through,
  case when f.state = 'SUCCEEDED' then f.data_versions is null or exists (
    select from jsonb_each_text(f.data_versions) as seen (domain, version)
      left join data_version v on v.workspace_id = f.workspace_id and v.domain = seen.domain
     where coalesce(v.version, 0)::text <> seen.version) end as is_stale,
  f.rows_read, f.rows_used, f.seed, f.engine_version, f.warnings
$$, null, $$
  run f
  join analysis a on a.workspace_id = f.workspace_id and a.id = f.analysis_id
  left join run reused on reused.workspace_id = f.workspace_id and reused.id = f.reused_run_id
  left join current_run c on c.workspace_id = f.workspace_id and c.analysis_id = f.analysis_id and c.shown_run_id = f.id
$$);

select dataset.define('driver_estimates', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, e.position, e.driver_key as driver, e.label, e.unit, e.feature, e.window_days, e.event,
  e.trait, e.level, e.reference_level, e.rank, e.rank_low, e.rank_high, e.top_three_probability, e.lmg, e.lmg_share, e.lmg_sampling_std_err,
  e.share_ci_low, e.share_ci_high, e.relative_weight, e.shapley, e.shapley_share, e.shapley_sampling_std_err, e.estimate, e.std_err,
  e.classical_std_err, e.statistic, e.p_value, e.p_adjusted, e.ci_low, e.ci_high, e.odds_ratio, e.odds_ratio_ci_low, e.odds_ratio_ci_high,
  e.standardized_estimate, e.correlation, e.partial_correlation, e.semipartial_correlation, e.vif, e.mean, e.mean_std_err, e.mean_ci_low,
  e.mean_ci_high, e.top_two_share, e.top_two_ci_low, e.top_two_ci_high, e.n, e.priority, e.reason
$$, null, $$
  current_run f join driver_estimate e on e.workspace_id = f.workspace_id and e.run_id = f.result_run_id
$$);

select dataset.define('survival_points', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.position as curve, c.grouping_key as grouping, c.level, c.landmark_days, c.n,
  c.losses, p.day, p.at_risk, p.survival, p.std_err, p.ci_low, p.ci_high
$$, null, $$
  current_run f
  join survival_curve c on c.workspace_id = f.workspace_id and c.run_id = f.result_run_id
  join survival_point p on p.workspace_id = c.workspace_id and p.run_id = c.run_id and p.curve_position = c.position
 where c.n >= 10 and p.at_risk >= 10
$$);

select dataset.define('cohort_cells', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.grouping_key as grouping, c.cohort, c.age, c.size, c.active, c.retention, c.ci_low,
  c.ci_high, c.rolling_active, c.starting_revenue, (case when c.active not between 1 and 9 then c.revenue end)::numeric(18,4) as revenue, c.is_complete
$$, null, $$
  current_run f join cohort_cell c on c.workspace_id = f.workspace_id and c.run_id = f.result_run_id
 where c.size >= 10
$$);

select dataset.define('churn_rates', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, r.period, r.starts_at, r.ends_at, r.active, r.lost, r.rate, r.ci_low, r.ci_high, r.joined,
  r.joined_and_lost, r.is_complete
$$, null, $$
  current_run f join churn_rate r on r.workspace_id = f.workspace_id and r.run_id = f.result_run_id
 where r.active >= 10
$$);

select dataset.define('hazard_estimates', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, m.position as model, m.cause, m.customers, m.events as losses, e.position, e.term,
  e.feature_key as feature, e.level, e.reference, e.hazard_ratio, e.hazard_ratio_low, e.hazard_ratio_high, e.estimate, e.std_err, e.classical_std_err,
  e.statistic, e.p_value, e.p_adjusted, e.ci_low, e.ci_high, e.reason
$$, null, $$
  current_run f
  join hazard_model m on m.workspace_id = f.workspace_id and m.run_id = f.result_run_id
  join hazard_estimate e on e.workspace_id = m.workspace_id and e.run_id = m.run_id and e.model_position = m.position
 where m.customers >= 10
$$);

select dataset.define('clv_totals', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, t.quantity, t.estimate, t.expected_ci_low, t.expected_ci_high, t.predicted_ci_low,
  t.predicted_ci_high, t.n, t.unknown, t.reason
$$, null, $$
  current_run f join clv_total t on t.workspace_id = f.workspace_id and t.run_id = f.result_run_id
 where t.n >= 10
$$);

select dataset.define('value_loyalty_cells', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, c.loyalty, c.tier, c.is_hidden, c.n, c.share, c.share_ci_low, c.share_ci_high, c.value_from,
  c.value, c.value_std_err, c.value_ci_low, c.value_ci_high, c.value_expected_low, c.value_expected_high, c.mean_value, c.mean_value_std_err,
  c.mean_value_ci_low, c.mean_value_ci_high, c.revenue, c.cost_to_serve, c.net_value, c.net_value_std_err, c.net_value_ci_low,
  c.net_value_ci_high, c.below_zero, c.at_risk as revenue_at_risk, c.at_risk_n as revenue_at_risk_n, c.at_risk_std_err as revenue_at_risk_std_err,
  c.at_risk_ci_low as revenue_at_risk_ci_low, c.at_risk_ci_high as revenue_at_risk_ci_high, c.at_risk_expected_low as revenue_at_risk_expected_low,
  c.at_risk_expected_high as revenue_at_risk_expected_high, c.action
$$, null, $$
  current_run f join value_loyalty_cell c on c.workspace_id = f.workspace_id and c.run_id = f.result_run_id
$$);

select dataset.define('value_loyalty_customers', $$
  f.analysis, f.run_id, f.data_through, f.computed_at, f.is_stale, v.customer_id, c.external_id as customer_external_id, v.loyalty, v.tier, v.position, v.score,
  v.value, v.revenue, v.cost_to_serve, v.net_value, v.churn_risk, v.at_risk as revenue_at_risk
$$, null, $$
  current_run f
  join value_loyalty_customer v on v.workspace_id = f.workspace_id and v.run_id = f.result_run_id
  left join customer c on c.workspace_id = v.workspace_id and c.id = v.customer_id
$$);

comment on view bi.customer_traits is 'What is known of customers and not personal: one row a customer and trait.';
comment on column bi.customer_traits.customer_id is 'Of whom.';
comment on column bi.customer_traits.key is 'Name of the trait.';
comment on column bi.customer_traits.value is 'What it is.';

comment on view bi.answers is 'What responses say to questions: one row an answer. Blanks are left out; that a question does not apply is an answer.';
comment on column bi.answers.response_id is 'The response.';
comment on column bi.answers.survey_key is 'Key of the survey.';
comment on column bi.answers.question_position is 'Place of the question in the codebook, from 1.';
comment on column bi.answers.question_key is 'Key of the question.';
comment on column bi.answers.customer_id is 'Who answered. Null when anonymous.';
comment on column bi.answers.responded_at is 'When it was answered.';
comment on column bi.answers.value is 'The number given. Null when not applicable or not a number.';
comment on column bi.answers.text is 'The text given, of several choices as JSON. Null when not a text, or free text.';
comment on column bi.answers.not_applicable is 'Whether it was said that the question does not apply.';

comment on view bi.surveys is 'Questionnaires: one row a survey.';
comment on column bi.surveys.survey_key is 'Its name in commands and files.';
comment on column bi.surveys.title is 'What people read.';
comment on column bi.surveys.kind is 'What it is about: RELATIONAL, TRANSACTIONAL, PULSE or EXIT.';
comment on column bi.surveys.touchpoint is 'Which contact it is about. Null: none in particular.';
comment on column bi.surveys.sample_source is 'Where the people asked come from: OWN_LIST, PANEL or INTERCEPT.';
comment on column bi.surveys.created_at is 'When it was declared.';

comment on view bi.questions is 'Codebooks of the surveys: one row a question.';
comment on column bi.questions.survey_key is 'Key of the survey.';
comment on column bi.questions.position is 'Place in the codebook, from 1. Positions never change.';
comment on column bi.questions.question_key is 'Its name in files and analyses.';
comment on column bi.questions.label is 'What was asked.';
comment on column bi.questions.kind is 'What it asks for: NPS, CSAT, CES, RATING, NUMBER, CHOICE, MULTI or TEXT.';
comment on column bi.questions.scale_min is 'Lowest answer. Null without a scale.';
comment on column bi.questions.scale_max is 'Highest answer. Null without a scale.';
comment on column bi.questions.role is 'What it is for: OUTCOME, DRIVER or OTHER.';
comment on column bi.questions.force is 'The force of customer experience that it measures.';
comment on column bi.questions.weight is 'Its weight in the customer satisfaction index.';

comment on view bi.subscriptions is 'What is paid for again and again until it ends: one row a subscription.';
comment on column bi.subscriptions.subscription_id is 'Number of the subscription here.';
comment on column bi.subscriptions.external_id is 'Its number in the source.';
comment on column bi.subscriptions.customer_id is 'Whose it is. Null when nobody known.';
comment on column bi.subscriptions.plan is 'What is subscribed to.';
comment on column bi.subscriptions.billing_interval is 'How often the amount is billed: DAY, WEEK, MONTH, QUARTER or YEAR.';
comment on column bi.subscriptions.amount is 'What is billed each time.';
comment on column bi.subscriptions.currency is 'ISO 4217 code of its amounts.';
comment on column bi.subscriptions.mrr is 'Monthly recurring revenue: as the source says it, else the amount brought to a month of 365.25 / 12 days.';
comment on column bi.subscriptions.started_at is 'When it began.';
comment on column bi.subscriptions.observed_from is 'From when on it would have been seen, where that is later than its beginning.';
comment on column bi.subscriptions.current_period_end is 'Until when it is paid for.';
comment on column bi.subscriptions.canceled_at is 'When it was decided to end it.';
comment on column bi.subscriptions.ended_at is 'When it ended. Null: it still runs.';
comment on column bi.subscriptions.status is 'Where it stands, as the source says.';
comment on column bi.subscriptions.cancel_kind is 'Why it was canceled: VOLUNTARY, INVOLUNTARY, MIGRATION or UNKNOWN.';

comment on view bi.tickets is 'What customers asked, complained about or remarked: one row a ticket.';
comment on column bi.tickets.ticket_id is 'Number of the ticket here.';
comment on column bi.tickets.external_id is 'Its number in the source.';
comment on column bi.tickets.customer_id is 'Whose it is. Null when nobody known.';
comment on column bi.tickets.order_external_id is 'Number of the order it is about, in the source.';
comment on column bi.tickets.kind is 'QUESTION, COMPLAINT, REVIEW or a kind of your own, in upper case.';
comment on column bi.tickets.channel is 'By which way it came in.';
comment on column bi.tickets.category is 'What it is about.';
comment on column bi.tickets.priority is 'How urgent it is, as the source says.';
comment on column bi.tickets.touchpoint is 'Which contact it is about.';
comment on column bi.tickets.opened_at is 'When it came in.';
comment on column bi.tickets.first_response_at is 'When it was first answered.';
comment on column bi.tickets.resolved_at is 'When it was resolved. Null: it is open.';
comment on column bi.tickets.status is 'Where it stands, as the source says.';
comment on column bi.tickets.reopens is 'How often it was opened again.';
comment on column bi.tickets.sentiment is 'How it sounds.';
comment on column bi.tickets.satisfaction_score is 'How satisfied its customer was with the help, on the scale of the source.';

comment on view bi.spend is 'What was spent on customers: one row a kind, channel and period.';
comment on column bi.spend.spend_id is 'Number of the spend here.';
comment on column bi.spend.external_id is 'Its number in the source; where the source has none, one made from the row.';
comment on column bi.spend.kind is 'What it was spent on: ACQUISITION, SALES, RETENTION or SERVICE.';
comment on column bi.spend.channel is 'On which channel. Null: on none in particular.';
comment on column bi.spend.period_start is 'Beginning of its period.';
comment on column bi.spend.period_end is 'End of its period, which itself is no part of it.';
comment on column bi.spend.amount is 'How much.';
comment on column bi.spend.currency is 'ISO 4217 code of its amount.';

comment on view bi.visits is 'Somebody on the website, from coming to leaving: one row a visit.';
comment on column bi.visits.visit_id is 'Number of the visit here.';
comment on column bi.visits.external_id is 'Its number in the source; where the source has none, one made from the row.';
comment on column bi.visits.customer_id is 'Who came. Null when nobody known.';
comment on column bi.visits.started_at is 'When it began.';
comment on column bi.visits.ended_at is 'When it ended.';
comment on column bi.visits.source is 'Where the visitor came from.';
comment on column bi.visits.medium is 'By which kind of link.';
comment on column bi.visits.campaign is 'By which campaign.';
comment on column bi.visits.device is 'On which kind of device.';
comment on column bi.visits.pageviews is 'How many pages were seen.';
comment on column bi.visits.converted is 'Whether it led to what it was meant for.';
comment on column bi.visits.revenue is 'What was bought in it.';

comment on view bi.events is 'What somebody did on the website or in an app: one row an event.';
comment on column bi.events.event_id is 'Number of the event here.';
comment on column bi.events.external_id is 'Its number in the source; where the source has none, one made from the row.';
comment on column bi.events.customer_id is 'Who did it. Null when nobody known.';
comment on column bi.events.visit_external_id is 'Number of the visit it was part of, in the source.';
comment on column bi.events.name is 'What was done.';
comment on column bi.events.occurred_at is 'When it was done.';

comment on view bi.invitations is 'Customers being asked to answer a survey: one row an invitation.';
comment on column bi.invitations.invitation_id is 'Number of the invitation here.';
comment on column bi.invitations.external_id is 'Its number in the source.';
comment on column bi.invitations.customer_id is 'Who was asked. Null when nobody known.';
comment on column bi.invitations.survey_key is 'Key of the survey.';
comment on column bi.invitations.response_external_id is 'Number of the answer, in the source.';
comment on column bi.invitations.touchpoint is 'Which contact it is about.';
comment on column bi.invitations.channel is 'By which way it was sent.';
comment on column bi.invitations.sent_at is 'When it was sent.';
comment on column bi.invitations.state is 'How far it got: SENT, DELIVERED, BOUNCED, OPENED, STARTED or COMPLETED.';

comment on view bi.touchpoints is 'Contacts on the way of a customer: one row a touchpoint. Surveys, invitations and tickets name it by its key.';
comment on column bi.touchpoints.key is 'Its name in files.';
comment on column bi.touchpoints.name is 'What people read.';
comment on column bi.touchpoints.stage is 'Which part of the way it belongs to.';
comment on column bi.touchpoints.position is 'Its place on the way.';

comment on view bi.runs is 'Executions of analyses, of every state: one row a run.';
comment on column bi.runs.run_id is 'Which run.';
comment on column bi.runs.analysis is 'Name of the analysis.';
comment on column bi.runs.kind is 'Which question it answers: DRIVERS, CHURN, CLV, VALUE_LOYALTY …';
comment on column bi.runs.is_current is 'Whether it is the one whose numbers stand: published, else the latest with a result on all the data.';
comment on column bi.runs.trigger is 'What started it.';
comment on column bi.runs.state is 'Where it stands: QUEUED, RUNNING, SUCCEEDED, FAILED or CANCELLED.';
comment on column bi.runs.outcome is 'Of one that SUCCEEDED: FITTED or NOT_ESTIMABLE.';
comment on column bi.runs.status_code is 'Why it was not estimable.';
comment on column bi.runs.status_detail is 'The numbers behind the reason.';
comment on column bi.runs.as_of is 'Facts after it are not seen. Null: all that there are.';
comment on column bi.runs.reused_run_id is 'The finished run on the same data whose results are shown. Null: this one was computed.';
comment on column bi.runs.queued_at is 'When it was asked for.';
comment on column bi.runs.started_at is 'When a worker first took it.';
comment on column bi.runs.finished_at is 'When it ended.';
comment on column bi.runs.data_through is 'Latest fact that it saw. Null until it ends.';
comment on column bi.runs.is_stale is 'Whether data it was computed from has changed since. Null: it has not SUCCEEDED.';
comment on column bi.runs.rows_read is 'Rows read. Null until it ends.';
comment on column bi.runs.rows_used is 'Rows or customers used, after exclusions. Null until it ends.';
comment on column bi.runs.seed is 'Of everything random in it: the same seed gives the same numbers.';
comment on column bi.runs.engine_version is 'Of the code that computed it. Null until it ends.';
comment on column bi.runs.warnings is 'Remarks on its result: a list of code, subject and detail.';

comment on view bi.value_loyalty_customers is 'In which cell of value and loyalty a customer is, by the current run of each such analysis: one row an analysis and customer. Who is in a hidden cell is left out.';
comment on column bi.value_loyalty_customers.analysis is 'Name of the analysis.';
comment on column bi.value_loyalty_customers.run_id is 'The run that computed it.';
comment on column bi.value_loyalty_customers.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.value_loyalty_customers.computed_at is 'When the run that computed it ended.';
comment on column bi.value_loyalty_customers.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.value_loyalty_customers.customer_id is 'Of whom.';
comment on column bi.value_loyalty_customers.customer_external_id is 'Their number in your own systems.';
comment on column bi.value_loyalty_customers.loyalty is 'PROMOTER, PASSIVE, DETRACTOR or UNKNOWN.';
comment on column bi.value_loyalty_customers.tier is '1 = highest value.';
comment on column bi.value_loyalty_customers.position is 'In the cell, 1 = highest value.';
comment on column bi.value_loyalty_customers.score is 'The last answer, 0-10. Null: unknown.';
comment on column bi.value_loyalty_customers.value is 'What the tier is made of: value within the horizon, or what they brought in the twelve months.';
comment on column bi.value_loyalty_customers.revenue is 'Of the twelve months.';
comment on column bi.value_loyalty_customers.cost_to_serve is 'Of the twelve months.';
comment on column bi.value_loyalty_customers.net_value is 'What they brought in the twelve months less the cost to serve; may be negative.';
comment on column bi.value_loyalty_customers.churn_risk is 'Probability of leaving within 365 days. Null: not known.';
comment on column bi.value_loyalty_customers.revenue_at_risk is 'That probability times what they bring in a year if they stay.';

comment on view bi.driver_estimates is 'What the current run of each driver analysis says of its drivers: one row an analysis and driver.';
comment on column bi.driver_estimates.analysis is 'Name of the analysis.';
comment on column bi.driver_estimates.run_id is 'The run that computed it.';
comment on column bi.driver_estimates.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.driver_estimates.computed_at is 'When the run that computed it ended.';
comment on column bi.driver_estimates.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.driver_estimates.position is 'Its place in the list of the analysis, from 1.';
comment on column bi.driver_estimates.driver is 'Key of the question, name of the joined feature, or TRAIT=LEVEL.';
comment on column bi.driver_estimates.label is 'What was asked, or what the feature or level is.';
comment on column bi.driver_estimates.unit is 'Of its values. Null: points of the question.';
comment on column bi.driver_estimates.feature is 'The joined feature that it is. Null: a question or a trait.';
comment on column bi.driver_estimates.window_days is 'How long the window of the feature is. Null: it has none, or is no feature.';
comment on column bi.driver_estimates.event is 'Name of the events that the feature counts. Null: it counts none.';
comment on column bi.driver_estimates.trait is 'The customer trait that it is a level of. Null: it is no trait.';
comment on column bi.driver_estimates.level is 'The level of the trait: 1 for its customers, 0 for others.';
comment on column bi.driver_estimates.reference_level is 'The level that it is compared with: the most frequent.';
comment on column bi.driver_estimates.rank is 'By importance as the measure of the model says, 1 = most important.';
comment on column bi.driver_estimates.rank_low is 'Best rank by LMG within the interval.';
comment on column bi.driver_estimates.rank_high is 'Worst rank by LMG within the interval.';
comment on column bi.driver_estimates.top_three_probability is 'Share of the draws in which it is among the three most important.';
comment on column bi.driver_estimates.lmg is 'Importance in units of R squared: these sum to it.';
comment on column bi.driver_estimates.lmg_share is 'Share of the explained variance: these sum to 1. It ranks, it does not test. Null when nothing is explained.';
comment on column bi.driver_estimates.lmg_sampling_std_err is 'Monte-Carlo error of lmg, of more than 24 drivers. Null: it is exact.';
comment on column bi.driver_estimates.share_ci_low is 'Lower end of the interval of lmg_share, from the draws. It never tests: a share is never negative.';
comment on column bi.driver_estimates.share_ci_high is 'Upper end of it.';
comment on column bi.driver_estimates.relative_weight is 'Johnson’s relative weight, in units of R squared: these sum to it.';
comment on column bi.driver_estimates.shapley is 'Importance in units of McFadden’s R squared: these sum to it. Null for LINEAR, and where it would take too long.';
comment on column bi.driver_estimates.shapley_share is 'Share of McFadden’s R squared.';
comment on column bi.driver_estimates.shapley_sampling_std_err is 'Monte-Carlo error of shapley, of more than 10 drivers. Null: it is exact.';
comment on column bi.driver_estimates.estimate is 'Coefficient: points of the outcome (LINEAR) or log odds per point of the driver, or per unit of the feature, others held fixed.';
comment on column bi.driver_estimates.std_err is 'Standard error of the coefficient. Null with a warning.';
comment on column bi.driver_estimates.classical_std_err is 'The same if the error variance were equal everywhere and answers independent. Null for incomplete rows.';
comment on column bi.driver_estimates.statistic is 't or z of the coefficient.';
comment on column bi.driver_estimates.p_value is 'Of the coefficient, not corrected.';
comment on column bi.driver_estimates.p_adjusted is 'The same, corrected over the drivers by Holm: this one tests.';
comment on column bi.driver_estimates.ci_low is 'Lower end of the interval of the coefficient.';
comment on column bi.driver_estimates.ci_high is 'Upper end of the interval of the coefficient.';
comment on column bi.driver_estimates.odds_ratio is 'exp(estimate) of a logistic or ordinal model. Null for LINEAR.';
comment on column bi.driver_estimates.odds_ratio_ci_low is 'Lower end of its interval.';
comment on column bi.driver_estimates.odds_ratio_ci_high is 'Upper end of its interval.';
comment on column bi.driver_estimates.standardized_estimate is 'Coefficient in standard deviations.';
comment on column bi.driver_estimates.correlation is 'With the outcome, nothing held fixed.';
comment on column bi.driver_estimates.partial_correlation is 'With the outcome, the other drivers taken out of both.';
comment on column bi.driver_estimates.semipartial_correlation is 'With the outcome, the other drivers taken out of the driver; its square is what R squared gains by it last.';
comment on column bi.driver_estimates.vif is 'Variance inflation factor: above 10 its own effect can hardly be told apart.';
comment on column bi.driver_estimates.mean is 'Performance: mean answer. Of a joined feature its mean, in its own unit.';
comment on column bi.driver_estimates.mean_std_err is 'Standard error of the mean.';
comment on column bi.driver_estimates.mean_ci_low is 'Lower end of the interval of the mean.';
comment on column bi.driver_estimates.mean_ci_high is 'Upper end of the interval of the mean.';
comment on column bi.driver_estimates.top_two_share is 'Share of the top two boxes. Null without a scale.';
comment on column bi.driver_estimates.top_two_ci_low is 'Lower end of its interval.';
comment on column bi.driver_estimates.top_two_ci_high is 'Upper end of its interval.';
comment on column bi.driver_estimates.n is 'Responses used.';
comment on column bi.driver_estimates.priority is 'FIX_FIRST, KEEP, MONITOR, MAINTAIN or SUPPRESSOR. Null: a joined feature, of which neither much nor little is good.';
comment on column bi.driver_estimates.reason is 'Why something here is null. Null when nothing is.';

comment on view bi.survival_points is 'Share of customers still there by time since the start (Kaplan-Meier), by the current run of each churn analysis: one row a step of a curve. Curves and steps of fewer than 10 customers are left out.';
comment on column bi.survival_points.analysis is 'Name of the analysis.';
comment on column bi.survival_points.run_id is 'The run that computed it.';
comment on column bi.survival_points.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.survival_points.computed_at is 'When the run that computed it ended.';
comment on column bi.survival_points.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.survival_points.curve is 'Number of the curve within the run.';
comment on column bi.survival_points.grouping is 'all, plan, billing_interval, acquisition_channel, trait:<key> or nps_band.';
comment on column bi.survival_points.level is 'Which group. Null: everybody.';
comment on column bi.survival_points.landmark_days is 'The curve begins so long after the start, with those still there. Null: at the start.';
comment on column bi.survival_points.n is 'Customers of the curve.';
comment on column bi.survival_points.losses is 'Customers lost on it.';
comment on column bi.survival_points.day is 'Since the start, or since the landmark.';
comment on column bi.survival_points.at_risk is 'Customers under observation just before.';
comment on column bi.survival_points.survival is 'Share still there after this day, until the next point.';
comment on column bi.survival_points.std_err is 'Its standard error (Greenwood). Null once nobody is left.';
comment on column bi.survival_points.ci_low is 'Lower end of its interval, on the log-log scale.';
comment on column bi.survival_points.ci_high is 'Upper end of its interval.';

comment on view bi.cohort_cells is 'Retention of cohorts by age, by the current run of each churn analysis: one row a cohort and age. Cohorts of fewer than 10 customers are left out.';
comment on column bi.cohort_cells.analysis is 'Name of the analysis.';
comment on column bi.cohort_cells.run_id is 'The run that computed it.';
comment on column bi.cohort_cells.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.cohort_cells.computed_at is 'When the run that computed it ended.';
comment on column bi.cohort_cells.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.cohort_cells.grouping is 'start: by the period of the start; else what customers were at the start.';
comment on column bi.cohort_cells.cohort is 'The period or the level.';
comment on column bi.cohort_cells.age is 'Periods since the one of the start.';
comment on column bi.cohort_cells.size is 'Customers; by level, those whose age has come.';
comment on column bi.cohort_cells.active is 'Of these, with a subscription at the period’s end; silent churn: with an activity in it.';
comment on column bi.cohort_cells.retention is 'active / size.';
comment on column bi.cohort_cells.ci_low is 'Lower end of its interval (Wilson).';
comment on column bi.cohort_cells.ci_high is 'Upper end of its interval.';
comment on column bi.cohort_cells.rolling_active is 'Active in this period or a later one. Null by level.';
comment on column bi.cohort_cells.starting_revenue is 'Monthly recurring revenue on the first day. Null by level, for silent churn, and where some is not known.';
comment on column bi.cohort_cells.revenue is 'Monthly recurring revenue at the period’s end; silent churn: revenue of the period. Null as starting_revenue, and of 1 to 9 active customers.';
comment on column bi.cohort_cells.is_complete is 'Whether the period was over.';

comment on view bi.churn_rates is 'Churn of a month: of those active at its start, the share lost in it, by the current run of each churn analysis: one row a month. Months of fewer than 10 customers are left out.';
comment on column bi.churn_rates.analysis is 'Name of the analysis.';
comment on column bi.churn_rates.run_id is 'The run that computed it.';
comment on column bi.churn_rates.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.churn_rates.computed_at is 'When the run that computed it ended.';
comment on column bi.churn_rates.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.churn_rates.period is 'The month, in the workspace’s time zone.';
comment on column bi.churn_rates.starts_at is 'When it begins.';
comment on column bi.churn_rates.ends_at is 'When it ends.';
comment on column bi.churn_rates.active is 'Under observation at its start.';
comment on column bi.churn_rates.lost is 'Of these, lost in it.';
comment on column bi.churn_rates.rate is 'lost / active.';
comment on column bi.churn_rates.ci_low is 'Lower end of its interval (Wilson).';
comment on column bi.churn_rates.ci_high is 'Upper end of its interval.';
comment on column bi.churn_rates.joined is 'Started in it: in neither number above.';
comment on column bi.churn_rates.joined_and_lost is 'Of these, lost in it.';
comment on column bi.churn_rates.is_complete is 'Whether it was observed from its start to its end.';

comment on view bi.hazard_estimates is 'What features do to the rate at which customers leave, by the current run of each churn analysis (Cox): one row a model and term.';
comment on column bi.hazard_estimates.analysis is 'Name of the analysis.';
comment on column bi.hazard_estimates.run_id is 'The run that computed it.';
comment on column bi.hazard_estimates.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.hazard_estimates.computed_at is 'When the run that computed it ended.';
comment on column bi.hazard_estimates.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.hazard_estimates.model is 'Number of the model within the run.';
comment on column bi.hazard_estimates.cause is 'ANY, or the one cause whose losses it is about; the others are then censored.';
comment on column bi.hazard_estimates.customers is 'Customers of the run.';
comment on column bi.hazard_estimates.losses is 'Losses among those that it is fitted to.';
comment on column bi.hazard_estimates.position is 'Place in the table, from 1.';
comment on column bi.hazard_estimates.term is 'The feature, or feature=level.';
comment on column bi.hazard_estimates.feature is 'Key of the feature.';
comment on column bi.hazard_estimates.level is 'Null: a number, its effect is that of one more.';
comment on column bi.hazard_estimates.reference is 'The level that it is compared with; (mean) of a number that is not known. Null: a number.';
comment on column bi.hazard_estimates.hazard_ratio is 'Times as many leave, day by day. Null beyond what a number holds.';
comment on column bi.hazard_estimates.hazard_ratio_low is 'Lower end of its interval.';
comment on column bi.hazard_estimates.hazard_ratio_high is 'Upper end of its interval.';
comment on column bi.hazard_estimates.estimate is 'Log of the hazard ratio.';
comment on column bi.hazard_estimates.std_err is 'Its standard error, by customer.';
comment on column bi.hazard_estimates.classical_std_err is 'The same if each row were a customer of its own.';
comment on column bi.hazard_estimates.statistic is 'Estimate over its error.';
comment on column bi.hazard_estimates.p_value is 'Of no effect, not corrected.';
comment on column bi.hazard_estimates.p_adjusted is 'The same, corrected over the terms by Holm.';
comment on column bi.hazard_estimates.ci_low is 'Lower end of the interval of the estimate.';
comment on column bi.hazard_estimates.ci_high is 'Upper end of the interval of the estimate.';
comment on column bi.hazard_estimates.reason is 'Why something here is null.';

comment on view bi.clv_totals is 'Sums over all customers by the current run of each analysis of customer lifetime value: one row an analysis and quantity.';
comment on column bi.clv_totals.analysis is 'Name of the analysis.';
comment on column bi.clv_totals.run_id is 'The run that computed it.';
comment on column bi.clv_totals.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.clv_totals.computed_at is 'When the run that computed it ended.';
comment on column bi.clv_totals.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.clv_totals.quantity is 'Of what.';
comment on column bi.clv_totals.estimate is 'What is expected. Null where spend is not known.';
comment on column bi.clv_totals.expected_ci_low is 'Interval of the expectation, of the parameters alone: lower end.';
comment on column bi.clv_totals.expected_ci_high is 'Its upper end. Null on the boundary.';
comment on column bi.clv_totals.predicted_ci_low is 'Interval of what will be, of parameters and chance: lower end.';
comment on column bi.clv_totals.predicted_ci_high is 'Its upper end. Null where spend has no variance.';
comment on column bi.clv_totals.n is 'Customers.';
comment on column bi.clv_totals.unknown is 'Among them those of whom it is not known, who are not in the sum.';
comment on column bi.clv_totals.reason is 'Why something here is null. Null when nothing is.';

comment on view bi.value_loyalty_cells is 'Customers by loyalty and tier of value, by the current run of each such analysis: one row an analysis, loyalty and tier, totals too.';
comment on column bi.value_loyalty_cells.analysis is 'Name of the analysis.';
comment on column bi.value_loyalty_cells.run_id is 'The run that computed it.';
comment on column bi.value_loyalty_cells.data_through is 'Latest fact that the run saw. Null where none is dated.';
comment on column bi.value_loyalty_cells.computed_at is 'When the run that computed it ended.';
comment on column bi.value_loyalty_cells.is_stale is 'Whether data it was computed from has changed since.';
comment on column bi.value_loyalty_cells.loyalty is 'PROMOTER, PASSIVE, DETRACTOR, UNKNOWN; ALL: whatever the loyalty.';
comment on column bi.value_loyalty_cells.tier is '1 = highest value; 0: whatever the tier.';
comment on column bi.value_loyalty_cells.is_hidden is 'Whether it holds 1 to 9 customers, or tells how many a cell with so few holds: then every number of it is null.';
comment on column bi.value_loyalty_cells.n is 'Customers. Null where hidden, here and below.';
comment on column bi.value_loyalty_cells.share is 'Of all customers.';
comment on column bi.value_loyalty_cells.share_ci_low is 'Lower end of its Wilson interval.';
comment on column bi.value_loyalty_cells.share_ci_high is 'Upper end of its Wilson interval.';
comment on column bi.value_loyalty_cells.value_from is 'Least value in the tier. Null: all tiers, the lowest one, or nobody is in it.';
comment on column bi.value_loyalty_cells.value is 'Total value.';
comment on column bi.value_loyalty_cells.value_std_err is 'Its standard error, by customer.';
comment on column bi.value_loyalty_cells.value_ci_low is 'Lower end of its interval: what another sample of as many customers gives.';
comment on column bi.value_loyalty_cells.value_ci_high is 'Upper end of its interval.';
comment on column bi.value_loyalty_cells.value_expected_low is 'Sum of the lower ends of the customers’ expected intervals. Null where the model has none.';
comment on column bi.value_loyalty_cells.value_expected_high is 'Sum of the upper ends.';
comment on column bi.value_loyalty_cells.mean_value is 'Value a customer.';
comment on column bi.value_loyalty_cells.mean_value_std_err is 'Its standard error.';
comment on column bi.value_loyalty_cells.mean_value_ci_low is 'Lower end of its interval.';
comment on column bi.value_loyalty_cells.mean_value_ci_high is 'Upper end of its interval.';
comment on column bi.value_loyalty_cells.revenue is 'Of the twelve months.';
comment on column bi.value_loyalty_cells.cost_to_serve is 'Of the twelve months: handled tickets at what one costs in its channel.';
comment on column bi.value_loyalty_cells.net_value is 'What they brought in the twelve months less the cost to serve; may be negative.';
comment on column bi.value_loyalty_cells.net_value_std_err is 'Its standard error.';
comment on column bi.value_loyalty_cells.net_value_ci_low is 'Lower end of its interval.';
comment on column bi.value_loyalty_cells.net_value_ci_high is 'Upper end of its interval.';
comment on column bi.value_loyalty_cells.below_zero is 'Customers whose net value is below 0.';
comment on column bi.value_loyalty_cells.revenue_at_risk is 'Sum of the probability of leaving within a year times what they bring in a year if they stay. Null without a churn analysis.';
comment on column bi.value_loyalty_cells.revenue_at_risk_n is 'Customers behind it.';
comment on column bi.value_loyalty_cells.revenue_at_risk_std_err is 'Its standard error.';
comment on column bi.value_loyalty_cells.revenue_at_risk_ci_low is 'Lower end of its interval.';
comment on column bi.value_loyalty_cells.revenue_at_risk_ci_high is 'Upper end of its interval.';
comment on column bi.value_loyalty_cells.revenue_at_risk_expected_low is 'At the lower ends of the customers’ probabilities.';
comment on column bi.value_loyalty_cells.revenue_at_risk_expected_high is 'At the upper ends.';
comment on column bi.value_loyalty_cells.action is 'Where to look first. Null: a total, nobody is in it, or hidden.';

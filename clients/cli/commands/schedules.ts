import { chosenOption } from '../chosenOption.ts';
import { CliError, UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import {
  pauseScheduleDocument,
  removeScheduleDocument,
  resumeScheduleDocument,
  scheduleDocument,
  schedulesDocument,
  setRunOnChangeDocument,
  setScheduleDocument,
} from '../documents/schedules.ts';
import { formatTime } from '../print/numbers.ts';
import { scheduleReport, scheduleTable } from '../print/scheduleReport.ts';
import { ask, askForAll } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;

export const schedules = defineCommand({
  name: 'schedules',
  summary: 'What runs by itself, and when next',
  usage: ['schedules [--json]'],
  parameters: [],
  options: { json },
  examples: ['earshot schedules'],
  environment,
  run: async ({ json: asJson }) => {
    const analyses = await askForAll(connectionFromEnvironment(), schedulesDocument, {}, (data) => data.analyses);
    const found = analyses.filter(({ schedule, runOnChange }) => schedule || runOnChange);
    if (asJson) console.log(JSON.stringify(found, null, 2));
    else if (found.length === 0) console.log("Nothing runs by itself yet: earshot schedules set ANALYSIS --cron '0 6 * * *'");
    else for (const line of scheduleTable(found)) console.log(line);
    return 0;
  },
});

export const schedulesShow = defineCommand({
  name: 'schedules show',
  summary: 'When an analysis runs next, and what became of its last ticks',
  usage: ['schedules show ANALYSIS [--json]'],
  parameters: ['ANALYSIS'],
  options: { json },
  examples: ['earshot schedules show churn'],
  environment,
  run: async ({ json: asJson }, [name = '']) => {
    const { analysis } = await ask(connectionFromEnvironment(), scheduleDocument, { analysis: name });
    if (!analysis) throw new CliError(`there is no analysis ${JSON.stringify(name)}`, 'earshot analyses lists them');
    if (asJson) console.log(JSON.stringify(analysis, null, 2));
    else for (const line of scheduleReport(analysis)) console.log(line);
    return 0;
  },
});

export const schedulesSet = defineCommand({
  name: 'schedules set',
  summary: 'Let an analysis run by the clock',
  usage: ["schedules set ANALYSIS --cron 'M H D MON DOW' [--time-zone ZONE] [--catch-up …] [--overlap …]"],
  parameters: ['ANALYSIS'],
  options: {
    cron: {
      type: 'string',
      value: "'M H D MON DOW'",
      help: 'minute, hour, day of month, month, day of week; or @hourly, @daily, @weekly, @monthly',
    },
    'time-zone': { type: 'string', value: 'ZONE', help: "on whose clock (default: the workspace's)" },
    'catch-up': {
      type: 'string',
      value: 'POLICY',
      help: 'ticks that no worker was there for: skip, latest (default: the last one runs) or all',
    },
    overlap: { type: 'string', value: 'POLICY', help: 'a tick while a run is under way: skip (default), queue or replace' },
    json,
  },
  notes:
    'A fixed time of the day that the clock leaps over in spring is due right after the leap, and one that it shows twice in autumn the first time only. ' +
    'With --catch-up all, each missed tick runs: those before the last as of their own moments. Set again, a schedule is changed in its place.',
  examples: [
    "earshot schedules set churn --cron '0 6 * * 1'",
    "earshot schedules set worth --cron '@daily' --time-zone America/New_York --catch-up all",
  ],
  environment,
  run: async (values, [analysis = '']) => {
    if (values.cron === undefined) throw new UsageError('--cron is missing', "for example --cron '0 6 * * *' for every day at six");
    const catchUp = chosenOption('catch-up', values['catch-up'], ['SKIP', 'LATEST', 'ALL']);
    const overlap = chosenOption('overlap', values.overlap, ['SKIP', 'QUEUE', 'REPLACE']);
    const timeZone = values['time-zone'];
    const input = { analysis, cron: values.cron, ...(timeZone && { timeZone }), ...(catchUp && { catchUp }), ...(overlap && { overlap }) };
    const { setSchedule } = await ask(connectionFromEnvironment(), setScheduleDocument, { input });
    const times = setSchedule.nextRuns.map(formatTime).join(', ');
    const now = setSchedule.pausedAt ? `it is paused since ${formatTime(setSchedule.pausedAt)}, or it would run at` : 'next';
    console.log(
      values.json ? JSON.stringify(setSchedule) : `${analysis} runs at ${setSchedule.cron} (${setSchedule.timeZone}): ${now} ${times}`,
    );
    return 0;
  },
});

export const schedulesPause = defineCommand({
  name: 'schedules pause',
  summary: 'Let a schedule rest; nothing of that time is caught up on',
  usage: ['schedules pause ANALYSIS'],
  parameters: ['ANALYSIS'],
  options: {},
  examples: ['earshot schedules pause churn'],
  environment,
  run: async (_values, [analysis = '']) => {
    const { pauseSchedule } = await ask(connectionFromEnvironment(), pauseScheduleDocument, { analysis });
    console.log(`The schedule of ${analysis} is paused since ${formatTime(pauseSchedule.pausedAt)}`);
    return 0;
  },
});

export const schedulesResume = defineCommand({
  name: 'schedules resume',
  summary: 'Let a paused schedule go on with its next tick',
  usage: ['schedules resume ANALYSIS'],
  parameters: ['ANALYSIS'],
  options: {},
  examples: ['earshot schedules resume churn'],
  environment,
  run: async (_values, [analysis = '']) => {
    const { resumeSchedule } = await ask(connectionFromEnvironment(), resumeScheduleDocument, { analysis });
    console.log(`${analysis} runs next at ${formatTime(resumeSchedule.nextRunAt)}`);
    return 0;
  },
});

export const schedulesRemove = defineCommand({
  name: 'schedules remove',
  summary: 'Take an analysis its schedule; its runs and ticks stay on record',
  usage: ['schedules remove ANALYSIS'],
  parameters: ['ANALYSIS'],
  options: {},
  examples: ['earshot schedules remove churn'],
  environment,
  run: async (_values, [analysis = '']) => {
    await ask(connectionFromEnvironment(), removeScheduleDocument, { analysis });
    console.log(`${analysis} has no schedule`);
    return 0;
  },
});

export const schedulesOnChange = defineCommand({
  name: 'schedules on-change',
  summary: 'Let an analysis run when data that it reads have changed',
  usage: ['schedules on-change ANALYSIS [--off]'],
  parameters: ['ANALYSIS'],
  options: { off: { type: 'boolean', help: 'no longer' } },
  notes: 'It runs once imports have been quiet for ten seconds, at the latest ten minutes after the first: many files are one run.',
  examples: ['earshot schedules on-change satisfaction'],
  environment,
  run: async ({ off = false }, [analysis = '']) => {
    await ask(connectionFromEnvironment(), setRunOnChangeDocument, { analysis, runOnChange: !off });
    console.log(`${analysis} ${off ? 'does not run' : 'runs'} when data that it reads have changed`);
    return 0;
  },
});

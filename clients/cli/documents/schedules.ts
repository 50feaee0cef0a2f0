import { graphql } from '../generated/gql.ts';

export const schedulesDocument = graphql(`
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
`);

export const scheduleDocument = graphql(`
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
`);

export const setScheduleDocument = graphql(`
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
`);

export const pauseScheduleDocument = graphql(`
  mutation PauseSchedule($analysis: String!) {
    pauseSchedule(analysis: $analysis) {
      pausedAt
      nextRunAt
    }
  }
`);

export const resumeScheduleDocument = graphql(`
  mutation ResumeSchedule($analysis: String!) {
    resumeSchedule(analysis: $analysis) {
      pausedAt
      nextRunAt
    }
  }
`);

export const removeScheduleDocument = graphql(`
  mutation RemoveSchedule($analysis: String!) {
    removeSchedule(analysis: $analysis) {
      name
    }
  }
`);

export const setRunOnChangeDocument = graphql(`
  mutation SetRunOnChange($analysis: String!, $runOnChange: Boolean!) {
    setRunOnChange(analysis: $analysis, runOnChange: $runOnChange) {
      name
      runOnChange
    }
  }
`);

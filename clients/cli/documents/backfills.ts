import { graphql } from '../generated/gql.ts';

export const backfillPreviewDocument = graphql(`
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
`);

export const startBackfillDocument = graphql(`
  mutation StartBackfill($input: BackfillInput!, $concurrency: Int!, $idempotencyKey: String!) {
    startBackfill(input: $input, concurrency: $concurrency, idempotencyKey: $idempotencyKey) {
      id
      state
      counts {
        dates
        toStart
      }
    }
  }
`);

export const backfillDocument = graphql(`
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
`);

export const backfillDatesDocument = graphql(`
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
`);

export const backfillsDocument = graphql(`
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
`);

export const pauseBackfillDocument = graphql(`
  mutation PauseBackfill($id: ID!) {
    pauseBackfill(id: $id) {
      id
      state
    }
  }
`);

export const resumeBackfillDocument = graphql(`
  mutation ResumeBackfill($id: ID!) {
    resumeBackfill(id: $id) {
      id
      state
    }
  }
`);

export const cancelBackfillDocument = graphql(`
  mutation CancelBackfill($id: ID!) {
    cancelBackfill(id: $id) {
      id
      state
    }
  }
`);

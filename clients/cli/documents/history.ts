import { graphql } from '../generated/gql.ts';

export const publishRunDocument = graphql(`
  mutation PublishRun($id: ID!) {
    publishRun(id: $id) {
      name
      publishedAt
      publishedRun {
        id
      }
    }
  }
`);

export const unpublishRunDocument = graphql(`
  mutation UnpublishRun($analysis: String!) {
    unpublishRun(analysis: $analysis) {
      name
      currentRun {
        id
      }
    }
  }
`);

export const runLogDocument = graphql(`
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
`);

export const compareRunsDocument = graphql(`
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
`);

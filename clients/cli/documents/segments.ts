import { graphql } from '../generated/gql.ts';

export const segmentsDocument = graphql(`
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
`);

export const segmentDocument = graphql(`
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
`);

export const segmentKeyDocument = graphql(`
  query SegmentKey($key: String!) {
    segment(key: $key) {
      version
    }
  }
`);

export const segmentMembersDocument = graphql(`
  query SegmentMembers($key: String!, $asOf: DateTime, $version: Int, $orderBy: CustomerOrder, $first: Int!, $after: String) {
    segment(key: $key) {
      customers(asOf: $asOf, version: $version, orderBy: $orderBy, first: $first, after: $after) {
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
`);

export const createSegmentDocument = graphql(`
  mutation CreateSegment($input: SegmentInput!) {
    createSegment(input: $input) {
      key
      version
      count
      fault
    }
  }
`);

export const updateSegmentDocument = graphql(`
  mutation UpdateSegment($key: String!, $change: SegmentChange!) {
    updateSegment(key: $key, change: $change) {
      key
      version
      count
      fault
    }
  }
`);

export const deleteSegmentDocument = graphql(`
  mutation DeleteSegment($key: String!) {
    deleteSegment(key: $key)
  }
`);

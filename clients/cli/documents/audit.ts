import { graphql } from '../generated/gql.ts';

export const auditEventsDocument = graphql(`
  query AuditEvents(
    $action: AuditAction
    $actor: ID
    $actorKind: AuditActorKind
    $subject: ID
    $from: DateTime
    $until: DateTime
    $first: Int!
    $after: String
  ) {
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
`);

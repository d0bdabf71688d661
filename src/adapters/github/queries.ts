/** A GraphQL query. Its name is how it is counted, as a REST request is by its route. */
export interface Query {
  name: string;
  text: string;
}

/** What a ref points at: a commit, or annotated tags with a commit behind them. */
const commitBehind = `
  fragment CommitBehind on GitObject {
    __typename
    ...CommitFacts
    ... on Tag { target { __typename ...CommitFacts ... on Tag { target { __typename ...CommitFacts } } } }
  }
  fragment CommitFacts on Commit {
    oid
    url
    message
    committedDate
    tree { oid }
    author { name user { login } }
  }`;

/** Everything that a typed ref may mean, at once. GitHub also tries short names: `prefix` and `name` say what it found. */
export const refsQuery: Query = {
  name: 'Refs',
  text: `query Refs(
    $owner: String!, $repository: String!, $branch: String!, $tag: String!, $revision: String!,
    $asBranch: Boolean!, $asTag: Boolean!, $asRevision: Boolean!
  ) {
    repository(owner: $owner, name: $repository) {
      branch: ref(qualifiedName: $branch) @include(if: $asBranch) { prefix name target { ...CommitBehind } }
      tag: ref(qualifiedName: $tag) @include(if: $asTag) { prefix name target { ...CommitBehind } }
      commit: object(expression: $revision) @include(if: $asRevision) { __typename ...CommitFacts }
    }
  }${commitBehind}`,
};

/** A page of the check runs and the commit statuses of a commit. */
export const checksQuery: Query = {
  name: 'Checks',
  text: `query Checks($owner: String!, $repository: String!, $sha: GitObjectID!, $after: String) {
    repository(owner: $owner, name: $repository) {
      object(oid: $sha) {
        __typename
        ... on Commit {
          statusCheckRollup {
            contexts(first: 100, after: $after) {
              pageInfo { hasNextPage endCursor }
              nodes {
                __typename
                ... on CheckRun {
                  name status conclusion startedAt url detailsUrl title summary text
                  checkSuite { app { slug } }
                }
                ... on StatusContext { context state createdAt targetUrl description }
              }
            }
          }
        }
      }
    }
  }`,
};

/** The newest thirty deployments of an environment, with their statuses. */
export const deploymentsQuery: Query = {
  name: 'Deployments',
  text: `query Deployments($owner: String!, $repository: String!, $environment: String!) {
    repository(owner: $owner, name: $repository) {
      deployments(first: 30, environments: [$environment], orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes {
          commitOid createdAt payload
          ref { name }
          creator { __typename login }
          statuses(first: 100) { nodes { state createdAt } }
        }
      }
    }
  }`,
};

/** A page of an organisation's members, with the addresses that GitHub has verified in its domains. */
export const membersQuery: Query = {
  name: 'Members',
  text: `query Members($organization: String!, $after: String) {
    organization(login: $organization) {
      membersWithRole(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { login organizationVerifiedDomainEmails(login: $organization) }
      }
    }
  }`,
};

"""Every GraphQL text that the bot sends; a test validates each against GitHub's schema.

What is asked of one pull request must fit one request, so the query is put together from parts: the conversation, files
of the base branch by path, who last worked on which file, and blobs by id.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from app import limits

# Checked by hand against the schema's non-null marks: whatever may be null here is read as such in `conversation.py`.
WHO = """
fragment Who on Actor { __typename login ... on User { databaseId } ... on Bot { databaseId } }
"""

TEXT = """
fragment Text on Blob { oid byteSize isBinary isTruncated text }
"""

COMMENT = """
fragment Comment on IssueComment { id body url isMinimized viewerDidAuthor author { ...Who } }
"""

THREAD = """
fragment Thread on PullRequestReviewThread {
  id path line isResolved isOutdated viewerCanResolve
  first: comments(first: 1) {
    totalCount
    nodes { id body url isMinimized viewerCanMinimize viewerDidAuthor author { ...Who } }
  }
  rest: comments(last: 20) { nodes { id viewerDidAuthor author { ...Who } } }
}
"""

CONTEXT = """
fragment Contexts on StatusCheckRollupContextConnection {
  pageInfo { hasNextPage endCursor }
  nodes {
    __typename
    ... on CheckRun {
      databaseId name status conclusion externalId detailsUrl checkSuite { app { databaseId slug } }
    }
    ... on StatusContext { context state targetUrl creator { login } }
  }
}
"""

PULL = f"""
fragment Pull on PullRequest {{
  id number title body state isDraft headRefName headRefOid baseRefName baseRefOid
  mergeable mergeStateStatus reviewDecision
  author {{ ...Who }}
  labels(first: {limits.CONNECTION_MOST}) {{ nodes {{ name }} }}
  reviewRequests(first: {limits.CONNECTION_MOST}) {{
    nodes {{
      requestedReviewer {{
        __typename
        ... on User {{ login }}
        ... on Bot {{ login }}
        ... on Mannequin {{ login }}
        ... on Team {{ combinedSlug }}
      }}
    }}
  }}
  latestOpinionatedReviews(first: {limits.CONNECTION_MOST}) {{
    nodes {{ state author {{ ...Who }} commit {{ oid }} }}
  }}
  reviewThreads(first: {limits.CONNECTION_MOST}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ ...Thread }} }}
  comments(first: {limits.CONNECTION_MOST}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ ...Comment }} }}
  userContentEdits(first: 20) {{ nodes {{ editedAt diff editor {{ ...Who }} }} }}
  commits(last: {limits.CONNECTION_MOST}) {{
    nodes {{ commit {{ oid authors(first: 10) {{ nodes {{ name user {{ login }} }} }} }} }}
  }}
  newest: commits(last: 1) {{
    nodes {{
      commit {{
        oid
        statusCheckRollup {{ contexts(first: {limits.CONNECTION_MOST}) {{ ...Contexts }} }}
        associatedPullRequests(first: 20) {{
          nodes {{ number state headRefOid baseRepository {{ databaseId }} }}
        }}
      }}
    }}
  }}
}}
"""

BODY = """
query Body($id: ID!) { node(id: $id) { ... on PullRequest { body } } }
"""

#: The tree of a pull request's head by the name that every repository has for it, whatever fork it came from.
HEAD_TREE = """
query HeadTree($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) { object(expression: $ref) { ... on Commit { oid tree { oid } } } }
}
"""

MORE_THREADS = f"""
query MoreThreads($owner: String!, $name: String!, $number: Int!, $after: String!) {{
  repository(owner: $owner, name: $name) {{
    pullRequest(number: $number) {{
      reviewThreads(first: {limits.CONNECTION_MOST}, after: $after) {{
        pageInfo {{ hasNextPage endCursor }} nodes {{ ...Thread }}
      }}
    }}
  }}
}}
{THREAD}{WHO}"""

MORE_COMMENTS = f"""
query MoreComments($owner: String!, $name: String!, $number: Int!, $after: String!) {{
  repository(owner: $owner, name: $name) {{
    pullRequest(number: $number) {{
      comments(first: {limits.CONNECTION_MOST}, after: $after) {{
        pageInfo {{ hasNextPage endCursor }} nodes {{ ...Comment }}
      }}
    }}
  }}
}}
{COMMENT}{WHO}"""

MORE_CONTEXTS = f"""
query MoreContexts($owner: String!, $name: String!, $oid: GitObjectID!, $after: String!) {{
  repository(owner: $owner, name: $name) {{
    object(oid: $oid) {{
      ... on Commit {{
        statusCheckRollup {{ contexts(first: {limits.CONNECTION_MOST}, after: $after) {{ ...Contexts }} }}
      }}
    }}
  }}
}}
{CONTEXT}"""

#: Open pull requests with our newest check run on each head, for sweeps.
OPEN_PULLS = """
query OpenPulls($owner: String!, $name: String!, $app: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequests(states: OPEN, first: 50, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number headRefOid
        newest: commits(last: 1) {
          nodes {
            commit {
              checkSuites(first: 5, filterBy: {appId: $app}) {
                nodes { checkRuns(first: 1) { nodes { databaseId status } } }
              }
            }
          }
        }
      }
    }
  }
}
"""


def text(value: str) -> str:
    """A GraphQL string literal."""
    return json.dumps(value)


def conversation(paths: Sequence[str], history: Sequence[str], shas: Sequence[str]) -> str:
    """The one query of a review.

    `paths`: files wanted from the tip of the base branch (aliases `f0` …). `history`: paths whose last authors on the base
    are wanted (`h0` …). `shas`: blobs wanted (`b0` …). Variables: owner, name, number.

    The base is reached through the pull request itself, since its name is not known before the answer.
    """
    files = "\n".join(
        f"f{at}: file(path: {text(path)}) {{ object {{ ...Text }} }}" for at, path in enumerate(paths)
    )
    histories = "\n".join(
        f"h{at}: history(path: {text(path)}, first: {limits.HISTORY_COMMITS})"
        " { nodes { author { name user { login } } } }"
        for at, path in enumerate(history)
    )
    base = f"baseRef {{ refUpdateRule {{ requiresConversationResolution }} target {{ ... on Commit {{ oid {files} {histories} }} }} }}"
    return f"""
query Conversation($owner: String!, $name: String!, $number: Int!) {{
  viewer {{ login databaseId }}
  repository(owner: $owner, name: $name) {{
    databaseId
    defaultBranchRef {{ name }}
    pullRequest(number: $number) {{ ...Pull {base} }}
    {_blobs(shas)}
  }}
}}
{PULL}{THREAD}{COMMENT}{CONTEXT}{WHO}{TEXT if paths or shas else ""}"""


def blobs(shas: Sequence[str]) -> str:
    """A query for blobs alone (`b0` …). Variables: owner, name."""
    return f"""
query Blobs($owner: String!, $name: String!) {{
  repository(owner: $owner, name: $name) {{ databaseId {_blobs(shas)} }}
}}
{TEXT}"""


def _blobs(shas: Sequence[str]) -> str:
    return "\n".join(f"b{at}: object(oid: {text(sha)}) {{ ...Text }}" for at, sha in enumerate(shas))


#: Input type and what to read back of each mutation we send.
MUTATIONS = {
    "updateIssueComment": ("UpdateIssueCommentInput!", "issueComment { id }"),
    "updatePullRequestReviewComment": (
        "UpdatePullRequestReviewCommentInput!",
        "pullRequestReviewComment { id }",
    ),
    "minimizeComment": ("MinimizeCommentInput!", "minimizedComment { isMinimized }"),
    "resolveReviewThread": ("ResolveReviewThreadInput!", "thread { id isResolved }"),
    "deleteIssueComment": ("DeleteIssueCommentInput!", "clientMutationId"),
    "updatePullRequest": ("UpdatePullRequestInput!", "pullRequest { id body }"),
}


def mutation(names: Sequence[str]) -> str:
    """One mutation of many: alias `m0` … with variable `$i0` … each."""
    variables = ", ".join(f"$i{at}: {MUTATIONS[name][0]}" for at, name in enumerate(names))
    fields = "\n  ".join(
        f"m{at}: {name}(input: $i{at}) {{ {MUTATIONS[name][1]} }}" for at, name in enumerate(names)
    )
    return f"mutation Edits({variables}) {{\n  {fields}\n}}\n"

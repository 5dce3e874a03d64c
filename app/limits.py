"""Every limit of the platform that the bot can meet, by name, with the platform's wording or source beside it.

Paths are pages of GitHub's documentation; "OpenAPI" is its description of the REST API; owner/repo#number are public
threads: field reports, not authorities. A number without a source is our own choice and says so.
"""

from __future__ import annotations

#: The version of the REST API that these limits and our requests are written against; GitHub keeps each for at least two
#: years after the next ("API Versions"), and Enterprise Servers know this one.
API_VERSION = "2022-11-28"

# --- reading ---------------------------------------------------------------------------------------------------
#: "per_page: The number of results per page (max 100)" (OpenAPI, pagination parameters).
PER_PAGE = 100
#: "Responses include a maximum of 3000 files" (OpenAPI, pulls/list-files).
FILES_MOST = 3_000
#: "The limit for the tree array is 100,000 entries with a maximum size of 7 MB when using the recursive parameter"
#: (OpenAPI, git/get-tree).
TREE_ENTRIES = 100_000
#: GraphQL `Blob.text` is cut silently at this many bytes (sveltia/sveltia-cms#950); `isTruncated` tells.
BLOB_TEXT_BYTES = 512_000
#: "Values of first and last must be within 1-100" (graphql/overview/rate-limits-and-node-limits).
CONNECTION_MOST = 100
#: Ours: text asked of one GraphQL query, well inside the 10 seconds after which GitHub gives a query up.
QUERY_BYTES = 1_000_000
#: Ours: objects asked of one GraphQL query.
QUERY_BLOBS = 60
#: Ours: text of chapters that one reading fetches of a book nobody has seen yet.
BOOK_MOST_BYTES = 30_000_000
#: Ours: a longer file is not fetched at all; the chapter then ends with a verdict that says so.
BLOB_MOST_BYTES = 10_000_000
#: Ours: files whose last authors are looked up (item 7.4 suggests people; more would only be noise).
HISTORY_FILES = 5
HISTORY_COMMITS = 5

# --- text ------------------------------------------------------------------------------------------------------
#: "Body is too long (maximum is 65536 characters)": issue comments, reviews, review comments, descriptions
#: (peter-evans/create-or-update-comment#181, danger/danger-js#919).
BODY_CHARACTERS = 65_536
#: "The summary of the check run … Maximum length: 65535 characters" (OpenAPI, checks/create); `text` alike.
CHECK_TEXT_CHARACTERS = 65_535
#: "The title that represents the annotation. The maximum size is 255 characters" (OpenAPI, checks/create).
ANNOTATION_TITLE_CHARACTERS = 255
#: "A short description of the feedback for these lines of code. The maximum size is 64 KB" (OpenAPI, checks/create).
ANNOTATION_MESSAGE_BYTES = 64 * 1024
#: Not documented for the title of the check run's output; its column is that of the annotation's title.
CHECK_TITLE_CHARACTERS = 255

# --- checks ----------------------------------------------------------------------------------------------------
#: "The Checks API limits the number of annotations to a maximum of 50 per API request" (OpenAPI, checks/create);
#: more is answered 422 "No more than 50 items are allowed; 143 were supplied" (qiniu/reviewbot#258).
ANNOTATIONS_PER_REQUEST = 50
#: Ours: no total is documented; nobody reads more.
ANNOTATIONS_MOST = 200
#: "A maximum of three actions are accepted" and their three texts (OpenAPI, checks/create).
ACTIONS_MOST = 3
ACTION_LABEL_CHARACTERS = 20
ACTION_DESCRIPTION_CHARACTERS = 40
ACTION_IDENTIFIER_CHARACTERS = 20

# --- what one finding may take ------------------------------------------------------------------------------------
#: Ours: characters of one message of a rule, so that no single finding can push out all the others.
MESSAGE_CHARACTERS = 2_000
#: Ours: a comment on more lines than this marks only the first, unless it offers their replacement.
RANGE_LINES = 12

# --- reviews ---------------------------------------------------------------------------------------------------
#: Undocumented. Posted with 32 but answered 502, "submitted too quickly" above (src-d/lookout#264); reviewdog sends 30.
REVIEW_COMMENTS = 30

# --- rates -----------------------------------------------------------------------------------------------------
#: "No more than 900 points per minute are allowed for REST API endpoints, and no more than 2,000 points per minute are
#: allowed for the GraphQL API endpoint" (rest/using-the-rest-api/rate-limits-for-the-rest-api).
REST_POINTS_PER_MINUTE = 900
GRAPHQL_POINTS_PER_MINUTE = 2_000
#: "Most REST API GET, HEAD, and OPTIONS requests: 1; … POST, PATCH, PUT, or DELETE requests: 5; GraphQL requests without
#: mutations: 1; GraphQL requests with mutations: 5" (same page).
READ_POINTS = 1
WRITE_POINTS = 5
#: "In general, no more than 80 content-generating requests per minute and no more than 500 content-generating requests
#: per hour are allowed" (same page).
CONTENT_PER_MINUTE = 80
CONTENT_PER_HOUR = 500
#: "If you are making a large number of POST, PATCH, PUT, or DELETE requests, wait at least one second between each
#: request" (rest/using-the-rest-api/best-practices-for-using-the-rest-api).
WRITE_PAUSE_SECONDS = 1.0
#: "If the retry-after response header is not present …, wait for at least one minute before retrying" (rate-limits page).
SECONDARY_WAIT_SECONDS = 60.0
#: Ours: a budget that frees itself within this time is waited for; beyond, the run is put back into the queue.
BUDGET_WAIT_SECONDS = 15.0
#: Aliased mutations in one request; ours, inside GitHub's time limit.
MUTATIONS_PER_REQUEST = 40

# --- requests --------------------------------------------------------------------------------------------------
#: GitHub answers within 10 seconds or gives up ("If GitHub takes more than 10 seconds to process an API request, GitHub
#: will terminate the request", rest/using-the-rest-api/troubleshooting-the-rest-api); the rest is the network's.
TIMEOUT_SECONDS = 20.0
#: Ours: how often a read is tried again after a 5xx, a timeout or a cut connection.
READ_RETRIES = 3

# --- auth ------------------------------------------------------------------------------------------------------
#: "The expiration time must be no more than 10 minutes into the future"; "set [iat] 60 seconds in the past" to allow for
#: clock drift (apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt).
JWT_SECONDS = 540
JWT_BACKDATE_SECONDS = 60


def clean(text: str) -> str:
    """`text` without what no JSON of GitHub's takes: lone halves of surrogate pairs and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def cut(text: str, most: int) -> str:
    """At most `most` characters of `text`, an ellipsis at the end where something is missing."""
    text = clean(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut_bytes(text: str, most: int) -> str:
    """At most `most` bytes of `text` in UTF-8, never half a character."""
    data = clean(text).encode()
    if len(data) <= most:
        return data.decode()
    return data[: most - len("…".encode())].decode("utf-8", "ignore") + "…"


def cap_body(body: str, most: int = BODY_CHARACTERS) -> str:
    """A Markdown body that GitHub takes.

    The composer keeps bodies short by leaving whole sections out; this is the last resort. It cuts at a blank line, closes
    an open fence or `<details>`, says so, and keeps a hidden marker that stands on the last line.
    """
    body = clean(body)
    if len(body) <= most:
        return body
    last = body.rstrip().rsplit("\n", 1)[-1]
    tail = last if last.startswith("<!--") and last.endswith("-->") and len(last) < most // 2 else ""
    note = f"\n\n*The rest does not fit: GitHub takes at most {most:,} characters here.*\n\n{tail}"
    room = most - len(note) - 200
    head = body[: max(room, 0)]
    at = head.rfind("\n\n")
    head = head[:at] if at > room // 2 else head
    return (head + _closings(head) + note)[:most]


def _closings(head: str) -> str:
    """What must follow so that nothing opened in `head` swallows the text after it."""
    fence = ""
    for line in head.split("\n"):
        mark = line.lstrip()
        run = len(mark) - len(mark.lstrip("`"))
        if fence and run >= len(fence) and not mark.strip("` \r"):
            fence = ""
        elif not fence and run >= 3:
            fence = "`" * min(run, 80)
    open_details = min(max(head.count("<details") - head.count("</details>"), 0), 8)
    return (f"\n{fence}" if fence else "") + "\n</details>" * open_details

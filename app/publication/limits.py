"""How much GitHub takes in each place that this room writes to, in its own wording where it gives one."""

from __future__ import annotations

#: "Body is too long (maximum is 65536 characters)": comments, reviews, pull request bodies.
BODY = 65_536
#: `output.summary` and `output.text` of a check run: "Maximum length: 65535 characters" (REST checks/create).
CHECK_TEXT = 65_535
#: `output.title` (REST checks/create answers 422 above it).
CHECK_TITLE = 255
#: Annotation `title`: "The maximum size is 255 characters"; `message`: "The maximum size is 64 KB".
ANNOTATION_TITLE = 255
ANNOTATION_MESSAGE = 64 * 1024
#: Ours, not GitHub's: more annotations than this help nobody, and each 50 cost a request.
ANNOTATIONS = 200
#: Buttons of a check run: "label ≤ 20, description ≤ 40, identifier ≤ 20 characters".
ACTION_LABEL, ACTION_DESCRIPTION, ACTION_IDENTIFIER = 20, 40, 20
#: Ours: characters of one message of a rule, so that no single finding can push out all the others.
MESSAGE = 2_000
#: Ours: a comment on more lines than this marks only the first, unless it offers their replacement.
LONGEST_RANGE = 12

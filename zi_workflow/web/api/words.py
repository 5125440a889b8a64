"""What each operation of the interface says of itself, for its page to say it in the reader's language; describes none.

The routes say it first; the description for programs (OpenAPI) stays in English.
"""

from __future__ import annotations

from zi_workflow.domain.errors import N_

SAID = (
    N_("Whose token it is, their offices of the day, and what they may do anywhere."),
    N_("This description (OpenAPI 3.1)."),
    N_("The tasks that are with the token's person today and not finished, in every running programme."),
    N_("Every programme in sight."),
    N_("Where a programme stands and what holds it up; its version is the ETag."),
    N_("The tasks of a programme in its order, 50 a page, narrowed by area, stage and standing."),
    N_(
        "A task with its analysis, why it is late, what can be done and what was done; its version is the ETag."
    ),
    N_("The unit's week, the days off that decrees give it, and the programme's monev rounds."),
    N_(
        "Start a task, report on it, hand it in, ask for more time or hand it over; files come as multipart/form-data."
    ),
    N_(
        "Which fields count depends on the purpose: `report` wants `progress`; `submit` files or a `reference` where "
        "evidence is wanted; `more_time` wants `until` and a `note`; `hand_over` a `note` and perhaps `to`."
    ),
    N_(
        "Accept work that was handed in (verify, approve: the approver's word finishes it), or return it with a note."
    ),
    N_("What an edit would move, and its effect on each area and on the finish; saves nothing."),
    N_(
        "Save what the preview of the same version shows, and say the new version; 409 when the plan was changed since."
    ),
    N_("Every piece of a programme, the newest first, 50 a page."),
    N_("One piece with its versions, their reviews and what it serves."),
    N_("The file of a version, also of one that was replaced or withdrawn."),
    N_("The formats in force of every agency in sight, with the tasks and items to which they belong."),
    N_("The file of a version of a format."),
    N_("What waits for the person's decision: reviews, approvals, more time, setting aside, handing over."),
    N_("The mails in sight, the newest first, 50 a page, narrowed by kind, role, state, day and person."),
    N_("One mail with its text."),
)
"""Every paragraph of the operations, as message ids."""

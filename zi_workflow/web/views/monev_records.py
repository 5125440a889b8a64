"""What is done in a monev round, one sentence for every kind of event; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping

from zi_workflow.domain.errors import N_

ROUND_SENTENCES: Mapping[str, str] = {
    "round.added": N_("A round of monev was added for the quarter {quarter}."),
    "round.frozen": N_("The figures of the monev of quarter {quarter} were frozen."),
    "round.attended": N_("{who} noted who attends the monev of quarter {quarter}."),
    "round.guest_added": N_("{who} added a guest to the attendance of the monev of quarter {quarter}."),
    "round.guest_dropped": N_("{who} took a guest off the attendance of the monev of quarter {quarter}."),
    "round.checked": N_("{who} noted what is there at the monev of quarter {quarter}."),
    "round.file_added": N_("{who} added a file to the monev of quarter {quarter}."),
    "round.file_withdrawn": N_("{who} withdrew a file of the monev of quarter {quarter}."),
    "round.held": N_("{who} noted that the monev of quarter {quarter} was held."),
    "round.found": N_("{who} wrote down a finding of the monev of quarter {quarter}."),
    "round.finding_changed": N_("{who} changed a finding of the monev of quarter {quarter}."),
    "round.finding_withdrawn": N_("{who} withdrew a finding of the monev of quarter {quarter}."),
    "round.recommended": N_("{who} wrote down a recommendation of the monev of quarter {quarter}."),
    "round.recommendation_changed": N_("{who} changed a recommendation of the monev of quarter {quarter}."),
    "round.recommendation_withdrawn": N_(
        "{who} withdrew a recommendation of the monev of quarter {quarter}."
    ),
    "round.signed": N_("{who} put the signed minutes of the monev of quarter {quarter} on record."),
    "round.reported": N_("{who} put the report on the monev of quarter {quarter} on record."),
    "round.carried_over": N_("What was still open was carried into the monev of quarter {quarter}."),
    "round.closed": N_("{who} closed the monev of quarter {quarter}."),
    "format.template_kept": N_("{who} put an own template for the papers of monev into use."),
    "format.template_withdrawn": N_("{who} withdrew an own template for the papers of monev."),
    "programme.followed_up": N_("The recommendations of a monev became tasks of the plan."),
}

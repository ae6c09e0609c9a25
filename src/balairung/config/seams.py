"""Where a floor below asks one above without knowing it: dotted paths, and nothing else."""

# What the worker does, in this order, over and over: dotted paths of functions that take `now=` and return a count.
LOOPS = [
    "balairung.kernel.obligations.escalation.escalate",
    "balairung.kernel.obligations.leaves.number_leaves",
    "balairung.kernel.receipts.sealing.seal",
    "balairung.kernel.documents.recovering.recover",
    "balairung.kernel.documents.expecting.follow",
    "balairung.kernel.rosters.handing.hand_over",
    "balairung.kernel.rosters.swapping.lapse",
    "balairung.kernel.rosters.recounting.recount",
    "balairung.surface.api.following.follow",
    "balairung.rooms.complaints.actions.close_silent",
    "balairung.rooms.instructions.actions.meet_contacts",
    "balairung.rooms.meetings.minutes.carrying.follow",
    "balairung.rooms.meetings.finding.restem",
    "balairung.kernel.people.account_leaving.follow",
    "balairung.kernel.messaging.recovering.follow",
    "balairung.rooms.delegations.actions.open_statements",
    "balairung.rooms.services.handling.deeming.follow",
    "balairung.rooms.services.handling.lapsing.follow",
    "balairung.rooms.agreements.warning.warn",
    "balairung.rooms.projects.helping.follow",
    "balairung.rooms.innovations.monthly.follow",
    "balairung.rooms.pacts.following.follow",
    "balairung.rooms.participation.consulting.answering.close_due",
    "balairung.rooms.participation.voting.rounds.close_due",
    "balairung.rooms.participation.voting.result.count_due",
    "balairung.rooms.participation.sampling.runs.reveal_due",
    "balairung.rooms.participation.knocking.sweep",
    "balairung.rooms.disclosure.renewing.follow",
    "balairung.rooms.privacy.exporting.follow",
    "balairung.rooms.privacy.spreading.follow",
    "balairung.rooms.privacy.knocking.sweep",
    "balairung.rooms.complaints.following.outcomes.ask_outcomes",
    "balairung.rooms.complaints.desk.flags.tell_heads",
    "balairung.surface.dashboards.digest.send_digest",
    "balairung.kernel.messaging.polling.poll",
    "balairung.kernel.messaging.listening.listen",
    "balairung.rooms.duty.drills.run",
    "balairung.rooms.duty.alarms.watch",
    "balairung.rooms.duty.scores.publish_due",
    "balairung.rooms.complaints.dialogue.silence.keep_company",
    "balairung.rooms.reception.desk.alarms.watch",
    "balairung.rooms.reception.figures.closing.close_days",
    "balairung.rooms.learning.counting.closing.close_days",
    "balairung.rooms.reception.desk.guests.wipe",
    "balairung.rooms.reception.own.nearing.tell",
    "balairung.rooms.reception.appointments.keeping.keep",
    "balairung.rooms.announcements.digests.summarise",
    "balairung.rooms.announcements.sending.spread",
    "balairung.kernel.messaging.delivery.deliver",
    "balairung.kernel.messaging.chasing.chase",
    "balairung.surface.open311.media.fetch_media",
    "balairung.surface.api.sending.send",
    "balairung.kernel.receipts.witnesses.ask",
    "balairung.surface.dashboards.days.count_days",
    "balairung.surface.opendata.nightly.follow",
    "balairung.surface.openness.counting.count_months",
    "balairung.surface.api.tidying.tidy",
    "balairung.kernel.files.actions.tidy",
    "balairung.kernel.people.drafts.tidy",
    "balairung.kernel.people.account_lines.tidy",
    "balairung.kernel.people.account_devices.tidy",
    "balairung.kernel.messaging.tidying.tidy",
    "balairung.kernel.messaging.browsers.sweep",
    "balairung.rooms.announcements.subscribing.tidy",
    "balairung.kernel.obligations.visits.sweep",
    "balairung.kernel.obligations.snoozing.sweep",
    "balairung.surface.records.retention.follow",
    "balairung.surface.operations.rounds.sweep",
]

# The lists that rooms add to the inbox, by dotted path: tuples of Overview.
OVERVIEWS = [
    "balairung.rooms.complaints.desk.proposing.OVERVIEWS",
    "balairung.rooms.services.handling.listing.OVERVIEWS",
    "balairung.rooms.innovations.overviews.OVERVIEWS",
    "balairung.rooms.inspections.overviews.OVERVIEWS",
]

# What stands beside a line of a list, by room: keys of obligations -> icon and word.
MARKS = {
    "complaints": "balairung.rooms.complaints.desk.channels.marks",
    "services": "balairung.rooms.services.handling.listing.marks",
}

# What the organisation asks above itself, by dotted path: who follows a decreed day (decree, by=, at=), who follows
# people who come and go (people, at=), and who knows why an office may not be closed yet (office -> sentence, or "").
DECREE_FOLLOWERS = [
    "balairung.kernel.obligations.recount.recount",
    "balairung.kernel.rosters.marking.follow_decree",
    "balairung.rooms.reception.appointments.following.follow_decree",
    "balairung.rooms.learning.counting.closing.follow_decree",
]
PRESENCE_FOLLOWERS = [
    "balairung.kernel.rosters.marking.follow_presence",
    "balairung.rooms.learning.counting.closing.follow_presence",
    "balairung.rooms.pacts.following.follow_presence",
]
OFFICE_GUARDS = ["balairung.kernel.obligations.reads.why_not_closed"]

# Who else `balairung check` asks whether the house keeps its rules: (now=) -> sentences.
AUDITS = [
    "balairung.kernel.documents.numbering.findings",
    "balairung.kernel.receipts.auditing.findings",
    "balairung.rooms.participation.voting.result.findings",
]

# What the search asks the rooms, by kind: what their obligations say (keys -> texts).
SEARCH_SOURCES = {
    "agreements": "balairung.rooms.agreements.finding.said_of",
    "complaints": "balairung.rooms.complaints.finding.said_of",
    "delegations": "balairung.rooms.delegations.finding.said_of",
    "disclosure": "balairung.rooms.disclosure.finding.said_of",
    "duty": "balairung.rooms.duty.finding.said_of",
    "innovations": "balairung.rooms.innovations.finding.said_of",
    "inspections": "balairung.rooms.inspections.finding.said_of",
    "instructions": "balairung.rooms.instructions.finding.said_of",
    "meetings": "balairung.rooms.meetings.finding.said_of",
    "oversight": "balairung.rooms.oversight.finding.said_of",
    "pacts": "balairung.rooms.pacts.finding.said_of",
    "participation": "balairung.rooms.participation.finding.said_of",
    "privacy": "balairung.rooms.privacy.finding.said_of",
    "programmes": "balairung.rooms.programmes.finding.said_of",
    "projects": "balairung.rooms.projects.finding.said_of",
    "reception": "balairung.rooms.reception.finding.said_of",
    "services": "balairung.rooms.services.finding.said_of",
    "surveys": "balairung.rooms.surveys.finding.said_of",
}

# Who follows a letter, by the room that asked for it: (document, what: "signed" | "countersigned" | "failed" | "void" |
# "revoked" | "expected", by=, at=), in the same transaction.
DOCUMENT_FOLLOWERS: dict[str, str] = {
    "pacts": "balairung.rooms.pacts.signing.follow",
    "meetings": "balairung.rooms.meetings.following.follow",
    "services": "balairung.rooms.services.issuing.follow",
}

# What authority over a subject may be narrowed to: dotted paths of functions that give keys and words to choose from.
MATTERS = {"complaint": "balairung.rooms.complaints.forms.topic_choices"}

# Who hears what people write, one after the other until one answers; the last takes everything (listening.Listener).
LISTENERS = [
    "balairung.rooms.duty.answering.hear",
    "balairung.rooms.reception.own.dialogue.hear",
    "balairung.rooms.complaints.dialogue.answer",
]

# Whose numbers begin with another letter than a report's, on the page where people track: number, code, at= -> the
# address of their own page, or "" where the two do not fit.
TRACKED = {
    "M": "balairung.rooms.services.applying.own.page_of",
    "N": "balairung.rooms.services.applying.begun.page_of",
    "X": "balairung.rooms.disclosure.receipts.page_of",
    "7": "balairung.rooms.privacy.tracking.page_of",
}

# Who else sends the links of what somebody left this contact with, when they lost their codes (contact=, at=).
LOST_LINKS = ["balairung.rooms.services.applying.own.send_links", "balairung.rooms.disclosure.filing.send_links"]

# Which cases are open, so that what was written about them is kept: (kind, reference) -> those (messaging.tidying).
STILL_OPEN = "balairung.kernel.obligations.reads.still_open"

# Which cooperation agreements stand on a day (day -> keys and words), for whoever exchanges something under one; and
# what was exchanged under one (its reference -> words, moment and address of each), for the page of the agreement.
AGREEMENTS = "balairung.rooms.agreements.register.choices"
EXCHANGES = ["balairung.rooms.services.packages.register.exchanged"]

# Whether somebody without a post is let in to read for a body outside (person, at) -> bool, and where they begin.
OVERSEERS = "balairung.rooms.oversight.overseeing.oversees"
OVERSEERS_PAGE = "oversight:own"

# Who asks how it was, once a matter is finished (kind=, ref=, office=, service_key=, at= -> the address that is told);
# that address for a page of the matter itself, until it is answered (kind, ref, at= -> address, or ""); and what the
# services of an office are called, and those with these keys (office, keys -> keys and words).
SURVEY_INVITE = "balairung.rooms.surveys.asking.invite"
SURVEY_ADDRESS = "balairung.rooms.surveys.asking.address_of"
SURVEY_SERVICES = "balairung.rooms.services.catalogue.naming.named"
# What came out of it weeks later, by what it was: its words, and a function that gives figures with asked, answered,
# yes and share.
SURVEY_OUTCOMES = [("Laporan warga", "balairung.rooms.complaints.following.outcomes.latest_figures")]

# Tables that the database itself guards beside the ledger, and where their triggers stand below the package.
GUARDS = {
    "obligations_unsealing": "kernel/obligations/sql/unsealings",
    "people_change": "kernel/people/sql",
    "people_accountline": "kernel/people/sql",
    "services_version": "rooms/services/definition/sql",
    "announcements_edition": "rooms/announcements/sql",
    **{f"receipts_{name}": "kernel/receipts/sql" for name in ("logkey", "logentry", "logtile", "logcheckpoint")},
    "documents_document": "kernel/documents/sql",
    "documents_book": "kernel/documents/sql",
    "documents_countersignature": "kernel/documents/sql/countersignatures",
    **{
        f"oversight_{name}": "rooms/oversight/sql"
        for name in ("examination", "finding", "recommendation", "payment", "amendment", "reading")
    },
    **{f"programmes_{name}": "rooms/programmes/sql" for name in ("acceptance", "planmilestone", "agencyplan")},
    **{
        f"meetings_{name}": "rooms/meetings/sql"
        for name in ("minutes", "minutesitem", "decision", "meetingquestion", "meetingtask")
    },
}

# What people did about the meetings that they were invited to (people, first day, last day -> a row for each session).
MEETING_ATTENDANCE = "balairung.rooms.meetings.holding.figures.attended"

# What stands in the public log: sources of its entries (receipts.sources.Source), in this order; and of the ledger the
# lines of these kinds, by dotted path: which verbs (obligations.receipted.Receipted).
RECEIPTED = [
    "balairung.kernel.obligations.receipted.LINES",
    "balairung.kernel.documents.receipted.LETTERS",
    "balairung.rooms.meetings.minutes.receipted.APPROVED",
    "balairung.kernel.receipts.journal.DAYS",
]
RECEIPTED_LINES = {
    "complaints": "balairung.rooms.complaints.receipted.LINES",
    "disclosure": "balairung.rooms.disclosure.receipted.LINES",
    "services": "balairung.rooms.services.receipted.LINES",
}

# What else a snapshot of the open data takes along: () -> (name, media type, content) of each file.
SNAPSHOT_FILES = ["balairung.surface.opendata.anchoring.checkpoint"]

# What services are called, for whoever chooses among all of them (-> keys and words).
SERVICE_NAMES = "balairung.config.telling.service_names"

# How often an ability of the house was used, by its key in ground/data/features/ (since, until -> how often, in how
# many offices or None).
FEATURES = {
    "kabar": "balairung.config.telling.announcements",
    "mengumumkan": "balairung.config.telling.announcements",
    "usul-inovasi": "balairung.config.telling.innovations",
    "keputusan-rapat": "balairung.config.telling.meetings",
    "notulen": "balairung.config.telling.meetings",
    "antrean": "balairung.config.telling.tickets",
    "loket": "balairung.config.telling.tickets",
    "survei": "balairung.config.telling.answers",
    "urus-surat": "balairung.config.telling.applications",
    "periksa-surat": "balairung.config.telling.letters_signed",
    "tanda-tangan": "balairung.config.telling.letters_signed",
    "lapor": "balairung.config.telling.reports_here",
    "lapor-pesan": "balairung.config.telling.reports_by_message",
    "meja-kerja": "balairung.config.telling.reports_closed",
    "cek-lapangan": "balairung.config.telling.checks",
    "latihan-siaga": "balairung.config.telling.drills",
    "halaman-pimpinan": "balairung.config.telling.instructions",
}

# Which finished matters may be asked about by telephone (first day, last day -> number, office, its name, a hash of
# whose it is), and where their owner is asked for leave (number -> contact).
CALL_BACK_CASES = "balairung.config.calling_back.cases"
CALL_BACK_CONTACT = "balairung.config.calling_back.contact_of"

# What a service standard says today, part by part, for whoever puts a new one to the public (key -> titles and texts).
STANDARD_PARTS = "balairung.config.standards.parts"

# Who holds something about people (people.personal.Holder): asked when somebody wants their data, or wants it erased.
PERSONAL_DATA = [
    "balairung.rooms.complaints.personal.HOLDER",
    "balairung.rooms.complaints.personal.FOLLOWED",
    "balairung.rooms.services.personal.HOLDER",
    "balairung.rooms.disclosure.personal.HOLDER",
    "balairung.rooms.reception.personal.HOLDER",
    "balairung.rooms.surveys.personal.HOLDER",
    "balairung.rooms.announcements.personal.HOLDER",
    "balairung.rooms.participation.personal.HOLDER",
    "balairung.rooms.privacy.personal.HOLDER",
    "balairung.kernel.messaging.personal.HOLDER",
]

# Who else has to do with a case whose words were erased by law (kind, reference, at=), in the same transaction; and
# which of these references may not be erased now, because somebody who may say so holds them (references -> why).
ERASURE_FOLLOWERS = ["balairung.config.forgetting.follow"]
HELD = "balairung.surface.records.holding.held"

# What may be opened of the sealed data of a case, by room: (actor, reference) -> obligations.unsealing.Sealed.
SEALED_CASES = {
    "callbacks": "balairung.rooms.participation.sampling.unsealing.sealed_of",
    "complaints": "balairung.rooms.complaints.desk.revealing.sealed_of",
    "disclosure": "balairung.rooms.disclosure.unsealing.sealed_of",
    "privacy": "balairung.rooms.privacy.answering.sealed_of",
    "services": "balairung.rooms.services.handling.revealing.sealed_of",
    "surveys": "balairung.rooms.surveys.unsealing.sealed_of",
    "talks": "balairung.rooms.complaints.dialogue.bubbles.sealed_of",
}

# What is sealed in columns of plain text, beside the sealed fields: "app.Model.field" (surface.records.rotating).
SEALED_TEXTS = ["people.Draft.body"]
SEALED_INSIDE = ["mfa.Authenticator.data"]  # and within JSON

# Each regency of this installation in turn (an iterator; its step is inside one), and what is known of the last backup
# (-> moment, problem; or None), for whoever looks after the machine.
REGENCIES = "balairung.config.work.regencies"
BACKUPS = "balairung.surface.backups.latest"

# Whose data stand in the records of a room: what may be searched, and who is found (rooms.privacy, an incident).
AFFECTED = {"names": "balairung.config.affected.names", "people": "balairung.config.affected.people"}

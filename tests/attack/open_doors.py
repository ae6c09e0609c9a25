"""What somebody finds although it belongs to another office, and why: the table beside lived/test_matrix.py."""

from __future__ import annotations

OFFICERS = {f"{role} elsewhere" for role in ("head", "receptionist")} | {"administrator"}
#: Why, for whom, and which addresses.
OPEN: tuple[tuple[str, set[str], str], ...] = (
    ("written for all officers", OFFICERS, "announcements:told"),
    ("who is on duty: whoever needs an office must know whom to call", OFFICERS,
     "rosters:day rosters:office rosters:roster"),
    ("what the whole house works on, and how it stands", OFFICERS, "programmes:hundred programmes:slides"),
    ("how mature the house is; its evidence is for those who bring it", OFFICERS,
     "maturity:assessment maturity:indicator maturity:prices maturity:report maturity:team maturity:way"),
    ("a word under which decisions are found: each reader is shown those that they may read", OFFICERS,
     "meetings:theme"),
    ("a course that anybody may join", OFFICERS, "learning:training"),
    ("a proven card is taken over, and a book recommended, by whoever leads an office", {"head elsewhere"},
     "innovations:adopt learning:recommend_book"),
    ("whoever receives people takes their applications down", {"receptionist elsewhere"}, "services:take"),
    ("the system is kept by its administrator: people, posts, absences, cards, lost accounts", {"administrator"},
     """people:appoint people:cancel_holding people:change_contact people:contacts people:end_absence people:end_contact
     people:end_holding people:person people:post people:record_absence people:revoke_badge recovery:detail
     recovery:stop delegations:scan delegations:withdraw delegations:withdraw_all rosters:change rosters:clear
     rosters:end rosters:make rosters:swap"""),
    ("definitions of services and halls are drawn by the administrator; what people applied for is not here",
     {"administrator"},
     """services:arrange services:compare_versions services:drop_draft services:edit_form services:edit_identity
     services:edit_letter services:edit_page services:edit_question services:edit_standard services:edit_step
     services:edit_steps services:edit_words services:export_definition services:give_package services:letter_example
     services:package services:package_file services:publish_draft services:reopen_service services:retire_service
     services:simulate services:try_form services:workshop reception:add_booth reception:add_counter
     reception:add_line reception:add_screen reception:change_counter reception:change_hall reception:change_hours
     reception:change_line reception:close_hall reception:desk_poster reception:figures reception:figures_csv
     reception:hosts reception:mall reception:set_up"""),
    ("an incident with personal data is worked on by the administrator", {"administrator"},
     "privacy:affected privacy:agency_letter privacy:describe privacy:detail privacy:search"),
    ("programmes of learning and the national indices are kept by the administrator", {"administrator"},
     """learning:answer_declaration learning:call learning:call_act learning:call_note learning:call_send
     learning:cancel_training learning:capacity_person learning:change_competence learning:close_book
     learning:note_place learning:record_competence learning:revoke_kiosk learning:shut_competence
     learning:wanted_post innovations:bundle innovations:entry innovations:file innovations:mark_entry maturity:close
     maturity:note disclosure:change disclosure:withdraw_listing complaints:lapor_file projects:file"""),
)  # fmt: skip
FOUND_BY: dict[str, set[str]] = {}
for _why, _who, _names in OPEN:
    for _name in _names.split():
        FOUND_BY[_name] = FOUND_BY.get(_name, set()) | _who

# --- what a stranger's form may write -------------------------------------------------------------------------------

#: Whoever asks is counted, and has a session of their own.
OWN = {"cache", "django_session"}
#: Why, which tables, and the addresses by which a form of somebody elsewhere comes to write there.
WRITABLE: tuple[tuple[str, str, str], ...] = (
    ("what somebody types and has not sent yet", "people_draft",
     "complaints:check complaints:step services:apply services:apply_page services:take"),
    ("the code in the address was given to whoever asked, and it is their case",
     """complaints_complaint services_application obligations_obligation obligations_clock obligations_event
     obligations_remark messaging_notice search_searchtext""",
     "complaints:contact complaints:speak services:contact services:withdraw disclosure:speak privacy:take_back"),
    ("a link of a letter, for whoever was written to: news begin and end", """complaints_follower
     announcements_subscription messaging_stopped""",
     "complaints:follower announcements:leave messaging:stop"),
    ("a link of a letter, for whoever was written to: it was not they who signed in, or asked for a new password",
     "people_user people_device people_accountline people_change people_recovery account_emailaddress messaging_notice",
     "devices:deny recovery:stop_here"),
    ("a link in the message to whoever is on duty: they heard", "duty_call", "duty:answer"),
    ("a screen in a hall, known by the code in its address, is awake",
     "reception_screen meetings_attendancekiosk learning_presencekiosk",
     "reception:display_seen meetings:attendance_kiosk learning:kiosk"),
    ("anybody may: a question for a hearing, a survey, a report that begins at an announcement",
     "meetings_meeting meetings_meetingquestion surveys_invitation announcements_opening",
     "meetings:ask reception:survey announcements:report"),
    ("one's own: account, calendar, devices", "account_emailaddress rosters_feed people_accountline",
     "account_email rosters:calendar rosters:revoke devices:end_others"),
    ("told by one's own office, of what the whole house may read", "learning_bookadvice innovations_innovation",
     "learning:recommend_book innovations:adopt"),
)  # fmt: skip
WRITTEN: dict[str, set[str]] = {}
for _why, _tables, _names in WRITABLE:
    for _name in _names.split():
        WRITTEN[_name] = WRITTEN.get(_name, set()) | set(_tables.split())

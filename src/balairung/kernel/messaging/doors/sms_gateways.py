"""How gateways for short messages are spoken to over HTTP, as data: an operator may write one more as JSON.

Sources, read in November 2026: Twilio "Messages resource", "Validating requests"; Vonage "SMS API", "Signing messages";
Zenziva "Dokumentasi API"; Kannel user guide 1.4, chapters "SMS push" and "Delivery reports".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Format:
    """One gateway's wire format.

    Values of `url`, `body`, `wide` and `headers` may hold {to} (+62812…), {digits} (62812…), {local} (0812…), {text},
    {sender}, {user}, {password}, {secret}, {callback} and {number}, ours. `status`, `number`, `code` and `name` are
    paths into the answer ("messages.0.status"; "" is the answer itself); `taken` and `never` are patterns that the
    value at `status`, and that at `code`, begin with.
    """

    url: str = ""
    method: str = "POST"
    carries: str = "form"  # or "json", or "query": in the address
    body: Mapping[str, Any] = field(default_factory=dict)
    wide: Mapping[str, Any] = field(default_factory=dict)  # comes to it when a sign is not in the GSM alphabet
    headers: Mapping[str, str] = field(default_factory=dict)
    basic: bool = False  # user and password as RFC 7617 carries them

    status: str = ""
    taken: str = ""  # empty: every answer below 300
    number: str = ""  # the gateway's own; empty: it says ours back
    code: str = ""  # why it was not taken
    never: str = ""  # the codes that no patience mends

    proof: str = "secret"  # how a call proves itself: "secret", "hmac", "twilio", "vonage"
    signed_in: str = "X-Signature"  # the header that holds an HMAC
    heard: Mapping[str, str] = field(default_factory=dict)  # what they call: from, text, id, at
    told: Mapping[str, str] = field(default_factory=dict)  # what they call: id, status
    outcomes: Mapping[str, str] = field(default_factory=dict)  # their word -> "sent", "delivered", "failed"

    check: str = ""  # an address that tells of the account and sends nothing
    name: str = ""  # where its answer says what the account is called


PRESETS: dict[str, Format] = {
    "twilio": Format(
        url="https://api.twilio.com/2010-04-01/Accounts/{user}/Messages.json", basic=True,
        body={"To": "{to}", "From": "{sender}", "Body": "{text}", "StatusCallback": "{callback}"},
        status="status", taken="queued|accepted|scheduled|sending|sent|delivered", number="sid", code="code",
        never="21211|21214|21217|21610|21612|21614",  # numbers that are none, cannot be reached, or want nothing
        proof="twilio", heard={"from": "From", "text": "Body", "id": "MessageSid"},
        told={"id": "MessageSid", "status": "MessageStatus"},
        outcomes={"sent": "sent", "delivered": "delivered", "undelivered": "failed", "failed": "failed"},
        check="https://api.twilio.com/2010-04-01/Accounts/{user}.json", name="friendly_name",
    ),
    "vonage": Format(
        url="https://rest.nexmo.com/sms/json",
        body={"api_key": "{user}", "api_secret": "{password}", "to": "{digits}", "from": "{sender}", "text": "{text}"},
        wide={"type": "unicode"}, status="messages.0.status", taken="0$", number="messages.0.message-id",
        code="messages.0.status", never="(6|7|33)$",
        proof="vonage", heard={"from": "msisdn", "text": "text", "id": "messageId", "at": "message-timestamp"},
        told={"id": "messageId", "status": "status"},
        outcomes={
            "accepted": "sent", "buffered": "sent", "delivered": "delivered", "expired": "failed", "failed": "failed",
            "rejected": "failed",
        },
        check="https://rest.nexmo.com/account/get-balance?api_key={user}&api_secret={password}", name="value",
    ),
    "zenziva": Format(  # tells nothing of arrival, and forwards answers to no address
        url="https://console.zenziva.net/reguler/api/sendsms/",
        body={"userkey": "{user}", "passkey": "{password}", "to": "{local}", "message": "{text}"},
        status="status", taken="1$", number="messageId",
        check="https://console.zenziva.net/api/balance/?userkey={user}&passkey={password}", name="balance",
    ),
    "kannel": Format(  # the address is the operator's own: http://10.0.0.5:13013/cgi-bin/sendsms
        method="GET", carries="query",
        body={
            "username": "{user}", "password": "{password}", "from": "{sender}", "to": "{to}", "text": "{text}",
            "charset": "UTF-8", "dlr-mask": "19",  # arrived, did not arrive, refused
            "dlr-url": "{callback}?secret={secret}&report={number}&status=%d",
        },
        wide={"coding": "2"}, taken="0: |3: ", code="", never="Invalid receiver|Destination",
        heard={"from": "from", "text": "text", "id": "id", "at": "at"}, told={"id": "report", "status": "status"},
        outcomes={"1": "delivered", "2": "failed", "4": "sent", "8": "sent", "16": "failed", "34": "failed"},
    ),
    "lain": Format(
        body={"to": "{to}", "from": "{sender}", "text": "{text}", "id": "{number}"}, carries="json",
        headers={"Authorization": "Bearer {password}"}, number="id", status="status",
        proof="hmac", heard={"from": "from", "text": "text", "id": "id", "at": "at"},
        told={"id": "id", "status": "status"},
        outcomes={"sent": "sent", "delivered": "delivered", "failed": "failed"},
    ),
}  # fmt: skip


def format_of(gateway: str, url: str = "", changes: str = "") -> Format:
    """The preset, with the operator's own address and JSON over it. Raise ValueError with what is wrong."""
    if gateway not in PRESETS:
        raise ValueError(gateway)
    said: dict[str, Any] = ({"url": url} if url else {}) | json.loads(changes or "{}")
    try:
        return replace(PRESETS[gateway], **said)
    except TypeError as unknown:
        raise ValueError(str(unknown)) from unknown


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with the values in their places; what stands in a value is left alone."""
    if isinstance(template, str):
        return _NAME.sub(lambda found: values.get(found[1], found[0]), template)
    if isinstance(template, Mapping):
        return {key: filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    return template


def found(answer: Any, path: str) -> str:
    """What lies at the path ("messages.0.status"); "" for nothing."""
    for step in path.split(".") if path else ():
        if isinstance(answer, Mapping):
            answer = answer.get(step)
        elif isinstance(answer, list) and step.isdigit() and int(step) < len(answer):
            answer = answer[int(step)]
        else:
            return ""
    return "" if answer is None else str(answer)

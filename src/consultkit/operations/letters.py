"""Letters: written when they are sent, from what the outbox promised, and handed to a mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from consultkit.errors import DeliveryError, NotFoundError
from consultkit.operations.forms import Forms
from consultkit.operations.letter_texts import LETTERS, LINK_PATHS
from consultkit.records import Json, MailSettings, Post
from consultkit.schema import instant_in_words
from consultkit.storage import Archive, mail_links, outbox

TIMEOUT_SECONDS = 10
FALLBACK_LANGUAGE = "fr"
FALLBACK_ZONE = ZoneInfo("Europe/Paris")


class PostOffice:
    """Sends the letters of the outbox. A letter holds no answer.

    At least once: SMTP has no delivery key, so a letter can arrive twice; its Message-ID is then the same.
    """

    def __init__(self, archive: Archive, forms: Forms, mail: MailSettings, public_url: str) -> None:
        self._archive = archive
        self._forms = forms
        self._mail = mail
        self._public_url = public_url

    @property
    def public_url(self) -> str:
        """Where letters lead, without a final slash."""
        return self._public_url

    def send(self, entry: outbox.Entry, now: datetime) -> None:
        """Write the letter and hand it over.

        Raises NotFoundError when its link does not open any more; DeliveryError when the server does not take
        it, permanent when the server refuses the address or the letter.
        """
        with self._archive.reading() as tx:
            link = mail_links.find(tx, entry.subject_id, now)
            token = mail_links.token_of(tx.keys, entry.subject_id)
        if link is None:
            raise NotFoundError("The link of the letter does not open any more.")
        given = entry.payload.get("given")
        letter = (
            self._wrap(entry, given)
            if isinstance(given, dict)
            else self._write(entry, link.expires_at, token)
        )
        letter["To"] = link.address
        letter["Date"] = format_datetime(now)
        self._hand_over(letter)

    def post_for(self, key: UUID, now: datetime) -> Post:
        """What a plugin posts its mail about a case with: from us, under an id that is always the same."""

        def post(letter: EmailMessage) -> str:
            for name, value in self._heading(key).items():
                del letter[name]
                letter[name] = value
            letter["Date"] = format_datetime(now)
            self._hand_over(letter)
            return str(letter["Message-ID"])

        return post

    def _wrap(self, entry: outbox.Entry, given: Mapping[str, Json]) -> EmailMessage:
        """A letter that a plugin wrote: as text, and marked up beside it."""
        letter = self._blank(entry)
        letter["Subject"] = str(given["subject"])
        letter.set_content(str(given["text"]))
        letter.add_alternative(str(given["html"]), subtype="html")
        letter["Content-Language"] = str(entry.payload.get("language"))
        return letter

    def _write(self, entry: outbox.Entry, expires_at: datetime, token: str) -> EmailMessage:
        word, asked = str(entry.payload["letter"]), str(entry.payload.get("language"))
        language = asked if asked in LETTERS[word] else FALLBACK_LANGUAGE
        text = LETTERS[word][language]
        title, zone = self._about(entry.consultation, language)
        letter = self._blank(entry)
        letter["Subject"] = text.subject.format(title=title)
        letter["Content-Language"] = language
        instants = {"expires": expires_at, **_instants(entry)}
        said = {name: instant_in_words(instant, zone, language) for name, instant in instants.items()}
        letter.set_content(text.body.format(title=title, link=self._link(word, entry, token), **said))
        return letter

    def _link(self, word: str, entry: outbox.Entry, token: str) -> str:
        path = LINK_PATHS.get(word, "")
        back = self._way_back(entry.consultation) if "{token}" in path else ""
        return f"{self._public_url}{path.format(token=token, consultation=entry.consultation)}{back}"

    def _way_back(self, consultation_id: str | None) -> str:
        """Where the person goes on afterwards, at the end: a link cut short still opens."""
        served = {consultation.id for consultation in self._forms.consultations}
        return f"?consultation={consultation_id}" if consultation_id in served else ""

    def _about(self, consultation_id: str | None, language: str) -> tuple[str, ZoneInfo]:
        """What the letter is about: the consultation's title, or our address where there is no one."""
        for consultation in self._forms.consultations:
            if consultation.id == consultation_id:
                title = consultation.title.in_language(language)
                return " ".join(title.split()), consultation.window.zone
        return urlsplit(self._public_url).netloc, FALLBACK_ZONE

    def _blank(self, entry: outbox.Entry) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        for name, value in self._heading(entry.subject_id).items():
            letter[name] = value
        return letter

    def _heading(self, letter_id: UUID) -> dict[str, str]:
        domain = parseaddr(self._mail.sender)[1].rpartition("@")[2]
        # RFC 3834: absence notes and other automatons do not answer to it.
        return {
            "Message-ID": f"<{letter_id.hex}@{domain}>",
            "From": self._mail.sender,
            "Auto-Submitted": "auto-generated",
        }

    def _hand_over(self, letter: EmailMessage) -> None:
        try:
            with smtplib.SMTP(self._mail.host, self._mail.port, timeout=TIMEOUT_SECONDS) as server:
                self._open(server)
                server.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            # Neither the server's words nor the error's: they repeat the address.
            raise DeliveryError(_said(error), permanent=_is_refusal(error)) from error

    def _open(self, server: smtplib.SMTP) -> None:
        if self._mail.starttls:
            server.starttls(context=ssl.create_default_context())
        if self._mail.user is not None:
            server.login(self._mail.user, self._mail.password or "")


def _instants(entry: outbox.Entry) -> dict[str, datetime]:
    told = entry.payload.get("instants")
    return (
        {name: datetime.fromisoformat(str(said)) for name, said in told.items()}
        if isinstance(told, dict)
        else {}
    )


def _said(error: Exception) -> str:
    code = _code(error)
    return f"The mail server did not take the letter ({code or type(error).__name__})."


def _is_refusal(error: Exception) -> bool:
    """Whether the server refuses this address or this letter for good, rather than us or at this moment."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return False
    return 500 <= (_code(error) or 0) < 600


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(code for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None

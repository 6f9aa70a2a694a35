"""ConsultKit: the one object. It wires the rooms together and holds the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from consultkit.errors import ConfigurationError, NotFoundError
from consultkit.hooks import Plugins, Theme
from consultkit.identity import RedirectWay, SignInWay
from consultkit.operations import (
    ROOM_OF_STUDY,
    Accounts,
    AskedForms,
    Attachments,
    Audit,
    BackgroundCounts,
    Cases,
    Chore,
    Clock,
    CodingDesk,
    Corrections,
    Desk,
    DraftVersions,
    EntryDesk,
    Erasure,
    ErasureJournal,
    Exporter,
    Exports,
    FileChores,
    FileCopies,
    Following,
    Forms,
    HandedKeys,
    HeldForms,
    Housekeeping,
    Identities,
    Importer,
    Inquiries,
    Intake,
    Joining,
    LookUps,
    NoteFiles,
    Officials,
    OpenData,
    Opening,
    OwnAccount,
    OwnData,
    OwnSecondFactors,
    Packing,
    PostOffice,
    Prefill,
    ProviderSignIns,
    Publication,
    Receipts,
    Rehearsals,
    Reports,
    Results,
    Retention,
    Room,
    RoomFiles,
    SecondFactors,
    ServedVersion,
    Sessions,
    StudyDesk,
    SystemClock,
    Texts,
    Windows,
    Worker,
    chores_with,
    served_versions,
)
from consultkit.schema import Consultation, load_consultation
from consultkit.settings import Settings
from consultkit.storage import Archive, migrate, refuse_unsafe_database, store_at
from consultkit.storage.vitals import Vitals, vitals

DESK_WAY = "proconnect"


class ConsultKit:
    """Everything that a deployment needs, made from its consultation files and settings.

    `plugins` are objects with hooks, by the name that the files use, beside those that are installed.
    Raises ConsultationFileError, PluginError or ConfigurationError: it starts whole or not at all.
    """

    def __init__(
        self,
        consultations: Iterable[Path | str],
        *,
        settings: Settings | None = None,
        plugins: dict[str, object] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.settings = settings or Settings.from_environment()
        self.plugins = Plugins(plugins or {})
        # A file that cannot be used is told before the database is opened.
        loaded = self._load(consultations)
        self.archive = _archive_for(self.settings, self.plugins)
        self.clock = clock or _clock_for(self.settings, self.archive)
        self.forms = Forms(self.archive, loaded, self.plugins.question_types, self.clock)
        self._wire_respondents()
        self._wire_officials()

    def _wire_respondents(self) -> None:
        self.windows = Windows(self.archive, self.forms, self.clock)
        self.intake = Intake(self.archive, self.forms, self.clock)
        self.audit = Audit(self.archive, self.clock)
        self.receipts = Receipts(self.archive, self.forms, self.clock)
        self._wire_files()
        self.draft_versions = DraftVersions(self.archive, self.forms)
        self.prefill = Prefill(self.archive, self.clock)
        self.look_ups = LookUps(self.archive, self.forms, self.plugins, self.intake, self.clock)
        self.accounts = Accounts(self.archive, self.clock)
        self.identities = Identities(self.archive, self.clock)
        self.joining = Joining(self.archive, self.clock, self.accounts)
        journal = ErasureJournal(self.archive, self._store)
        self.own_account = OwnAccount(self.archive, self.clock, self.accounts, journal)
        self.sessions = Sessions(self.archive, self.clock)
        site, required = self.settings.public_url, self.settings.production
        self.second_factors = SecondFactors(self.archive, self.clock, site, required=required)
        self.own_second_factors = OwnSecondFactors(self.archive, self.clock, site)
        self.held_forms = HeldForms(self.archive, self.clock)
        self.provider_sign_ins = ProviderSignIns(self.archive, self.clock)
        self._ways = {name: self._way(name) for name in self._way_names()}
        self._desk_way = self._way(DESK_WAY) if self.settings.sign_in.proconnect else None

    def _wire_files(self) -> None:
        self._store = store = store_at(self.settings.files)
        self.attachments = Attachments(self.archive, self.forms, self.plugins, self.clock, store)
        self.erasure = Erasure(self.archive, self.forms, self.clock, store, self.plugins, self)
        self.file_chores = FileChores(self.archive, self.forms, self.clock, self.attachments)
        copies = FileCopies(self.archive, self.attachments, store)
        self.corrections = Corrections(self.archive, self.forms, self.clock, copies)

    def _wire_officials(self) -> None:
        self.officials = Officials(self.archive, self.forms, self.clock)
        self.study = StudyDesk(self.archive, self.forms, self.clock)
        self.note_files = NoteFiles(self.study, self.room_files(ROOM_OF_STUDY))
        self.entry = EntryDesk(self.archive, self.intake, self.identities, self.clock)
        self.coding = CodingDesk(self.archive, self.forms, self.study)
        self.desk = Desk(self.archive, self.forms, self.clock)
        self.results = Results(self.archive, self.forms)
        self.texts = Texts(self.forms, self.desk, self.results)
        self.reports = Reports(self.archive, self.forms, self.results, self.texts)
        self.opening = Opening(self.archive, self.clock, self.desk)
        self.handed_keys = HandedKeys(self.archive, self.clock)
        self.open_data = OpenData(self.archive, self.forms, self.clock)
        pages = BackgroundCounts(self.results, self.texts)
        self.exporter = Exporter(self.archive, self.forms, self.clock, self.attachments, pages)
        self.exports = Exports(self.archive, self.exporter, self.clock, self._store, pages)
        self.importer = Importer(self.archive, self.forms, self.plugins.question_types, self.clock)
        self.retention = Retention(
            self.archive, self.forms, self.clock, self.erasure, self.settings.public_url
        )
        self.publication = Publication(self.archive, self.clock, self.results, self.open_data)
        self.inquiries = Inquiries(self.archive, self.forms, self.clock)
        self.asked_forms = AskedForms(self.archive, self.forms, self.clock, self.inquiries)
        told = (self.study, self.note_files, self.asked_forms)
        self.own_data = OwnData(self.archive, self.forms, self.clock, self.attachments, *told)
        packing = Packing(self.archive, self.clock, self.attachments)
        self.cases = Cases(self.archive, self.forms, self.clock, packing)
        self.following = Following(self.archive, self.forms, self.clock)
        self.post_office = PostOffice(self.archive, self.forms, self.settings.mail, self.settings.public_url)
        tidied = (self.accounts, self.own_account, self.sessions, self.held_forms, self.provider_sign_ins)
        self.worker = Worker(
            self.archive,
            self.forms,
            self.plugins,
            self.clock,
            self.post_office,
            housekeeping=Housekeeping([*(one.purge for one in tidied), *self._chores()], self.clock),
            kept=self.attachments,
            exports=self.exports,
        )

    def _chores(self) -> list[Chore]:
        files = self.file_chores
        own: list[Chore] = [files.tidy, files.catch_up, self.exports.forget, self.inquiries.remind]
        own += [self.receipts.publish_due, self.audit.checkpoint]
        # A rehearsal's date is not the date.
        own += [] if self.rehearsing else [self.retention.do]
        url = self.settings.public_url
        return chores_with(own, self.archive, self.forms, self.plugins, self.clock, url, self)

    def _load(self, paths: Iterable[Path | str]) -> list[Consultation]:
        if isinstance(paths, str | Path):
            # A text is an iterable of texts too: each of its letters would be looked for as a file.
            raise ConfigurationError(
                f"ConsultKit takes a list of files, not {str(paths)!r} alone.", mend="Put it in brackets."
            )
        known = (self.plugins.question_types, self.plugins.settings_models, self.plugins.sign_in_ways)
        return [load_consultation(Path(path), *known) for path in paths]

    def _way_names(self) -> list[str]:
        rules = (consultation.respondent for consultation in self.consultations)
        return sorted({name for rule in rules for name in rule.ways})

    def _way(self, name: str) -> SignInWay:
        return self.plugins.sign_in(name, self.settings.sign_in)

    @property
    def consultations(self) -> Sequence[Consultation]:
        """The consultations served, in the order given."""
        return self.forms.consultations

    @property
    def rehearsing(self) -> bool:
        """Whether the clock is a rehearsal's: every page says so."""
        return self.settings.rehearse_at is not None

    def now(self) -> datetime:
        """The instant, in UTC, by the clock of this deployment."""
        return self.clock.now()

    def sign_in_ways(self, consultation_id: str) -> tuple[SignInWay, ...]:
        """The ways to sign in that the consultation's file lists, in its order."""
        rule = self.forms.current(consultation_id).consultation.respondent
        return tuple(self._ways[name] for name in rule.ways)

    @property
    def redirect_ways(self) -> tuple[RedirectWay, ...]:
        """The providers that some consultation lists."""
        return tuple(way for way in self._ways.values() if way.kind == "redirect")

    def redirect_way(self, name: str) -> RedirectWay:
        """The provider of that name. Raises NotFoundError when nobody can come by it."""
        for way in (*self.redirect_ways, self.desk_way):
            if way is not None and way.name == name:
                return way
        raise NotFoundError("There is no such way to sign in.")

    @property
    def desk_way(self) -> RedirectWay | None:
        """ProConnect, by which officials come too, where it is set up."""
        way = self._ways.get(DESK_WAY, self._desk_way)
        return way if way is not None and way.kind == "redirect" else None

    def way_title(self, name: str) -> str:
        """The name that people know a way to sign in by."""
        way = self._ways.get(name)
        return way.title if way is not None and way.kind == "redirect" else name

    def room(self, name: str) -> Room:
        """Where what happens is written down under a plugin's name: it only grows."""
        return Room(self.archive, self.clock, name)

    def room_files(self, name: str) -> RoomFiles:
        """What is attached to what is written there."""
        return RoomFiles(self.archive, self.attachments, name)

    def theme(self) -> Theme:
        """What this deployment's pages are dressed in. Raises PluginError or ConfigurationError."""
        return self.plugins.theme(self.settings.theme, self.settings.site)

    def secret(self, purpose: str) -> str:
        """A secret of this deployment for one purpose, the same on every worker."""
        return self.archive.keys.keyed_digest("secret", purpose)

    def vitals(self) -> Vitals:
        """How it is doing, in numbers. Raises ServiceError when the database does not answer."""
        with self.archive.reading() as tx:
            return vitals(tx, self.clock.judge(tx.database_now()))

    def close(self) -> None:
        """Let go of the database."""
        self.archive.close()


def versions_served(settings: Settings, consultation_id: str) -> tuple[ServedVersion, ...]:
    """The versions of a consultation that this deployment has served, the newest first, with their drafts."""
    plugins = Plugins()
    with closing(_archive_for(settings, plugins)) as archive:
        return served_versions(archive, consultation_id, plugins.question_types)


def begin_rehearsal(settings: Settings) -> None:
    """Set the rehearsal's clock to its start, for every kit that is made from now on.

    Without it a kit joins the rehearsal of that date where it stands: all processes read one clock.
    """
    if settings.rehearse_at is not None:
        with closing(_archive_for(settings, Plugins())) as archive:
            Rehearsals(archive).begin(settings.rehearse_at)


def _clock_for(settings: Settings, archive: Archive) -> Clock:
    return Rehearsals(archive).clock(settings.rehearse_at) if settings.rehearse_at else SystemClock()


def _archive_for(settings: Settings, plugins: Plugins) -> Archive:
    archive = Archive(settings.database_url, settings.key_ring(plugins))
    refuse_unsafe_database(archive)
    migrate(archive)
    return archive

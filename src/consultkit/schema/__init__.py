"""What a department writes: the file's format, its conditions, its window, and its question types."""

from consultkit.schema.byte_size import size_in_words
from consultkit.schema.coarsening import band_in_words, bands_of, place_in_words
from consultkit.schema.conditions import Comparison, Condition, evaluate
from consultkit.schema.consultation import Consultation, Contact, Privacy, RespondentRule
from consultkit.schema.dependence import all_sources, sources_of
from consultkit.schema.desk_rule import AskedForm, CodingRule, DeskOffice, DeskRule
from consultkit.schema.duration import Duration
from consultkit.schema.json_schema import json_schema
from consultkit.schema.legal import Audit, Body, Director, Legal
from consultkit.schema.load import (
    consultation_from_document,
    document_of,
    load_consultation,
    load_report,
    record_beside,
    record_of,
    warnings_of,
)
from consultkit.schema.local_time import LocalTimeError
from consultkit.schema.open_data import OPENNESS, Coarsening, DominanceRule, OpenDataRule, Publication
from consultkit.schema.opening import OpeningWindow, WindowVerdict
from consultkit.schema.opening_words import end_in_words, instant_in_words
from consultkit.schema.options import Option
from consultkit.schema.page import Page
from consultkit.schema.places import fill_places, places_in
from consultkit.schema.plugin_settings import PluginSettings
from consultkit.schema.question import (
    AnswerRefused,
    Personal,
    Protection,
    Question,
    refused,
    rounded,
    with_inner,
)
from consultkit.schema.question_types import (
    BUILT_IN_TYPES,
    ChoiceQuestion,
    ChoicesQuestion,
    ComputedQuestion,
    ConfirmQuestion,
    DateQuestion,
    DecimalQuestion,
    EmailQuestion,
    FileQuestion,
    IntegerQuestion,
    LinkedChoiceQuestion,
    LongTextQuestion,
    MatrixQuestion,
    OptionsQuestion,
    PhoneQuestion,
    RepeatQuestion,
    RetiredQuestion,
    SearchedQuestion,
    SiretQuestion,
    SpecifiedQuestion,
    StatementQuestion,
    TextQuestion,
    UrlQuestion,
    YesNoQuestion,
)
from consultkit.schema.report import Report, ReportPart
from consultkit.schema.seal_rule import SealRule
from consultkit.schema.search import plain
from consultkit.schema.sheet_questions import SheetQuestions
from consultkit.schema.sign_in_rule import SignInRule
from consultkit.schema.submit_rule import Requirement, SubmitRule
from consultkit.schema.text import Text
from consultkit.schema.typed_text import showable
from consultkit.schema.window import Late, WindowRule

__all__ = [
    "BUILT_IN_TYPES",
    "OPENNESS",
    "AnswerRefused",
    "AskedForm",
    "Audit",
    "Body",
    "ChoiceQuestion",
    "ChoicesQuestion",
    "Coarsening",
    "CodingRule",
    "Comparison",
    "ComputedQuestion",
    "Condition",
    "ConfirmQuestion",
    "Consultation",
    "Contact",
    "DateQuestion",
    "DecimalQuestion",
    "DeskOffice",
    "DeskRule",
    "Director",
    "DominanceRule",
    "Duration",
    "EmailQuestion",
    "FileQuestion",
    "IntegerQuestion",
    "Late",
    "Legal",
    "LinkedChoiceQuestion",
    "LocalTimeError",
    "LongTextQuestion",
    "MatrixQuestion",
    "OpenDataRule",
    "OpeningWindow",
    "Option",
    "OptionsQuestion",
    "Page",
    "Personal",
    "PhoneQuestion",
    "PluginSettings",
    "Privacy",
    "Protection",
    "Publication",
    "Question",
    "RepeatQuestion",
    "Report",
    "ReportPart",
    "Requirement",
    "RespondentRule",
    "RetiredQuestion",
    "SealRule",
    "SearchedQuestion",
    "SheetQuestions",
    "SignInRule",
    "SiretQuestion",
    "SpecifiedQuestion",
    "StatementQuestion",
    "SubmitRule",
    "Text",
    "TextQuestion",
    "UrlQuestion",
    "WindowRule",
    "WindowVerdict",
    "YesNoQuestion",
    "all_sources",
    "band_in_words",
    "bands_of",
    "consultation_from_document",
    "document_of",
    "end_in_words",
    "evaluate",
    "fill_places",
    "instant_in_words",
    "json_schema",
    "load_consultation",
    "load_report",
    "place_in_words",
    "places_in",
    "plain",
    "record_beside",
    "record_of",
    "refused",
    "rounded",
    "showable",
    "size_in_words",
    "sources_of",
    "warnings_of",
    "with_inner",
]

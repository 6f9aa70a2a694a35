"""The built-in question types, one class a file: each holds the whole life of its answers."""

from consultkit.schema.question import Question
from consultkit.schema.question_types.choice import ChoiceQuestion, OptionsQuestion
from consultkit.schema.question_types.choices import ChoicesQuestion
from consultkit.schema.question_types.confirm import ConfirmQuestion
from consultkit.schema.question_types.date import DateQuestion
from consultkit.schema.question_types.decimal import DecimalQuestion
from consultkit.schema.question_types.email import EmailQuestion
from consultkit.schema.question_types.integer import IntegerQuestion
from consultkit.schema.question_types.long_text import LongTextQuestion
from consultkit.schema.question_types.phone import PhoneQuestion
from consultkit.schema.question_types.retired import RetiredQuestion
from consultkit.schema.question_types.siret import SiretQuestion
from consultkit.schema.question_types.statement import StatementQuestion
from consultkit.schema.question_types.text import TextQuestion
from consultkit.schema.question_types.url import UrlQuestion
from consultkit.schema.question_types.yes_no import YesNoQuestion

BUILT_IN_TYPES: tuple[type[Question], ...] = (
    TextQuestion,
    LongTextQuestion,
    YesNoQuestion,
    ChoiceQuestion,
    ChoicesQuestion,
    IntegerQuestion,
    DecimalQuestion,
    DateQuestion,
    EmailQuestion,
    PhoneQuestion,
    SiretQuestion,
    UrlQuestion,
    StatementQuestion,
    ConfirmQuestion,
)

__all__ = [
    "BUILT_IN_TYPES",
    "ChoiceQuestion",
    "ChoicesQuestion",
    "ConfirmQuestion",
    "DateQuestion",
    "DecimalQuestion",
    "EmailQuestion",
    "IntegerQuestion",
    "LongTextQuestion",
    "OptionsQuestion",
    "PhoneQuestion",
    "Question",
    "RetiredQuestion",
    "SiretQuestion",
    "StatementQuestion",
    "TextQuestion",
    "UrlQuestion",
    "YesNoQuestion",
]

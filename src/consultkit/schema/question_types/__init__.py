"""The built-in question types, one class a file: each holds the whole life of its answers."""

from consultkit.schema.question import Question
from consultkit.schema.question_types.address import AddressQuestion
from consultkit.schema.question_types.any_question import AnyQuestion
from consultkit.schema.question_types.choice import ChoiceQuestion
from consultkit.schema.question_types.choices import ChoicesQuestion
from consultkit.schema.question_types.civility import CivilityQuestion
from consultkit.schema.question_types.commune import CommuneQuestion
from consultkit.schema.question_types.computed import ComputedQuestion
from consultkit.schema.question_types.confirm import ConfirmQuestion
from consultkit.schema.question_types.country import CountryQuestion
from consultkit.schema.question_types.date import DateQuestion
from consultkit.schema.question_types.datetime import DatetimeQuestion
from consultkit.schema.question_types.decimal import DecimalQuestion
from consultkit.schema.question_types.department import DepartmentQuestion
from consultkit.schema.question_types.email import EmailQuestion
from consultkit.schema.question_types.file import FileQuestion
from consultkit.schema.question_types.files import FilesQuestion
from consultkit.schema.question_types.full_name import FullNameQuestion
from consultkit.schema.question_types.group import GroupQuestion
from consultkit.schema.question_types.headcount_band import HeadcountBandQuestion
from consultkit.schema.question_types.iban import IbanQuestion
from consultkit.schema.question_types.information_wall import InformationWallQuestion
from consultkit.schema.question_types.integer import IntegerQuestion
from consultkit.schema.question_types.legal_form import LegalFormQuestion
from consultkit.schema.question_types.linked_choice import LinkedChoiceQuestion
from consultkit.schema.question_types.listed import ListedQuestion
from consultkit.schema.question_types.long_text import LongTextQuestion
from consultkit.schema.question_types.matrix import MatrixQuestion
from consultkit.schema.question_types.money import MoneyQuestion
from consultkit.schema.question_types.naf import NafQuestion
from consultkit.schema.question_types.options_question import OptionsQuestion
from consultkit.schema.question_types.percent import PercentQuestion
from consultkit.schema.question_types.phone import PhoneQuestion
from consultkit.schema.question_types.ranking import RankingQuestion
from consultkit.schema.question_types.region import RegionQuestion
from consultkit.schema.question_types.repeat import RepeatQuestion
from consultkit.schema.question_types.retired import RetiredQuestion
from consultkit.schema.question_types.scale import ScaleQuestion
from consultkit.schema.question_types.searched import SearchedQuestion
from consultkit.schema.question_types.signature_statement import SignatureStatementQuestion
from consultkit.schema.question_types.siren import SirenQuestion
from consultkit.schema.question_types.siret import SiretQuestion
from consultkit.schema.question_types.specified import SpecifiedQuestion
from consultkit.schema.question_types.statement import StatementQuestion
from consultkit.schema.question_types.text import TextQuestion
from consultkit.schema.question_types.time_period import TimePeriodQuestion
from consultkit.schema.question_types.url import UrlQuestion
from consultkit.schema.question_types.vat_number import VatNumberQuestion
from consultkit.schema.question_types.yes_no import YesNoQuestion

BUILT_IN_TYPES: tuple[type[Question], ...] = (
    TextQuestion,
    LongTextQuestion,
    YesNoQuestion,
    ChoiceQuestion,
    ChoicesQuestion,
    LinkedChoiceQuestion,
    IntegerQuestion,
    DecimalQuestion,
    DateQuestion,
    EmailQuestion,
    PhoneQuestion,
    SiretQuestion,
    UrlQuestion,
    StatementQuestion,
    ConfirmQuestion,
    DatetimeQuestion,
    TimePeriodQuestion,
    MoneyQuestion,
    PercentQuestion,
    ScaleQuestion,
    CivilityQuestion,
    FullNameQuestion,
    SirenQuestion,
    VatNumberQuestion,
    IbanQuestion,
    HeadcountBandQuestion,
    LegalFormQuestion,
    DepartmentQuestion,
    RegionQuestion,
    CountryQuestion,
    CommuneQuestion,
    NafQuestion,
    MatrixQuestion,
    RankingQuestion,
    SignatureStatementQuestion,
    AddressQuestion,
    ComputedQuestion,
    GroupQuestion,
    InformationWallQuestion,
    RepeatQuestion,
    FileQuestion,
    FilesQuestion,
)

__all__ = [
    "BUILT_IN_TYPES",
    "AddressQuestion",
    "AnyQuestion",
    "ChoiceQuestion",
    "ChoicesQuestion",
    "CivilityQuestion",
    "CommuneQuestion",
    "ComputedQuestion",
    "ConfirmQuestion",
    "CountryQuestion",
    "DateQuestion",
    "DatetimeQuestion",
    "DecimalQuestion",
    "DepartmentQuestion",
    "EmailQuestion",
    "FileQuestion",
    "FilesQuestion",
    "FullNameQuestion",
    "GroupQuestion",
    "HeadcountBandQuestion",
    "IbanQuestion",
    "InformationWallQuestion",
    "IntegerQuestion",
    "LegalFormQuestion",
    "LinkedChoiceQuestion",
    "ListedQuestion",
    "LongTextQuestion",
    "MatrixQuestion",
    "MoneyQuestion",
    "NafQuestion",
    "OptionsQuestion",
    "PercentQuestion",
    "PhoneQuestion",
    "Question",
    "RankingQuestion",
    "RegionQuestion",
    "RepeatQuestion",
    "RetiredQuestion",
    "ScaleQuestion",
    "SearchedQuestion",
    "SignatureStatementQuestion",
    "SirenQuestion",
    "SiretQuestion",
    "SpecifiedQuestion",
    "StatementQuestion",
    "TextQuestion",
    "TimePeriodQuestion",
    "UrlQuestion",
    "VatNumberQuestion",
    "YesNoQuestion",
]

"""What was written in free texts: shared sentences, keywords, words, themes. Everybody is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from consultkit.errors import NotFoundError
from consultkit.operations.desk import Desk, says
from consultkit.operations.forms import Forms
from consultkit.operations.results import MOST_OPENED, Results, too_many
from consultkit.operations.studies import words_of
from consultkit.records import EVERYTHING, Answers, Filter, Official, readable
from consultkit.results.texts import (
    Counted,
    KeywordCount,
    Line,
    Theme,
    codebook_of,
    concordance,
    frequent_words,
    shared_by_campaigns,
    themes_of,
)
from consultkit.schema import LongTextQuestion, Question


@dataclass(frozen=True, slots=True)
class Written:
    """What the texts of one question come to."""

    counted: Counted
    """Both numbers, and the texts that share sentences."""
    keywords: tuple[KeywordCount, ...]
    words: tuple[tuple[str, int], ...]


class Texts:
    """Every call takes the official, and reads that office's consultation only, without what is redacted."""

    def __init__(self, served: Forms, desk: Desk, results: Results) -> None:
        self._forms = served
        self._desk = desk
        self._results = results

    def questions(self, official: Official) -> tuple[Question, ...]:
        """Those that are answered at length, but for what says who somebody is, such as an address."""
        asked = self._forms.current(official.consultation).questions.values()
        return tuple(one for one in asked if isinstance(one, LongTextQuestion) and one.personal != "direct")

    def written(self, official: Official, question_id: str, only: Filter = EVERYTHING) -> Written:
        """Raises NotFoundError, and RespondentError where more than MOST_OPENED texts would be opened."""
        return self._written(official, self._few(official, question_id, only))

    def written_by_all(
        self,
        official: Official,
        question_id: str,
        only: Filter = EVERYTHING,
        read: Callable[[], None] = lambda: None,
    ) -> Written:
        """Likewise of however many there are, which takes a while; `read` is called after each."""
        return self._written(official, list(self._texts(official, question_id, only, read)))

    def keywords(
        self, official: Official, question_id: str, only: Filter = EVERYTHING
    ) -> tuple[KeywordCount, ...]:
        """In how many texts the keywords of the codebook stand, of however many there are."""
        said = (text for _, text in self._texts(official, question_id, only))
        return codebook_of(self._keywords(official)).count(said)

    def themes(self, official: Official, question_id: str, only: Filter = EVERYTHING) -> tuple[Theme, ...]:
        """Suggestions. Raises ConfigurationError without scikit-learn, and as `written`."""
        return themes_of(self._few(official, question_id, only))

    def concordance(
        self, official: Official, question_id: str, keyword: str, only: Filter = EVERYTHING
    ) -> tuple[Line, ...]:
        """Every place of a keyword. Raises as `written`."""
        return tuple(concordance(self._few(official, question_id, only), keyword))

    def suggested(self, official: Official, answers: Answers) -> tuple[str, ...]:
        """The codes of the codebook of which the answers hold keywords: for who codes them, and no more."""
        return codebook_of(self._keywords(official)).codes_in(words_of(list(readable(answers).values())))

    # --- how ---------------------------------------------------------------------

    def _written(self, official: Official, texts: Sequence[tuple[str, str]]) -> Written:
        said = [text for _, text in texts]
        return Written(
            shared_by_campaigns(lambda: texts),
            codebook_of(self._keywords(official)).count(said),
            frequent_words(said),
        )

    def _keywords(self, official: Official) -> dict[str, tuple[str, ...]]:
        rule = self._forms.current(official.consultation).consultation.desk
        return {code: one.words for code, one in rule.codebook.items()}

    def _few(self, official: Official, question_id: str, only: Filter) -> list[tuple[str, str]]:
        if question_id not in {one.id for one in self.questions(official)}:
            raise NotFoundError("There is no such question.")
        if self._results.number(official, only) > MOST_OPENED:
            raise too_many()
        return list(self._texts(official, question_id, only))

    def _texts(
        self, official: Official, question_id: str, only: Filter, read: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[str, str]]:
        for submission in self._desk.each(official, only):
            text = submission.answers.get(question_id)
            if isinstance(text, str) and says(submission, only.words):
                yield submission.reference, text
            read()

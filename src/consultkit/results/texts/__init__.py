"""What free texts say: words, keywords in their places, shared sentences, themes. Pure."""

from consultkit.results.texts.campaigns import Campaign, Counted, shared_by_campaigns
from consultkit.results.texts.codebook import Codebook, KeywordCount, codebook_of
from consultkit.results.texts.concordance import Line, concordance
from consultkit.results.texts.frequencies import frequent_words
from consultkit.results.texts.normalising import sentences_of, words_of_text
from consultkit.results.texts.themes import Theme, can_find_themes, themes_of

__all__ = [
    "Campaign",
    "Codebook",
    "Counted",
    "KeywordCount",
    "Line",
    "Theme",
    "can_find_themes",
    "codebook_of",
    "concordance",
    "frequent_words",
    "sentences_of",
    "shared_by_campaigns",
    "themes_of",
    "words_of_text",
]

"""What is read aloud of an item, and how its mathematics is spoken in both languages.

* ``mathematical_tokens``: numbers, money, times, fractions, measures and signs in a text
* ``english_numbers``, ``welsh_numbers``: number words
* ``english_speech``, ``welsh_speech``: how each token is said
* ``welsh_units``, ``welsh_nouns``, ``welsh_number_mutation``: what units are called, which nouns are feminine, what the
  words around a number do to it
* ``spoken_text``: a sentence in the words of a teacher who reads it out
* ``shown_text``: the sentences that stand on a page, from its markup
* ``item_sentences``: the sentences of an item that may be read aloud
"""

from itembank.speech.item_sentences import item_sentences
from itembank.speech.shown_text import sentences_of
from itembank.speech.spoken_text import spoken_text

__all__ = ["item_sentences", "sentences_of", "spoken_text"]

"""Whoever is twelve can read it, in both languages."""

from tests.language import reading_age, texts
from tests.language.reading_age import Measure, english, spanish

# Grade 7 is read at twelve. A text of a few words is measured too badly to be judged alone.
GRADE, GRADE_OF_ONE = 7, 9
QUITE_EASY = 65
LONG = 20


def test_the_english_texts_are_read_at_twelve() -> None:
    assert Measure.of((each.english for each in texts.sentences()), english).grade <= GRADE


def test_no_long_english_text_is_hard() -> None:
    measured = {each.english: Measure.of([each.english], english) for each in texts.sentences()}
    long = {text: measure for text, measure in measured.items() if measure.words > LONG}
    assert len(long) > 20
    assert {text: it.grade for text, it in long.items() if it.grade > GRADE_OF_ONE} == {}


def test_the_spanish_texts_are_quite_easy() -> None:
    translated = (each.translated for each in texts.sentences())
    assert Measure.of(translated, spanish).inflesz >= QUITE_EASY


def test_no_long_spanish_text_is_hard() -> None:
    measured = {
        each.translated: Measure.of([each.translated], spanish) for each in texts.sentences()
    }
    long = {text: measure for text, measure in measured.items() if measure.words > LONG}
    assert len(long) > 20
    assert {text: it.inflesz for text, it in long.items() if it.inflesz < QUITE_EASY} == {}


def test_a_lawyers_sentence_would_be_found() -> None:
    said = (
        "Notwithstanding the aforementioned provisions, the participating institution reserves "
        "the right to communicate aggregated transactional information to affiliated recipients "
        "in accordance with applicable regulatory obligations."
    )
    assert Measure.of([said], english).grade > 20


def test_syllables_are_counted_as_they_are_spoken() -> None:
    words = ("table", "made", "asked", "receipt", "assistant")
    assert [english(word) for word in words] == [2, 1, 1, 2, 3]
    palabras = ("ciudad", "país", "leer", "hoy", "guerra", "aéreo", "comprobante")
    assert [spanish(palabra) for palabra in palabras] == [2, 2, 2, 1, 2, 4, 4]


def test_what_is_counted_is_words_sentences_and_syllables() -> None:
    counted = Measure.of(["%(name)s may <b>ask</b>. Is it you?"], english)
    assert counted == reading_age.Measure(words=6, sentences=2, syllables=7)

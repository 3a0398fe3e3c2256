"""The charset of a terminal by its environment, and what is written in it."""

from __future__ import annotations

import locale

import pytest

from tui.terminal.charset import UTF_8, AsciiWish, Charset, charset_of, missing

ASCII = Charset("ascii", has_ascii_frames=True)
LATIN_1 = Charset("iso8859-1", has_ascii_frames=True)


@pytest.fixture(autouse=True)
def coerced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python in the locale C as it is by default."""
    monkeypatch.setattr(locale, "getpreferredencoding", lambda do_setlocale: "utf-8")


@pytest.mark.parametrize(
    ("environment", "charset"),
    [
        ({}, UTF_8),
        ({"LANG": "C"}, UTF_8),
        ({"LC_ALL": "POSIX"}, UTF_8),
        ({"LANG": "de_DE.UTF-8"}, UTF_8),
        ({"LANG": "de_DE.utf8@euro"}, UTF_8),
        ({"LC_CTYPE": "UTF-8"}, UTF_8),
        ({"LANG": "en_US.ISO-8859-1"}, LATIN_1),
        ({"LANG": "de_DE.ISO-8859-1@euro"}, LATIN_1),
        ({"LC_ALL": "de_DE.ISO-8859-1", "LANG": "C.UTF-8"}, LATIN_1),
        ({"LC_ALL": "C.UTF-8", "LANG": "de_DE.ISO-8859-1"}, UTF_8),
        ({"LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "C.UTF-8"}, LATIN_1),
        ({"LC_ALL": "", "LC_CTYPE": "", "LANG": "C.UTF-8"}, UTF_8),
        ({"LANG": "ru_RU.KOI8-R"}, Charset("koi8-r", has_ascii_frames=True)),
        ({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}, ASCII),
        ({"LANG": "POSIX", "PYTHONCOERCECLOCALE": "0"}, ASCII),
        ({"PYTHONCOERCECLOCALE": "0"}, UTF_8),
        ({"LANG": "C.ANSI_X3.4-1968"}, ASCII),
    ],
)
def test_a_charset_that_is_named_counts_and_c_is_utf_8(
    environment: dict[str, str], charset: Charset
) -> None:
    assert charset_of(environment) == charset


def test_what_python_sets_for_a_locale_that_is_not_installed_does_not_count() -> None:
    coerced = {"LANG": "de_DE.ISO-8859-1", "LC_CTYPE": "C.UTF-8"}
    assert charset_of(coerced) == LATIN_1


@pytest.mark.parametrize(
    "name",
    [
        "NONSENSE",
        "rot13",
        "hex",
        "utf-16",
        "utf-7",
        "hz",
        "iso2022_jp",
        "cp037",
        "idna",
        "undefined",
        "unicode_escape",
        "raw_unicode_escape",
        "\udcff\0",
        "x" * 100_000,
        "",
        "@",
    ],
    ids=lambda name: name[:20].encode("ascii", "replace").decode() or "empty",
)
def test_what_no_terminal_is_written_in_is_passed_over(name: str) -> None:
    assert charset_of({"LANG": f"xx_YY.{name}"}) == UTF_8


def test_without_a_charset_in_its_name_python_says_what_the_locale_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(locale, "getpreferredencoding", lambda do_setlocale: "ISO-8859-1")
    assert charset_of({"LANG": "de_DE"}) == LATIN_1
    monkeypatch.setattr(locale, "getpreferredencoding", lambda do_setlocale: "ANSI_X3.4-1968")
    assert charset_of({"LANG": "C"}) == ASCII


@pytest.mark.parametrize(
    ("wish", "name", "charset"),
    [
        ("never", "en_US.ISO-8859-1", UTF_8),
        ("always", "C.UTF-8", Charset("utf-8", has_ascii_frames=True)),
        ("always", "en_US.ISO-8859-1", LATIN_1),
    ],
)
def test_the_setting_wins(wish: AsciiWish, name: str, charset: Charset) -> None:
    assert charset_of({"LANG": name}, wish) == charset


def test_what_is_missing_is_told_with_the_remedy() -> None:
    assert missing(UTF_8) == ""
    assert missing(charset_of({}, "always"), "always") == ""
    words = missing(LATIN_1)
    assert words.startswith("The locale is not UTF-8 but ISO8859-1: ")
    assert "set LANG=C.UTF-8" in words
    assert "--JtuiApp.ascii=never" in words
    assert "never" not in missing(LATIN_1, "always")


@pytest.mark.parametrize(
    ("codec", "text", "is_in"),
    [
        ("utf-8", "é日─", True),
        ("ascii", "é", False),
        ("iso8859-1", "é·×", True),
        ("iso8859-1", "€", False),
        ("koi8-r", "Привет", True),
        ("gb18030", "日本", True),
        # Of bytes that an eight bit terminal takes for the beginning of a sequence.
        ("cp1252", "›", False),
        ("koi8-r", "⌡", False),
        ("iso8859-1", "\x9b", False),
        # Two cells wide in such a terminal, one for the toolkit.
        ("gb18030", "─α", False),
    ],
)
def test_a_character_is_in_a_charset_if_it_is_drawn_as_it_is_measured(
    codec: str, text: str, is_in: bool
) -> None:
    assert Charset(codec, has_ascii_frames=True).has(text) is is_in


def test_what_is_not_in_it_is_written_as_a_question_mark() -> None:
    assert LATIN_1.encode("\x1b[1mé€") == b"\x1b[1m\xe9?"
    assert UTF_8.encode("\ud800é") == b"?\xc3\xa9"


def test_where_only_ascii_is_known_what_is_typed_is_read_as_utf_8() -> None:
    assert ASCII.input_codec == "utf-8"
    assert LATIN_1.input_codec == "iso8859-1"

"""The keys of vi in the prompt as a table that is read."""

from __future__ import annotations

TABLE = (
    ("h j k l arrows", "Left, down, right, up; k in the first line brings an earlier input"),
    ("j, k in the last, first line", "Later and earlier inputs, whatever has been typed"),
    ("w W b B e E ge gE", "By words, and by words with blanks between"),
    ("0 ^ $ g_ |", "In the line: start, first and last character, column"),
    ("+ - _", "First character of the line below, above, of this one"),
    ("gg G { }", "First line, last line, or the line of the count; by blank lines"),
    ("%", "Partner of the bracket"),
    ("f F t T ; ,", "To a character in the line, before it; again, and the other way"),
    ("d c y", "Delete, change, copy: what a motion or an object says; dd cc yy: lines"),
    ("> < g~ gu gU", "Indent, dedent, swap case, small, capital; doubled: lines"),
    ("iw aw iW aW ip ap", "Objects: words, paragraphs; with a the blanks beside as well"),
    (
        "i( a( i[ a[ i{ a{ i< a<",
        "Objects: between brackets, with a the brackets as well; also ib iB",
    ),
    ("i\" a\" i' a' i` a`", "Objects: between quotes of this line"),
    ("i I a A o O", "Type before the cursor, the line; behind them; in a line below, above"),
    ("x X s S D C Y", "dl dh cl cc d$ c$ yy"),
    ("r R ~", "Replace characters; type over them; swap their case"),
    ("J gJ", "Join lines, with and without a blank between"),
    ("p P", "Put what was deleted or copied last behind the cursor, before it"),
    ('"+ "_', "Before any of these: the clipboard, nowhere"),
    ("u Ctrl+R .", "Undo; redo; do the last change again. What is typed in one go is one change"),
    ("v V", "Select characters, lines: then motions, objects, o, and operators; also p r J u U"),
    ("Enter", "Run"),
    ("/ ? :", "The history (as F3 does); the palette"),
    ("K", "Documentation of the name"),
    ("Esc", "To normal mode; there it closes what is open"),
)
"""Keys, parted by blanks where they are several, and what they do in normal mode."""

"""What the keys of emacs do in the prompt: the table that they are looked up in, and that is read.

Those that emacs has in common with the other keys of the prompt are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmacsKey:
    """Keys separated by commas, a chord's by a blank; an action of the set; what it does.

    An action with a colon is another's: `prompt:` of the editor, else a command's id.
    """

    keys: str
    action: str
    words: str


CHORD = "ctrl+x"

TABLE = (
    EmacsKey("ctrl+f", "prompt:cursor_right", "Character right"),
    EmacsKey("ctrl+b", "prompt:cursor_left", "Character left"),
    EmacsKey("alt+f", "word_right", "Word right"),
    EmacsKey("alt+b", "word_left", "Word left"),
    EmacsKey("ctrl+a", "prompt:cursor_line_start", "Start of line"),
    EmacsKey("ctrl+e", "prompt:cursor_line_end", "End of line"),
    EmacsKey("ctrl+p", "prompt:previous", "Line above, earlier input"),
    EmacsKey("ctrl+n", "prompt:next", "Line below, later input"),
    EmacsKey("alt+less_than_sign", "text_start", "Start of the text"),
    EmacsKey("alt+greater_than_sign", "text_end", "End of the text"),
    EmacsKey("ctrl+d", "prompt:close", "Delete right; close the tab when empty"),
    EmacsKey("ctrl+h", "prompt:delete_left", "Delete left"),
    EmacsKey("ctrl+k", "kill_line", "Kill to the end of the line"),
    EmacsKey("ctrl+u", "kill_line_back", "Kill to the start of the line"),
    EmacsKey("alt+d", "kill_word", "Kill a word"),
    EmacsKey("alt+backspace,ctrl+backspace", "kill_word_back", "Kill the word before"),
    EmacsKey("ctrl+w", "kill_region", "Kill the region, else back to a blank"),
    EmacsKey("alt+w", "copy_region", "Keep the region, to be yanked"),
    EmacsKey("ctrl+y", "yank", "Yank what was killed last"),
    EmacsKey("alt+y", "yank_pop", "Yank what was killed before that instead"),
    EmacsKey("alt+full_stop", "yank_last_word", "The last word of the input before"),
    EmacsKey("ctrl+t", "transpose", "Swap two characters"),
    EmacsKey("alt+t", "transpose_words", "Swap two words"),
    EmacsKey("alt+u", "upper", "Word in capitals"),
    EmacsKey("alt+l", "lower", "Word in small letters"),
    EmacsKey("alt+c", "capital", "Word with a capital"),
    EmacsKey("alt+backslash", "no_blanks", "Delete the blanks around"),
    EmacsKey("ctrl+o", "open_line", "New line behind the cursor"),
    EmacsKey("ctrl+@,ctrl+space", "mark", "Begin a region"),
    EmacsKey("ctrl+x ctrl+x", "exchange", "To the other end of the region"),
    EmacsKey("ctrl+x h", "mark_all", "The whole text as region"),
    EmacsKey("ctrl+g", "quit", "Give up a region or a chord"),
    EmacsKey("ctrl+underscore,ctrl+slash,ctrl+x u,ctrl+x ctrl+u", "prompt:undo", "Undo"),
    EmacsKey("alt+z", "prompt:redo", "Redo"),
    EmacsKey("ctrl+x ctrl+e", "prompt:external_editor", "Edit in $VISUAL or $EDITOR"),
    EmacsKey("ctrl+x ctrl+s", "session.save", "Save as notebook"),
    EmacsKey("ctrl+x ctrl+c", "app.quit", "Quit"),
    EmacsKey("ctrl+x k", "session.close", "Close tab"),
    EmacsKey("ctrl+x o", "session.next", "Next tab"),
)

BY_KEY = {key: row for row in TABLE for key in row.keys.split(",")}
"""The row of each key or chord."""

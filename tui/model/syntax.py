"""The classes of tokens that code is coloured by: themes give them styles, renderers use them."""

SYNTAX_CLASSES = (
    "keyword",
    "string",
    "number",
    "comment",
    "function",
    "class",
    "builtin",
    "operator",
    "decorator",
    "variable",
    "type",
    "constant",
    "error",
    "magic",
    "punctuation",
    "text",
)
"""The keys of a theme file's `[syntax]` table."""

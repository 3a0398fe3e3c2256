"""HTML as tables and as terminal text: taken apart in one bounded pass, nothing ever fetched."""

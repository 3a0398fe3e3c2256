"""Help as rows: topics of any MIME type laid out, highlighted and searched."""

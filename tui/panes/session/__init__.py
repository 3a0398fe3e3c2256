"""The pane of one kernel session: transcript, prompt and what connects them."""

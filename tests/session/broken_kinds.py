"""Every kind of broken message, as the code by which the tests' kernel sends it."""

from __future__ import annotations

from dataclasses import dataclass

from tui.model.cells import CellState


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of broken message: what the kernel does between echo and end of its cell.

    `dropped` is how many messages are too broken to be read at all, `shows` what is to stand
    under the cell with the output that follows, and `state` how the cell is to end.
    """

    name: str
    code: str
    dropped: int = 0
    shows: str = "after"
    state: CellState = CellState.DONE


def part(name: str, value: str, channel: str = "iopub", msg_type: str = "stream") -> str:
    """The code that sends a message with one part replaced."""
    return f"send({channel!r}, {msg_type!r}, text('x\\n'), {name}={value})"


def said(msg_type: str, content: str, channel: str = "iopub") -> str:
    """The code that sends a message of a type with a content."""
    return f"send({channel!r}, {msg_type!r}, {content})"


X = "x\nafter"
NO_PICTURE = "[image/png: it is no base64 text]\nafter"
WRITE_X = "send(iopub, 'stream', text('x\\n')); "
# So long a cell goes on, so that a question in it would be seen.
LINGER = "; time.sleep(0.15)"

ENVELOPES = [
    Kind("a signature of zeros", part("signature", "b'0' * 64"), 1),
    Kind("a signature by another key", part("key", "b'another'"), 1),
    Kind("no signature", part("signature", "b''"), 1),
    Kind("a signature that is no text", part("signature", "bytes(range(128, 192))"), 1),
    Kind("a signature cut short", part("signature", "b'0a1b'"), 1),
    Kind("a reply signed by another key", part("key", "b'no'", "shell", "execute_reply"), 1),
    Kind("a question signed by another key", part("key", "b'no'", "stdin", "input_request"), 1),
    Kind("frames without delimiter", "raw(iopub, b'a', b'b', b'c')", 1),
    Kind("one empty frame", "raw(iopub, b'')", 1),
    Kind("nothing but the delimiter", "raw(iopub, DELIMITER)", 1),
    Kind("too few frames", "raw(iopub, DELIMITER, b'', b'{}', b'{}')", 1),
    Kind("two delimiters", "raw(iopub, DELIMITER, DELIMITER, b'', b'{}', b'{}', b'{}')", 1),
    Kind("ten thousand empty frames", "raw(iopub, *[b''] * 10_000)", 1),
    Kind("a megabyte of noise", "raw(iopub, DELIMITER, *[os.urandom(200_000)] * 5)", 1),
    Kind("a thousand buffers that none asked for", part("buffers", "[b'b'] * 1000"), 0, X),
    Kind("a header that is not JSON", part("header", "b'{no'"), 1),
    Kind("a header that is not UTF-8", part("header", r"b'{\"msg_type\": \"\xff\"}'"), 1),
    Kind("a header that is a list", part("header", "['stream']"), 1),
    Kind("a header that is null", part("header", "None"), 1),
    Kind("an empty header", part("header", "{}")),
    Kind("a header without msg_type", part("header", "{'msg_id': 'a', 'session': 'b'}")),
    Kind("a msg_type that is a number", "send(iopub, 5, text('x'))"),
    Kind("a msg_type that is a list", "send(iopub, ['stream'], text('x'))"),
    Kind("a msg_type of half a surrogate pair", "send(iopub, '\\ud800', text('x'))"),
    Kind("a header of the type alone", part("header", "{'msg_type': 'stream'}"), 0, X),
    Kind(
        "a header of odd types",
        part("header", "{'msg_type': 'stream', 'msg_id': 1, 'session': [], 'date': {}}"),
        0,
        X,
    ),
    Kind("a parent that is not JSON", part("parent", "b'{{'"), 1),
    Kind("a parent that is not UTF-8", part("parent", r"b'\"\xff\"'"), 1),
    Kind("a parent nested 100,000 deep", part("parent", "b'{\"a\":' * 100_000"), 1),
    Kind("metadata that is not JSON", part("metadata", "b''"), 1),
    Kind("metadata that is null", part("metadata", "None"), 0, X),
    Kind("metadata that is a list", part("metadata", "[1]"), 0, X),
    Kind("content that is not JSON", part("content", "b\"{'name': 1}\""), 1),
    Kind("content that is not UTF-8", part("content", r"b'{\"text\": \"\xe9\"}'"), 1),
    Kind("content in UTF-16", part("content", "json.dumps(text('x')).encode('utf-16')"), 1),
    Kind("content after a byte order mark", part("content", r"b'\xef\xbb\xbf{}'"), 1),
    Kind("content that is empty", part("content", "b''"), 1),
    Kind("content that is a list", part("content", "[1, 2]"), 1),
    Kind("content that is a number", part("content", "5"), 1),
    Kind("content that is null", part("content", "None")),
    Kind("content nested 100,000 deep", part("content", "b'[' * 100_000 + b']' * 100_000"), 1),
    Kind("an integer of 5,000 digits", part("content", "b'{\"text\": ' + b'9' * 5000 + b'}'"), 1),
    Kind("a key twice", part("content", r"b'{\"text\": 1, \"text\": \"x\\n\"}'"), 0, X),
]

STREAMS = [
    Kind("a stream without text", said("stream", "{'name': 'stdout'}")),
    Kind("a stream whose text is null", said("stream", "text(None)")),
    Kind("a stream whose text is an object", said("stream", "text({'a': 1})")),
    Kind("a stream whose text is a number", said("stream", "text(5)"), 0, "5after"),
    Kind("a stream whose text is a list", said("stream", "text(['a', 'b', None])"), 0, "abafter"),
    Kind(
        "a stream whose text is not a number", said("stream", "text(float('nan'))"), 0, "nanafter"
    ),
    Kind("a stream without name", said("stream", "{'text': 'x\\n'}"), 0, X),
    Kind("a stream of an unknown name", said("stream", "text('x\\n', 'stdlog')"), 0, X),
    Kind("a stream whose name is a list", said("stream", "text('x\\n', ['stderr'])"), 0, X),
    Kind("lone surrogates in a stream", said("stream", r"text('a\udc00b\ud800')"), 0, "a�b�after"),
    Kind("NULs in a stream", said("stream", r"text('a\x00b\x00')"), 0, "a␀b␀after"),
    Kind(
        "a stream whose text is nested 900 deep",
        part("content", "b'{\"text\": ' + b'[' * 900 + b']' * 900 + b'}'"),
    ),
]

STATES = [
    Kind("a status without state", said("status", "{}")),
    Kind("a status of an unknown word", said("status", "{'execution_state': 'daydreaming'}")),
    Kind("a status that is a number", said("status", "{'execution_state': 0}")),
    Kind("a status that is a list", said("status", "{'execution_state': ['idle']}")),
    Kind("idle too early", "report('idle')"),
    Kind("idle three times", "report('idle'); report('idle'); report('idle')"),
    Kind("starting in mid-cell", said("status", "{'execution_state': 'starting'}")),
    Kind(
        "busy for ever for nobody", "send(iopub, 'status', {'execution_state': 'busy'}, parent={})"
    ),
    Kind("neither busy nor an echo of the code", "omit.add('busy')"),
]

DISPLAYS = [
    Kind("a display without data", said("display_data", "{}")),
    Kind("a display whose data is null", said("display_data", "{'data': None}")),
    Kind("a display whose data is a list", said("display_data", "{'data': ['text/plain']}")),
    Kind("a display of broken HTML", said("display_data", "{'data': {'text/html': '<![x[ <!-'}}")),
    *(
        Kind(f"a display {name}", said("display_data", f"{{'data': {data}}}"), 0, shows)
        for name, data, shows in (
            ("whose text is a number", "{'text/plain': 5}", "[text/plain]\nafter"),
            ("whose text is null", "{'text/plain': None}", "[text/plain]\nafter"),
            ("whose text is nested lists", "{'text/plain': [['x'], []]}", "after"),
            ("of lone surrogates", r"{'text/plain': '\ud83d'}", "�\nafter"),
            ("whose type is empty", "{'': 'x'}", "[]\nafter"),
            ("whose picture is an object", "{'image/png': {}}", NO_PICTURE),
        )
    ),
    Kind(
        "a display of odd metadata",
        said("display_data", "{'data': {'image/png': 'x'}, 'metadata': {'image/png': 3}}"),
        0,
        NO_PICTURE,
    ),
    Kind(
        "a display of odd transients",
        "for each in (None, [], {'display_id': 5}, {'display_id': None}, {'display_id': ''}):\n"
        "    send(iopub, 'display_data', {'data': {'text/plain': 'x'}, 'transient': each})",
        0,
        "x\n" * 5 + "after",
    ),
    Kind("an update without display id", said("update_display_data", "{'data': {}}")),
    Kind(
        "an update of an unknown display",
        said("update_display_data", "{'data': {}, 'transient': {'display_id': 'nobody'}}"),
    ),
    Kind(
        "an update without data",
        "for kind in ('display_data', 'update_display_data'):\n"
        "    send(iopub, kind, {'transient': {'display_id': 'a'}})",
    ),
    Kind("a result without data", said("execute_result", "{'execution_count': 1}"), 0, "\nafter"),
    Kind("a clear with an odd wait", WRITE_X + said("clear_output", "{'wait': 'yes'}")),
    Kind("a clear without content", WRITE_X + said("clear_output", "None")),
    Kind(
        "a clear of a cell nobody knows",
        WRITE_X + "send(iopub, 'clear_output', {}, parent={'msg_id': '?'})",
        shows=X,
    ),
]

COUNTS = [
    Kind(
        f"a result numbered {name}",
        said("execute_result", f"{{'data': {{'text/plain': 'x'}}, 'execution_count': {count}}}"),
        0,
        X,
    )
    for name, count in (
        ("below zero", "-1"),
        ("by a text", "'7'"),
        ("by a fraction", "1.5"),
        ("true", "True"),
        ("by 4,000 digits", "int('9' * 4000)"),
    )
] + [
    Kind(
        "an echo numbered below zero", said("execute_input", "{'code': '', 'execution_count': -3}")
    ),
    Kind("an echo of 4,000 digits", said("execute_input", "{'execution_count': int('9' * 4000)}")),
    Kind("an echo of 4,300 digits", said("execute_input", "{'execution_count': int('9' * 4300)}")),
    Kind("an echo without code", said("execute_input", "{}")),
    Kind("an echo whose code is a list", said("execute_input", "{'code': [None, 5]}")),
]

ERRORS = [
    Kind(f"an error {name}", said("error", content), 0, shows, CellState.FAILED)
    for name, content, shows in (
        ("without fields", "{}", "after"),
        ("whose traceback is null", "{'ename': 'E', 'traceback': None}", "E\nafter"),
        ("whose traceback is a text", "{'ename': 'E', 'traceback': 'line'}", "line\nafter"),
        ("whose traceback is mixed", "{'traceback': ['a', 5, None, ['b']]}", "a\n5\n\nb\nafter"),
        ("whose names are lists", "{'ename': [1], 'evalue': {}}", "1\nafter"),
        ("of lone surrogates", r"{'ename': '\udcff', 'traceback': ['\ud8ff']}", "�\nafter"),
    )
]

REPLIES = [
    Kind("two replies", "reply()"),
    Kind("twenty replies that differ", "for n in range(20): reply(status='error' * (n % 2))"),
    Kind("a late reply", "kernel.late.append(lambda: reply(status='error'))"),
    Kind("a reply for nobody", "send(shell, 'execute_reply', {'status': 'error'}, parent={})"),
    Kind("a reply to another", "send(shell, 'execute_reply', {}, parent={'msg_id': 'nobody'})"),
    Kind("a reply without status", "omit.add('reply'); send(shell, 'execute_reply', {})"),
    Kind("a reply of an unknown status", "kernel.status = 'daydreaming'"),
    Kind("a reply whose status is a number", "kernel.status = 5"),
    Kind("a reply whose status is a list", "kernel.status = ['ok']"),
    Kind("a reply that says abort", "kernel.status = 'abort'", state=CellState.ABORTED),
    Kind("a reply of another type", "omit.add('reply'); send(shell, 'none', {'status': 'ok'})"),
    Kind("a reply to another question", "send(shell, 'complete_reply', {'status': 'error'})"),
    Kind("a reply numbered below zero", "omit.add('reply'); reply(execution_count=-1)"),
    Kind("a reply numbered by a text", "omit.add('reply'); reply(execution_count='1')"),
    Kind("a reply of 4,300 digits", "omit.add('reply'); reply(execution_count=int('9' * 4300))"),
    Kind(
        "a reply whose payload is an object", "omit.add('reply'); reply(payload={'source': 'page'})"
    ),
    Kind(
        "a reply with junk for payloads",
        "omit.add('reply'); reply(payload=[1, None, [], {}, {'source': 5}])",
    ),
    Kind(
        "a reply with a page of nothing",
        "omit.add('reply'); reply(payload=[{'source': 'page'}, {'source': 'page', 'data': [1]}])",
    ),
    Kind(
        "a reply with an odd next input",
        "omit.add('reply'); reply(payload=[{'source': 'set_next_input', 'text': 5}])",
    ),
    Kind(
        "a reply with an error of odd types",
        "omit.add('reply'); reply(status='error', ename=5, evalue=[], traceback={'a': 1})",
        0,
        "after\n5",
        CellState.FAILED,
    ),
    Kind("a reply whose content is a list", part("content", "[]", "shell", "execute_reply"), 1),
    Kind("a reply that is not UTF-8", part("content", r"b'\xff'", "shell", "execute_reply"), 1),
    Kind(
        "answers that nobody asked for",
        "\n".join(
            f"send({channel!r}, {kind!r}, {{}}, parent={{'msg_id': 'x'}})"
            for channel, kind in (
                ("shell", "kernel_info_reply"),
                ("shell", "is_complete_reply"),
                ("shell", "shutdown_reply"),
                ("iopub", "interrupt_reply"),
            )
        ),
    ),
]

CHANNELS = [
    Kind("a stream on the shell channel", said("stream", "text('x')", "shell")),
    Kind("a stream on the stdin channel", said("stream", "text('x')", "stdin") + LINGER),
    Kind("a status on the shell channel", said("status", "{'execution_state': 'idle'}", "shell")),
    Kind("a question on the shell channel", said("input_request", "{}", "shell") + LINGER),
    Kind("a question on iopub", said("input_request", "{}") + LINGER),
    Kind("a reply on iopub", said("execute_reply", "{'status': 'error'}")),
    Kind("a reply on the stdin channel", said("execute_reply", "{}", "stdin") + LINGER),
    Kind("a request on iopub", said("execute_request", "{'code': '1'}")),
    Kind("a request on the shell channel", said("execute_request", "{'code': '1'}", "shell")),
]

STRAY_QUESTIONS = [
    Kind("a question for nobody", "ask(parent=None)" + LINGER),
    Kind(
        "a question of another session",
        "ask(parent={**kernel.request, 'session': 'other'})" + LINGER,
    ),
    Kind("a question for another cell", "ask(parent={**kernel.request, 'msg_id': '?'})" + LINGER),
    Kind("a question after the reply", "reply(); ask('too late')" + LINGER),
    Kind(
        "a question nobody waits for",
        "ask('never mind')" + LINGER,
        0,
        "never mind(not answered)\nafter",
    ),
]

COMMS = [
    Kind(f"{name} of a comm", said(msg_type, content))
    for name, msg_type, content in (
        ("an empty opening", "comm_open", "{}"),
        ("an opening without target", "comm_open", "{'comm_id': 'a', 'data': None}"),
        ("an opening of odd types", "comm_open", "{'comm_id': [], 'target_name': 5, 'data': 'x'}"),
        ("a message from nowhere", "comm_msg", "{'comm_id': 'nowhere', 'data': {}}"),
        ("a message without data", "comm_msg", "{'comm_id': None}"),
        ("a closing of nothing", "comm_close", "{'comm_id': 'nowhere'}"),
    )
] + [
    Kind("an opening of a comm twice", "\n".join([said("comm_open", "{'comm_id': 'a'}")] * 2)),
    Kind("a closing of a comm that is a list", said("comm_close", "[]"), 1),
    Kind(
        "a widget whose buffers are missing",
        said(
            "comm_open",
            "{'target_name': 'jupyter.widget', 'data': {'buffer_paths': [['a', 9]]}}",
        ),
    ),
    Kind(
        "messages of unknown types",
        "\n".join(
            said(msg_type, "{}") for msg_type in ("debug_event", "made_up", "", "status ", "STREAM")
        ),
    ),
]

QUESTIONS = [
    Kind(name, code, shows=shows)
    for name, code, shows in (
        ("without prompt", said("input_request", "{}", "stdin"), ""),
        ("whose prompt is null", "ask(None)", ""),
        ("whose prompt is a number", "ask(5)", "5"),
        ("whose prompt is a list", "ask(['a', None])", "a"),
        ("of half a surrogate pair", r"ask('\ud800')", "�"),
        ("of escapes", r"ask('\x1b]52;c;x\x07\r')", "␛]52;c;x␇␍"),
        ("with an odd password", said("input_request", "{'password': 'yes'}", "stdin"), ""),
        ("whose content is null", "send(stdin, 'input_request', None)", ""),
        ("asked twice", "ask('one '); ask('two ')", "one (not answered)\ntwo"),
        ("with a header of its type alone", "ask(header={'msg_type': 'input_request'})", "?"),
    )
]

KINDS = [
    *ENVELOPES,
    *STREAMS,
    *STATES,
    *DISPLAYS,
    *COUNTS,
    *ERRORS,
    *REPLIES,
    *CHANNELS,
    *STRAY_QUESTIONS,
    *COMMS,
]

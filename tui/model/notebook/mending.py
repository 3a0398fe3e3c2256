"""Cells of a broken notebook, made what nbformat says they are; what is right stays as it is."""

from __future__ import annotations

import json

from tui.model.notebook.document import CellKind
from tui.model.notebook.plain import is_json_mime, is_lines
from tui.wire.decode import object_of
from tui.wire.message import Json


def mended_cell(cell: dict[str, Json]) -> dict[str, Json]:
    """A cell as nbformat 4.5 wants it; of the types it does not know nothing is touched.

    What is no text where text is due is written as its JSON, so that nothing of it is lost.
    """
    if not isinstance(cell.get("cell_type"), str):
        cell["cell_type"] = CellKind.RAW.value
    if cell["cell_type"] not in tuple(CellKind):
        return cell
    cell["metadata"] = object_of(cell.get("metadata"))
    cell["source"] = _text(cell.get("source"))
    if cell["cell_type"] == CellKind.CODE:
        outputs = cell.get("outputs")
        listed = outputs if isinstance(outputs, list) else []
        cell["outputs"] = [_output(each) for each in listed]
        cell["execution_count"] = _count(cell.get("execution_count"))
    else:
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)
    return cell


def _output(output: Json) -> Json:
    if not isinstance(output, dict) or not isinstance(output.get("output_type"), str):
        return {"name": "stdout", "output_type": "stream", "text": _text(output)}
    match output["output_type"]:
        case "stream":
            name = output.get("name")
            output["name"] = name if isinstance(name, str) else "stdout"
            output["text"] = _text(output.get("text"))
        case "display_data" | "execute_result" as kind:
            output["data"] = _bundle(output.get("data"))
            output["metadata"] = object_of(output.get("metadata"))
            if kind == "execute_result":
                output["execution_count"] = _count(output.get("execution_count"))
        case "error":
            for key in ("ename", "evalue"):
                value = output.get(key)
                output[key] = value if isinstance(value, str) else _json(value)
            traceback = output.get("traceback")
            output["traceback"] = [*traceback] if is_lines(traceback) else []
    return output


def _bundle(data: Json) -> Json:
    if not isinstance(data, dict):
        return {} if data is None else {"text/plain": _text(data)}
    return {mime: value if is_json_mime(mime) else _text(value) for mime, value in data.items()}


def _text(value: Json) -> Json:
    if isinstance(value, str):
        return value
    return [*value] if is_lines(value) else _json(value)


def _json(value: Json) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _count(value: Json) -> Json:
    """An execution count; booleans are integers, too."""
    return value if type(value) is int and value >= 0 else None

"""What lies deeper than anything that is meant is left out; the rest stays as it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.network.unreadable import DEEPEST, shallow

JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_what_is_meant_stays_as_it_is(value: object) -> None:
    data = json.dumps(value).encode()

    assert shallow(data) == data


@pytest.mark.parametrize("signs", ["[]", "{}"])
@pytest.mark.parametrize("more", [0, 1, 2000])
def test_what_lies_too_deep_is_null(signs: str, more: int) -> None:
    inside = '{"a":' if signs == "{}" else "["
    deep = inside * (DEEPEST + more) + "7" + signs[1] * (DEEPEST + more)

    told = shallow(f'{{"deep": {deep}, "kept": ["x", 1]}}'.encode())

    found = json.loads(told)
    assert found["kept"] == ["x", 1]
    assert "7" not in told.decode()
    assert told.decode().count("null") == 1


@pytest.mark.parametrize("text", ["[[[", "]]]", '\\"[', 'a"]b{', "\\\\"])
def test_brackets_in_texts_are_texts(text: str) -> None:
    value = {"a": [text], text: {"b": text * 200}}
    data = json.dumps(value).encode()

    assert shallow(data) == data


@pytest.mark.parametrize("data", [b"", b"[" * 5000, b"]" * 500, b'"' + b"[" * 500])
def test_what_was_no_json_stays_none(data: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(shallow(data))

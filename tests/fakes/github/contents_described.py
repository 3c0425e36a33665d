"""Files of a repository, described as GitHub describes them.

The shared copy of GitHub's own description leaves these paths out; what stands here is
written after its page, as far as the fake answers: https://docs.github.com/en/rest/repos/contents
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"type": "string", "nullable": True}
ADDRESS_OR_NULL: Json = {"type": "string", "format": "uri", "nullable": True}


def _object(required: list[str], properties: Json) -> Json:
    return {"type": "object", "required": required, "properties": properties}


_FILE_KEYS: Json = {
    "name": TEXT,
    "path": TEXT,
    "sha": TEXT,
    "size": {"type": "integer"},
    "url": {"type": "string", "format": "uri"},
    "html_url": ADDRESS_OR_NULL,
    "git_url": ADDRESS_OR_NULL,
    "download_url": ADDRESS_OR_NULL,
    "type": {"type": "string", "enum": ["file", "dir", "symlink", "submodule"]},
    "_links": _object(
        ["git", "html", "self"],
        {"git": ADDRESS_OR_NULL, "html": ADDRESS_OR_NULL, "self": ADDRESS_OR_NULL},
    ),
}
_FILE = _object(
    [*_FILE_KEYS, "content", "encoding"],
    {**_FILE_KEYS, "content": TEXT, "encoding": TEXT},
)
_ENTRY = _object(list(_FILE_KEYS), _FILE_KEYS)
_WHO = _object([], {"name": TEXT, "email": TEXT, "date": TEXT})
_PLACE = _object([], {"sha": TEXT, "url": TEXT, "html_url": TEXT})
_COMMIT = _object(
    [],
    {
        "sha": TEXT,
        "node_id": TEXT,
        "url": TEXT,
        "html_url": TEXT,
        "author": _WHO,
        "committer": _WHO,
        "message": TEXT,
        "tree": _PLACE,
        "parents": {"type": "array", "items": _PLACE},
        "verification": _object(
            [],
            {
                "verified": {"type": "boolean"},
                "reason": TEXT,
                "signature": TEXT_OR_NULL,
                "payload": TEXT_OR_NULL,
                "verified_at": TEXT_OR_NULL,
            },
        ),
    },
)
_MADE = _object(["content", "commit"], {"content": _ENTRY, "commit": _COMMIT})
_BODY = _object(
    ["message", "content"],
    {
        "message": TEXT,
        "content": TEXT,
        "sha": TEXT,
        "branch": TEXT,
        "committer": _WHO,
        "author": _WHO,
    },
)


def _json(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


_NO: Json = {"$ref": "#/components/responses/not_found"}

CONTENTS: Json = {
    "/repos/{owner}/{repo}/contents/{path}": {
        "get": {
            "parameters": [{"name": "ref", "in": "query", "schema": TEXT}],
            "responses": {
                "200": _json(
                    {"anyOf": [_FILE, {"type": "array", "items": _ENTRY}]},
                ),
                "404": _NO,
            },
        },
        "put": {
            "requestBody": _json(_BODY),
            "responses": {"200": _json(_MADE), "201": _json(_MADE), "409": _NO},
        },
    }
}
"""The paths, as in OpenAPI."""

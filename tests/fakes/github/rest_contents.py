"""Files of a repository over REST, on its default branch only.

What a change is refused with was measured by others: a digest of something else is 409,
none at all 422, and for a file that is not there any digest will do.
https://docs.github.com/en/rest/repos/contents
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from hashlib import sha1
from typing import Any
from urllib.parse import quote

from .call import Call, ok
from .payloads import stamp
from .wire import Answer, Refusal, not_found

BRANCH = "main"
LARGEST = 1024 * 1024
"""Bytes; of larger files the content is left out."""


def sha_of(data: bytes) -> str:
    """The digest by which git knows a file's content."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def get_content(call: Call) -> Answer:
    """GET …/contents/{path}: a file, or a folder's list."""
    path = call.values["path"]
    files = call.home.files
    if path in files:
        return ok(_file(call, path) | _content(files[path]))
    inside = sorted(one for one in files if one.startswith(f"{path}/"))
    if not inside:
        raise not_found()
    return ok([_file(call, one) for one in inside if "/" not in one[len(path) + 1 :]])


def put_content(call: Call) -> Answer:
    """PUT …/contents/{path}: a commit on the default branch."""
    home, path, data = call.home, call.values["path"], call.data
    call.viewer.need_push(home)
    try:
        content = b64decode(data["content"], validate=True)
    except Error:
        raise Refusal(422, "content is not valid Base64") from None
    there = home.files.get(path)
    if there is not None and not data.get("sha"):
        raise Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if there is not None and data["sha"] != sha_of(there):
        raise Refusal(409, f"{path} does not match {data['sha']}")
    if home.protected:
        said = "Repository rule violations found\n\nChanges must be made through a pull"
        raise Refusal(409, f"{said} request.\n\n")
    home.files[path] = content
    home.commits.append((path, data["message"], call.who))
    made = {"content": _file(call, path), "commit": _commit(call, data["message"])}
    return ok(made, 200 if there is not None else 201)


def _file(call: Call, path: str) -> dict[str, Any]:
    home, data = call.home, call.home.files[path]
    api = f"{call.payloads.api}/repos/{home.full_name}"
    web = f"{call.payloads.web}/{home.full_name}"
    sha, quoted = sha_of(data), quote(path)
    url = f"{api}/contents/{quoted}?ref={BRANCH}"
    git, html = f"{api}/git/blobs/{sha}", f"{web}/blob/{BRANCH}/{quoted}"
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": len(data),
        "url": url,
        "html_url": html,
        "git_url": git,
        "download_url": f"{web}/raw/{BRANCH}/{quoted}",
        "type": "file",
        "_links": {"self": url, "git": git, "html": html},
    }


def _content(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        return {"content": "", "encoding": "none"}
    text = b64encode(data).decode()
    lines = [text[start : start + 60] for start in range(0, len(text), 60)]
    return {"content": "".join(f"{line}\n" for line in lines), "encoding": "base64"}


def _commit(call: Call, message: str) -> dict[str, Any]:
    home = call.home
    sha = sha_of(f"{len(home.commits)} {message}".encode())
    path = f"{home.full_name}/commit/{sha}"
    now = stamp(call.state.now())
    who = {"name": call.who, "email": f"{call.who}@users.example", "date": now}
    tree = sha_of(sha.encode())
    api = f"{call.payloads.api}/repos/{home.full_name}/git"
    return {
        "sha": sha,
        "node_id": f"C_{sha[:20]}",
        "url": f"{api}/commits/{sha}",
        "html_url": f"{call.payloads.web}/{path}",
        "author": who,
        "committer": who,
        "message": message,
        "tree": {"sha": tree, "url": f"{api}/trees/{tree}"},
        "parents": [],
        "verification": {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        },
    }

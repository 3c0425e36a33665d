"""JQL's form: words, clauses, what joins them, and the order. No meaning in here.

What is not well-formed is refused with Jira's words and the place, as users saw them:
https://github.com/hygieia/hygieia/issues/276
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .wire import Refusal

OPERATORS = ("!=", "<=", ">=", "!~", "=", "<", ">", "~")
VALID = (
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', "
    "'NOT IN', 'IS' and 'IS NOT'."
)
RESERVED = {"and", "or", "not", "in", "is", "order", "by", "asc", "desc", "was"}
RESERVED |= {"changed", "as", "end", "true", "false", "from", "to", "on", "during"}
EMPTY = {"empty", "null"}

TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<open>["'])
    |(?P<op>!=|<=|>=|!~|[=<>~])
    |(?P<join>&&?|\|\|?|!)
    |(?P<mark>[(),])
    |(?P<word>cf\[\d+\])
    |(?P<bad>[@?+*{}\#%^$;`./\[\]\\])
    |(?P<plain>[^\s()=!<>~,&|"'@?+*{}\#%^$;`./\[\]\\]+)
    )""",
    re.VERBOSE,
)
Joint = Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word."""

    kind: str
    text: str
    """As it is meant: without quotes."""
    at: int
    """Where it begins."""

    def says(self, *words: str) -> bool:
        """Whether it is one of these words, without quotes."""
        return self.kind != "string" and self.text.casefold() in words


@dataclass(frozen=True, slots=True)
class Operand:
    """What a field is compared with."""

    kind: Literal["string", "word", "function", "empty"]
    text: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A field, an operator in small letters, and what it is compared with."""

    field: str
    operator: str
    operands: tuple[Operand, ...]
    bare: bool = False
    """Whether `in` stands before a value that is no list."""


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: Node


@dataclass(frozen=True, slots=True)
class Several:
    """Parts that are joined."""

    joint: Joint
    parts: tuple[Node, ...]


Node = Clause | Not | Several


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query."""

    where: Node | None
    """None: all issues."""
    order: tuple[tuple[str, bool], ...]
    """Fields, and whether downwards."""


def parse(text: str) -> Query:
    """A query.

    Raises:
        Refusal: 400, with the place.
    """
    return Parser(text).query()


def wrong(text: str, jql: str, at: int) -> Refusal:
    """A query that is not well-formed, with the place."""
    before = jql[:at]
    line = before.count("\n") + 1
    character = at - (before.rfind("\n") + 1) + 1
    place = f"(line {line}, character {character})"
    return Refusal(400, f"Error in the JQL Query: {text} {place}")


def _tokens(jql: str) -> Iterator[Token]:
    place, end = 0, len(jql.rstrip())
    while place < end:
        match = TOKEN.match(jql, place)
        assert match is not None, jql[place:]
        kind = str(match.lastgroup)
        start, raw = match.start(kind), match[kind]
        if kind == "open":
            text = f"The quoted string '{jql[start + 1 :]}' has not been completed."
            raise wrong(text, jql, start)
        if kind == "bad":
            more = "You must enclose it in a string or use the escape"
            text = f"The character '{raw}' is a reserved JQL character. {more}"
            raise wrong(f"{text} '\\u{ord(raw):04x}' instead.", jql, start)
        if kind == "plain":
            kind = "word"
        if kind == "string":
            raw = re.sub(r"\\(.)", r"\1", raw[1:-1])
        yield Token(kind, raw, start)
        place = match.end()


class Parser:
    """Reads a query from left to right."""

    def __init__(self, jql: str) -> None:
        self._jql = jql
        self._tokens = list(_tokens(jql))
        self._place = 0

    def query(self) -> Query:
        """All of it.

        Raises:
            Refusal: 400.
        """
        where = None
        if self._next is not None and not self._next.says("order"):
            where = self._either()
        order = self._order()
        if self._next is not None:
            got = f"but got '{self._next.text}'."
            raise self._wrong(f"Expecting either 'OR' or 'AND' {got}")
        return Query(where, order)

    @property
    def _next(self) -> Token | None:
        known = self._place < len(self._tokens)
        return self._tokens[self._place] if known else None

    def _take(self, *words: str) -> bool:
        """Step over the next word if it is one of these."""
        found = self._next is not None and self._next.says(*words)
        self._place += found
        return found

    def _wrong(self, text: str) -> Refusal:
        at = self._next.at if self._next else len(self._jql)
        return wrong(text, self._jql, at)

    def _either(self) -> Node:
        parts = [self._both()]
        while self._take("or", "||", "|"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Several("or", tuple(parts))

    def _both(self) -> Node:
        parts = [self._single()]
        while self._take("and", "&&", "&"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else Several("and", tuple(parts))

    def _single(self) -> Node:
        if self._take("not", "!"):
            return Not(self._single())
        if self._take("("):
            inside = self._either()
            if not self._take(")"):
                raise self._wrong("Expecting ')' before the end of the query.")
            return inside
        return self._clause()

    def _clause(self) -> Clause:
        field = self._field()
        operator = self._operator()
        if operator in {"in", "not in"}:
            following = self._next
            bare = following is not None and following.kind in {"word", "string"}
            operands = (self._operand(),) if bare else self._list()
            bare = bare and operands[0].kind != "function"
            return Clause(field, operator, operands, bare=bare)
        return Clause(field, operator, (self._operand(),))

    def _field(self) -> str:
        token = self._next
        if token is None:
            raise self._wrong("Expecting a field name at the end of the query.")
        if token.kind not in {"word", "string"}:
            raise self._wrong(f"Expecting a field name but got '{token.text}'.")
        if token.kind == "word" and token.text.casefold() in RESERVED:
            more = "You must surround it in quotation marks to use it in a query."
            raise self._wrong(f"'{token.text}' is a reserved JQL word. {more}")
        self._place += 1
        return token.text

    def _operator(self) -> str:
        token = self._next
        if token is None:
            raise self._wrong(
                f"Expecting operator before the end of the query. {VALID}"
            )
        if self._take(*OPERATORS):
            return token.text
        if self._take("in"):
            return "in"
        if self._take("is"):
            return "is not" if self._take("not") else "is"
        if self._take("not") and self._take("in"):
            return "not in"
        raise self._wrong(f"Expecting operator but got '{token.text}'. {VALID}")

    def _list(self) -> tuple[Operand, ...]:
        if not self._take("("):
            raise self._wrong("Expecting '(' before the values of a list.")
        found = [self._operand()]
        while self._take(","):
            found.append(self._operand())
        if not self._take(")"):
            got = f"'{self._next.text}'" if self._next else "the end of the query"
            raise self._wrong(f"Expecting ')' or ',' but got {got}.")
        return tuple(found)

    def _operand(self) -> Operand:
        token = self._next
        what = "Expecting either a value, list or function"
        if token is None:
            raise self._wrong(f"{what} before the end of the query.")
        if token.kind not in {"word", "string"}:
            raise self._wrong(f"{what} but got '{token.text}'.")
        if token.says(*RESERVED):
            more = f"You must surround '{token.text}' in quotation marks"
            text = f"{what} but got '{token.text}'. {more} to use it as a value."
            raise self._wrong(text)
        self._place += 1
        if token.kind == "string":
            return Operand("string", token.text)
        if token.says(*EMPTY):
            return Operand("empty", token.text)
        if self._take("("):
            return Operand("function", token.text, self._arguments())
        return Operand("word", token.text)

    def _arguments(self) -> tuple[str, ...]:
        found: list[str] = []
        while not self._take(")"):
            if self._next is None:
                raise self._wrong("Expecting ')' before the end of the query.")
            if not self._take(","):
                found.append(self._next.text)
                self._place += 1
        return tuple(found)

    def _order(self) -> tuple[tuple[str, bool], ...]:
        if not self._take("order"):
            return ()
        if not self._take("by"):
            raise self._wrong("Expecting 'BY' after 'ORDER'.")
        found: list[tuple[str, bool]] = []
        while True:
            name = self._field()
            down = self._take("desc")
            if not down:
                self._take("asc")
            found.append((name, down))
            if not self._take(","):
                return tuple(found)

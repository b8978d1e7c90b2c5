"""A bank's markup as a tree: bounded in size, depth and elements, with nothing declared or fetched.

A document type, and with it every entity of a document's own, is refused where it begins: there is
nothing that could expand, recurse, or be looked up elsewhere.
"""

from collections.abc import Iterator, Sequence
from xml.parsers import expat

from banking.connector import Unreadable

MOST_BYTES = 8 * 1024 * 1024
MOST_ELEMENTS = 250_000
MOST_DEPTH = 64
# No character of a name or an address.
_SEPARATOR = " "


class Element:
    """One element: what it is called, what it says, what it holds.

    Shape: ``text`` is without the white space around it, and empty where there are elements
    within. Elements of another namespace than their parent's are never found by its methods.
    """

    __slots__ = ("_attributes", "_within", "name", "namespace", "text")

    def __init__(
        self, name: str, namespace: str = "", attributes: dict[str, str] | None = None
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.text = ""
        self._attributes = attributes or None
        # Most elements hold none: a list for each would double the tree.
        self._within: list[Element] | None = None

    def add(self, element: "Element") -> None:
        """Puts one more element at the end."""
        if self._within is None:
            self._within = []
        self._within.append(element)

    def take(self) -> Sequence["Element"]:
        """All elements within, which leave."""
        within, self._within = self._within or [], None
        return within

    @property
    def is_parent(self) -> bool:
        return self._within is not None

    def attribute(self, name: str) -> str:
        """What the attribute says; empty if there is none."""
        return (self._attributes or {}).get(name, "")

    def __iter__(self) -> Iterator["Element"]:
        return iter(self._within or ())

    def each(self, name: str) -> Iterator["Element"]:
        """The elements of that name directly within."""
        return (each for each in self if each.name == name and each.namespace == self.namespace)

    def maybe(self, *path: str) -> "Element | None":
        """The first element of that name, or at the end of that path of names."""
        found: Element | None = self
        for name in path:
            found = next(found.each(name), None) if found is not None else None
        return found

    def at(self, *path: str) -> "Element":
        """The first element at the end of the path.

        Raises:
            Unreadable: There is none; the message tells the names, never a value.

        """
        found = self.maybe(*path)
        if found is None:
            message = f"The bank's document lacks {'/'.join((self.name, *path))}"
            raise Unreadable(message)
        return found

    def value(self, *path: str) -> str:
        """What the first element at the end of the path says; empty if there is none."""
        found = self.maybe(*path)
        return "" if found is None else found.text


class Growing:
    """A tree in the making, which stops at the limits."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self._count = 0

    def begin(self, element: Element) -> None:
        """One more element, within the innermost that is open.

        Raises:
            Unreadable: It is one too many, one too deep, or a second root.

        """
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self.open) == MOST_DEPTH:
            message = "The bank's document is too large or too deep"
            raise Unreadable(message)
        if self.open:
            self.open[-1].add(element)
        elif self.root is None:
            self.root = element
        else:
            message = "The bank's document has two roots"
            raise Unreadable(message)
        self.open.append(element)

    def end(self) -> Element:
        """Closes the innermost element that is open."""
        return self.open.pop()


def sized(raw: bytes) -> bytes:
    """The document, if it is not too large.

    Raises:
        Unreadable: It is.

    """
    if len(raw) > MOST_BYTES:
        message = "The bank's document is too large or too deep"
        raise Unreadable(message)
    return raw


def xml(raw: bytes) -> Element:
    """The root of the XML document.

    Raises:
        Unreadable: It is none, declares a document type, or is beyond the limits.

    Source: XML 1.0; Namespaces in XML 1.0.
    """
    growing = Growing()
    try:
        _parser(growing).Parse(sized(raw).lstrip(), True)  # noqa: FBT003 - expat takes no name here
        root = growing.root
    except (expat.ExpatError, LookupError, ValueError):
        root = None
    if root is None:
        message = "The bank's document is no XML"
        raise Unreadable(message)
    return root


def _parser(growing: Growing) -> "expat.XMLParserType":
    said: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        said.clear()
        namespace, _, local = name.rpartition(_SEPARATOR)
        growing.begin(Element(local, namespace, attributes))

    def end(_name: str) -> None:
        element = growing.end()
        if not element.is_parent:
            element.text = "".join(said).strip()
        said.clear()

    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = said.append
    return parser


def _refuse(*_declaration: object) -> None:
    message = "The bank's document declares a document type"
    raise Unreadable(message)

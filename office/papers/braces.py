"""What may stand in the braces of a Word template, and filling them in.

Whoever uploads a template is no programmer of this house: names of the paper, conditions, loops over its rows and a few
filters are all there is. No call, no arithmetic, nothing of Python within reach, no loop that could run for hours and no
filter that multiplies a text by itself.
"""

import io
import re

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, meta, nodes
from jinja2.exceptions import TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from office.errors import DomainError

FILTERS = ("default", "d", "first", "join", "last", "length", "lower", "round", "trim", "upper")
TESTS = ("defined", "undefined", "none", "eq", "equalto", "==", "ne", "!=", "in", "odd", "even", "divisibleby")
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Tuple, nodes.List, nodes.Getattr,
    nodes.Getitem, nodes.Filter, nodes.Test, nodes.Keyword, nodes.If, nodes.For, nodes.CondExpr, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat,
)  # fmt: skip
MOST_NESTED_LOOPS = 2
LONGEST_SEPARATOR = 20
MOST_CHARACTERS = 100_000_000  # of one part, filled in
IN_BRACES = re.compile(r"\{[{%#].*?(?:[}%#]\}|$)")


class _Unknown(StrictUndefined):
    """A name that the paper does not have is an error, and its message is that name."""

    @property
    def _undefined_message(self):
        return str(self._undefined_name)


class PaperEnvironment(SandboxedEnvironment):
    """Reads every part of a template; `names` are the placeholders that its kind of paper has."""

    def __init__(self, names):
        super().__init__(autoescape=True, undefined=_Unknown)
        self.names = frozenset(names)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}

    @staticmethod
    def concat(pieces):
        """The pieces of a part in one, given up before it is too large to be held."""
        kept, size = [], 0
        for piece in pieces:
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise DomainError(_("Filled in, the file would be far larger than a paper is. Take loops out of it."))
            kept.append(piece)
        return "".join(kept)

    def _parse(self, source, name, filename):
        """Jinja's own parser, for a whole template and nothing else: whatever is rendered passes here."""
        tree = super()._parse(source, name, filename)
        _refuse_programs(tree)
        for unknown in sorted(meta.find_undeclared_variables(tree) - self.names):
            raise _unknown(unknown)
        return tree


class _StrictDocument(DocxTemplate):
    """Word would lose text, silently, where a condition or loop starts within one paragraph or row and ends in another."""

    def fix_tables(self, xml):
        etree.fromstring(xml.encode())
        return super().fix_tables(xml)


def fill(content, names, context, *, strict=False):
    """The bytes of a .docx template filled with `context`. Values are text, whatever is in them.

    Raises DomainError for a placeholder that is no name of the paper, for mistakes in the braces, and with `strict`
    (for templates not tried yet) where filling in would break the paragraphs and tables of the file.
    """
    document = (_StrictDocument if strict else DocxTemplate)(io.BytesIO(content))
    try:
        document.render(context, PaperEnvironment(names), autoescape=True)
    except UndefinedError as error:
        raise _unknown(error.message) from None
    except TemplateError as error:
        raise _mistaken(error) from None
    except etree.XMLSyntaxError:
        raise DomainError(
            _(
                "A condition or loop starts in one paragraph or table row and ends in another. Put each of its two ends on a line of "
                "its own, written {%p … %}, or in a table in a row of its own, written {%tr … %}."
            )
        ) from None
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _refuse_programs(tree):
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            raise DomainError(
                _(
                    "In braces only names, conditions and loops may stand, no calculations and no calls (found: %(found)s)."
                )
                % {"found": type(node).__name__}
            )
    if any(node.name == "join" and not _joins_a_list(node) for node in tree.find_all(nodes.Filter)):
        raise DomainError(
            _("“join” puts a list of the paper together, with a short separator in quotes, e.g. {{ list|join('、') }}.")
        )
    loops = list(tree.find_all(nodes.For))
    if any(not isinstance(loop.iter, nodes.Name | nodes.Getattr) for loop in loops) or _depth(tree) > MOST_NESTED_LOOPS:
        raise DomainError(_("A loop runs over a list of the paper, and at most one loop stands within another."))


def _joins_a_list(node):
    """Whether what is joined stands in the paper as it is, and what comes between is short and written out."""
    given = [*node.args, *(keyword.value for keyword in node.kwargs)]
    plain = all(isinstance(value, nodes.Const) and len(str(value.value)) <= LONGEST_SEPARATOR for value in given)
    return plain and isinstance(node.node, nodes.Name | nodes.Getattr) and not (node.dyn_args or node.dyn_kwargs)


def _depth(node):
    """How many loops stand within one another."""
    below = max(map(_depth, node.iter_child_nodes()), default=0)
    return below + isinstance(node, nodes.For)


def _unknown(name):
    return DomainError(
        _("“%(name)s” is no placeholder of this paper. Look at the list of placeholders for the right name.")
        % {"name": name}
    )


def _mistaken(error):
    near = _near(error)
    if not near:
        return DomainError(_("An {% if … %} or {% for … %} is not closed by its {% endif %} or {% endfor %}."))
    return DomainError(
        _(
            "The braces at “%(text)s” are not right: write {{ name }} with two braces on each side, and close every {%% if … %%} "
            "and {%% for … %%}."
        )
        % {"text": near}
    )


def _near(error):
    """The braces in the line at which the reading stopped."""
    lines = list(getattr(error, "docx_context", ()))
    place = (error.lineno or 1) - 1 - max((error.lineno or 1) - 4, 0) if hasattr(error, "lineno") else 0
    found = IN_BRACES.search(lines[place]) if place < len(lines) else None
    return found.group()[:80] if found else ""

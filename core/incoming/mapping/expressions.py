"""JMESPath expressions within bounds: what somebody typed must neither fail wildly nor run for long.

JMESPath has no loops, and each step sees only what the one before it gave. Costly is what repeats:
`[@, @] | [@, @]` doubles, so every made list is measured, every step is counted, and text is limited.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from jmespath import exceptions
from jmespath.functions import Functions
from jmespath.parser import Parser
from jmespath.visitor import Options, TreeInterpreter

from core.errors import InvalidInput
from core.incoming.values import BadPayload, check_depth

MAX_LENGTH = 2_000
"""Characters of an expression."""
MAX_DEPTH = 60
MAX_STEPS = 5_000_000
"""For all expressions of a mapping over one payload: some seconds at worst, for a list of 100,000 records."""
MAX_TEXT = 1_000_000
"""Characters of a text that an expression makes."""
_PER_STEP = 64  # characters of text that count as one step


class BadExpression(InvalidInput):
    """An expression is wrong, or does not work on the payload at hand."""

    code = "bad_expression"


class Budget:
    """The steps that are left for a payload; each `spend` may end the evaluation."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self._left = steps

    def spend(self, steps: int) -> None:
        """Take steps away. Raises BadExpression when none are left."""
        self._left -= steps
        if self._left < 0:
            raise BadExpression("The expressions take too long on this payload.", "Make them simpler.")

    def measure(self, value: Any) -> None:
        """Spend what it costs to walk through a value, and stop there if it is too much."""
        waiting = [value]
        while waiting:
            each = waiting.pop()
            self.spend(1 + (len(each) // _PER_STEP if isinstance(each, str) else 0))
            if isinstance(each, dict | list):
                waiting.extend(each.values() if isinstance(each, dict) else each)


def check_expression(text: str) -> None:
    """Raise BadExpression unless the text is an expression that may be used."""
    _compile(text)


def evaluate(text: str, payload: Any, budget: Budget) -> Any:
    """Return what an expression finds in a payload; None for nothing. Raises BadExpression."""
    try:
        return _Bounded(budget).visit(_compile(text), payload)
    except InvalidInput:
        raise
    except exceptions.JMESPathTypeError as error:
        raise _wrong_argument(error) from None
    except exceptions.ArityError as error:
        raise BadExpression(f"{error.function_name}() has the wrong number of arguments.") from None
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
        raise BadExpression("The expression does not work on this payload.", f"{error}.") from None


class _Functions(Functions):
    """JMESPath's own functions, within a budget."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def call_function(self, function_name: str, resolved_args: list[Any]) -> Any:
        """Count what the arguments cost, and the text that comes out."""
        for each in resolved_args:
            if function_name in ("to_string", "contains"):
                self._budget.measure(each)
            elif isinstance(each, str | list | dict):
                self._budget.spend(len(each))
        if function_name == "join":
            _check_joined(resolved_args)
        made = super().call_function(function_name, resolved_args)
        if isinstance(made, str):
            _check_text(len(made))
        return made


class _Bounded(TreeInterpreter):
    """Evaluates an expression, counting its steps."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(Options(custom_functions=_Functions(budget)))
        self._budget = budget

    def visit(self, node: Any, *values: Any, **options: Any) -> Any:
        self._budget.spend(1)
        return super().visit(node, *values, **options)

    def visit_flatten(self, node: Any, value: Any) -> Any:
        made = super().visit_flatten(node, value)
        self._budget.spend(len(made or ()))
        return made

    def visit_multi_select_list(self, node: Any, value: Any) -> Any:
        return self._measured(super().visit_multi_select_list(node, value))

    def visit_multi_select_dict(self, node: Any, value: Any) -> Any:
        return self._measured(super().visit_multi_select_dict(node, value))

    def _measured(self, made: Any) -> Any:
        self._budget.measure(made)
        return made


@lru_cache(maxsize=1_000)
def _compile(text: str) -> Any:
    """Return the tree of an expression. Raises BadExpression, saying where it is wrong."""
    if not text.strip():
        raise BadExpression("The expression is empty.", "Name what to take, such as product.title.")
    if len(text) > MAX_LENGTH:
        raise BadExpression(f"An expression has at most {MAX_LENGTH:,} characters.")
    try:
        tree = Parser().parse(text).parsed
        _check_tree(tree)
    except (exceptions.LexerError, exceptions.ParseError) as error:
        raise _unexpected(error) from None
    except BadPayload:  # a literal
        raise _too_deep() from None
    except (ValueError, TypeError, AttributeError, LookupError):
        raise BadExpression("This is not a JMESPath expression.") from None
    except RecursionError:
        raise _too_deep() from None
    return tree


def _check_tree(tree: dict[str, Any]) -> None:
    """Look for what would only fail when it is evaluated."""
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise _too_deep()
        for node in level:
            if node["type"] == "function_expression" and node["value"] not in Functions.FUNCTION_TABLE:
                raise BadExpression(f"There is no function {node['value']}().")
            if node["type"] == "literal":
                check_depth(node["value"])
        level = [child for node in level for child in _children(node)]


def _unexpected(error: exceptions.ParseError) -> BadExpression:
    if not error.token_value:
        return BadExpression("The expression ends too early.", "Something is missing at its end.")
    place = f"at character {error.lex_position + 1}"
    return BadExpression(f"“{error.token_value}” is not expected {place}.", "It is read as JMESPath.")


def _children(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (child for child in node.get("children", ()) if isinstance(child, dict) and "type" in child)


def _check_joined(arguments: list[Any]) -> None:
    """Work out how long the text would be, before it takes the memory."""
    if len(arguments) == 2 and isinstance(arguments[0], str) and isinstance(arguments[1], list):
        glue, parts = arguments
        _check_text(len(glue) * len(parts) + sum(len(part) for part in parts if isinstance(part, str)))


def _check_text(length: int) -> None:
    if length > MAX_TEXT:
        raise BadExpression(f"The expression makes a text of more than {MAX_TEXT:,} characters.")


def _wrong_argument(error: exceptions.JMESPathTypeError) -> BadExpression:
    wanted = " or ".join(error.expected_types)
    return BadExpression(
        f"{error.function_name}() was given something of another kind.", f"It takes: {wanted}."
    )


def _too_deep() -> BadExpression:
    return BadExpression("The expression is nested too deeply.", f"At most {MAX_DEPTH} levels are read.")

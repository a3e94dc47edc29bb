import json
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.lab.rewriting import ways

ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=50)
@given(ANY)
def test_every_way_of_writing_json_means_the_same(content):
    for text in (json.dumps(content), json.dumps(content, ensure_ascii=False, indent=3)):
        for how, made in ways(text):
            assert json.loads(made) == content, how


@pytest.mark.parametrize("content", [{"a": [1, {}, []], "b": "x\ny"}, [], {}, [[[]]], "a", 1])
@pytest.mark.parametrize("step", [2, 4, "\t"])
def test_json_is_indented_as_most_programs_do(content, step):
    wanted = json.dumps(content, indent=step)
    assert wanted in dict(ways(json.dumps(content, separators=(",", ":")))).values()


@pytest.mark.parametrize(
    ("text", "way", "made"),
    [
        (r'"\u00f6\/"', "without spaces, with letters such as ö as they are", '"ö/"'),
        (r'"\\/\\u00f6"', "without spaces, with letters such as ö as they are", r'"\\/\\u00f6"'),
        ('"ö/😀"', "without spaces, with letters such as ö escaped", r'"\u00f6/\ud83d\ude00"'),
        ('"ö/"', "without spaces, with letters such as ö and each slash escaped", r'"\u00f6\/"'),
        ('"<a&b>"', "without spaces, with the signs <, > and & escaped", r'"\u003ca\u0026b\u003e"'),
        ('{"b":1,"a":2}', "with spaces and with its keys in order", '{"a": 2, "b": 1}'),
        (r'"\u0000\n\ud800"', "without spaces, with letters such as ö as they are", r'"\u0000\n\ud800"'),
    ],
)
def test_letters_and_signs_are_spelled_as_programs_do(text, way, made):
    assert dict(ways(text))[way] == made


NUMBERS = [
    "1.10",
    "1.0",
    "-0.0",
    "1e3",
    "820982911946154508",
    "1e21",
    "1e-7",
    "0.1e-6",
    "123e-20",
    "1e400",
    "-5E+2",
]
WRITTEN = ["1.1", "1", "0", "1000", "820982911946154500", "1e+21", "1e-7", "1e-7", "1.23e-18", "null", "-500"]


def test_numbers_are_written_as_javascript_does():
    found = dict(ways(f"[{','.join(NUMBERS)}]"))["without spaces, with numbers as JavaScript writes them"]
    assert found == f"[{','.join(WRITTEN)}]"


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
def test_javascript_itself_writes_these_numbers_so():
    script = f"process.stdout.write(JSON.stringify([{','.join(NUMBERS)}]))"
    done = subprocess.run(["node", "-e", script], capture_output=True, check=True, text=True)
    assert done.stdout == f"[{','.join(WRITTEN)}]"

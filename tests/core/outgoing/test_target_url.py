import pytest
import yarl
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.outgoing.target_url import check_target_url


@pytest.mark.parametrize(
    "url",
    [
        "https://erp.brightwater.example/hooks/nautical",
        "http://127.0.0.1:8765/hook",
        "http://localhost",
        "http://[::1]:9/",
        "http://my_machine:80/a?b=c&d=%20",
        "https://shop.example./",
        "https://xn--bcher-kva.example/",
        "https://shop.example/" + "a" * 2027,
    ],
)
def test_a_good_address_stays_as_it_is(url):
    assert check_target_url(url) == url


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  https://shop.example/hook\n", "https://shop.example/hook"),
        ("HTTPS://Shop.Example/Hook", "https://shop.example/Hook"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä"),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"),
        ("http://shop.example:0080/", "http://shop.example:80/"),
    ],
)
def test_scheme_and_host_are_kept_in_one_form(typed, kept):
    assert check_target_url(typed) == kept


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Enter the Target URL."),
        ("   ", "Enter the Target URL."),
        ("shop.example/hook", "starts with https:// or http://"),
        ("localhost:8000/hook", "starts with https:// or http://"),
        ("ftp://shop.example/", "Webhooks are not sent over ftp."),
        ("javascript://alert(1)", "Webhooks are not sent over javascript."),
        ("://shop.example/", "starts with https:// or http://"),
        ("https://", "The host is missing."),
        ("https:///hook", "The host is missing."),
        ("https://:8080/", "The host is missing."),
        ("https://shop..example/", "“shop..example” is not a valid host."),
        ("https://-shop.example/", "is not a valid host"),
        ("https://sh%6fp.example/", "is not a valid host"),
        ("https://shop_\u2603.example/", "is not a valid host"),
        ("https://" + "a" * 64 + ".example/", "is not a valid host"),
        ("https://" + "a." * 127 + "example/", "is not a valid host"),
        ("https://256.1.1.1/", "is not a valid host"),
        ("https://127.1/", "is not a valid host"),
        ("https://169\u3002254\uff0e169\uff61254/", "This address is never sent to."),
        ("https://169.254.169.\u2461\u2464\u2463/", "This address is never sent to."),
        ("https://127\u30021/", "is not a valid host"),
        ("https://0x7f000001/", "is not a valid host"),
        ("https://2130706433/", "is not a valid host"),
        ("https://[::1/", "The host in this Target URL is not valid."),
        ("https://[fe80::1%25eth0]/", "is not a valid host"),
        ("https://[hello]/", "not valid"),
        ("https://shop.example:0/", "a number from 1 to 65535"),
        ("https://shop.example:65536/", "a number from 1 to 65535"),
        ("https://shop.example:/", "a number from 1 to 65535"),
        ("https://shop.example:80a/", "a number from 1 to 65535"),
        ("https://shop.example:²/", "a number from 1 to 65535"),
        ("https://ann@shop.example/", "no user or password"),
        ("https://ann:pw@shop.example/", "no user or password"),
        ("https://@shop.example/", "no user or password"),
        ("https://shop.example/#top", "no # part"),
        ("https://shop.example/a b", "no spaces"),
        ("https://shop.example/a\tb", "no spaces or control characters"),
        ("https://shop.example/\x00", "no spaces or control characters"),
        ("https://shop.example/\udcff", "no spaces or control characters"),
        ("https://shop\r\n.example/", "no spaces or control characters"),
        ("https://shop.example/" + "a" * 2028, "longer than 2,048 characters"),
    ],
)
def test_a_wrong_address_says_what_is_wrong(url, words):
    with pytest.raises(InvalidInput) as refused:
        check_target_url(url)
    assert words in str(refused.value)
    assert refused.value.field == "target_url"


addresses = st.from_regex(r"https?://[a-zA-Z0-9äß._\[\]:%-]{1,20}(:\d{1,5})?(/.{0,20})?", fullmatch=True)


@given(st.text(st.characters()) | addresses | addresses.map(lambda url: url.replace("/", "\\", 1)))
@example("http://\u2102.example")
@example("http://a\u2100b")  # splits into other parts once it is normalised
def test_any_text_is_either_refused_or_an_address_that_the_http_library_takes(text):
    try:
        kept = check_target_url(text)
    except InvalidInput:
        return
    assert check_target_url(kept) == kept
    assert yarl.URL(kept).host

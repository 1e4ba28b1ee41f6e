import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.const import CONF_PASSWORD, CONF_URL, CONF_USERNAME
from custom_components.secure_video.settings import stream_address
from custom_components.secure_video.stream_url import BadAddress, PastedAddress, read_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rtsp://cam/live", PastedAddress(url="rtsp://cam/live")),
        (" rtsp://cam:8554/live?x=1 \n", PastedAddress(url="rtsp://cam:8554/live?x=1")),
        ("rtsp://me@cam/", PastedAddress(url="rtsp://cam/", username="me")),
        ("rtsp://me:pw@cam/", PastedAddress(url="rtsp://cam/", username="me", password="pw")),
        ("rtsp://me:p@w:1@cam/", PastedAddress(url="rtsp://cam/", username="me", password="p@w:1")),
        ("http://me:p%40w@[fe80::1]:80/", PastedAddress(url="http://[fe80::1]:80/", username="me", password="p@w")),
    ],
)
def test_credentials_are_taken_out(text: str, expected: PastedAddress) -> None:
    assert read_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "camera",
        "cam.local/live",
        "file:///etc/passwd",
        "pipe:0",
        "concat:a|b",
        "ftp://cam/live",
        "rtsp://",
        "rtsp:///live",
        "rtsp://cam:port/live",
        "rtsp://cam:99999/live",
        "rtsp://me:pa/ss@cam/live",
        "rtsp://cam/li ve",
        "rtsp://[cam/live",
    ],
)
def test_what_is_no_stream_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BadAddress) as raised:
        read_address(text)
    assert not str(raised.value)


@given(username=st.text(min_size=1), password=st.text(min_size=1))
def test_credentials_survive_being_put_together_and_taken_apart(username: str, password: str) -> None:
    data = {CONF_URL: "rtsp://cam/live", CONF_USERNAME: username, CONF_PASSWORD: password}
    assert read_address(stream_address(data).url) == PastedAddress(
        url="rtsp://cam/live", username=username, password=password
    )

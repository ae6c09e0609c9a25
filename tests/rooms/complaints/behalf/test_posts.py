"""One post on social media has one address, however it was copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.complaints.behalf.posts import (
    direct_message,
    network_of,
    post_token,
    public_reply,
    read_link,
    tidy_link,
)
from tests import make

SAME = [
    ("https://www.instagram.com/p/Cx12Ab/", "instagram.com/warga.contoh/reel/Cx12Ab?igsh=zz", "Instagram"),
    ("https://m.facebook.com/story.php?story_fbid=77&id=5&mibextid=q", "https://facebook.com/story.php?id=5&story_fbid=77",
     "Facebook"),
    ("https://twitter.com/contoh/status/123?s=20", "https://x.com/lain/status/123/photo/1", "X"),
    ("https://youtu.be/dQw4?si=abc", "https://www.youtube.com/watch?v=dQw4&feature=share", "YouTube"),
    ("https://www.youtube.com/shorts/dQw4", "https://m.youtube.com/watch?v=dQw4", "YouTube"),
    ("https://www.tiktok.com/@a/video/9?lang=id", "https://tiktok.com/@a.b/video/9/", "TikTok"),
    ("https://www.threads.net/@a/post/Z1#x", "https://threads.net/@a/post/Z1", "Threads"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "network"), SAME)
def test_two_ways_to_copy_one_post(one: str, other: str, network: str) -> None:
    assert post_token(read_link(one)) == post_token(read_link(other))
    assert network_of(read_link(one)) == network_of(read_link(other)) == network


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://instagram.com/p/Cx12Ab", "https://instagram.com/p/cx12ab"),  # codes know large and small letters
        ("https://facebook.com/x/posts/1?comment_id=5", "https://facebook.com/x/posts/1?comment_id=6"),
        ("https://youtube.com/watch?v=a", "https://youtube.com/watch?v=b"),
        ("https://x.com/a/status/1", "https://x.com/a/status/2"),
    ],
)
def test_other_posts_stay_apart(one: str, other: str) -> None:
    assert post_token(one) != post_token(other)


@pytest.mark.parametrize(
    "typed",
    [
        "bukan tautan",
        "javascript:alert(1)",
        "ftp://contoh.id/a",
        "https://",
        "http://contoh.id:8080/a",
        "@akun",
        "http://[::1",
    ],
)
def test_what_is_no_address_is_none(typed: str) -> None:
    assert read_link(typed) == ""


@given(st.sampled_from([link for pair in SAME for link in pair[:2]]), st.text(max_size=30))
def test_tidying_twice_changes_nothing_and_nothing_is_raised(link: str, more: str) -> None:
    if read := read_link(link + more):
        once = tidy_link(read)
        assert tidy_link(once) == once


@pytest.mark.django_db
def test_the_public_reply_bears_the_number_and_nothing_of_the_reporter() -> None:
    make.regency()
    made = make.complaint(name="Wulan", contact="wulan@contoh.id")
    reply, message = public_reply(made, made.filed_at), direct_message(made, made.secret)
    assert made.ref in reply
    assert made.secret not in reply
    assert "Wulan" not in reply + message
    assert f"/lacak/{made.ref}/{made.secret}/" in message

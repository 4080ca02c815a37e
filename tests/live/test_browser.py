"""The live view in a real browser: it arrives live, opens by keyboard, and nothing hostile runs."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from streams.topics import RAW
from streams.worker.live.list_page import PAGE
from tests.live.browser import Browser
from tests.live.conftest import View
from tests.live.hostile import hostile

pytestmark = pytest.mark.broker

LONGER_THAN_A_POLL_S = 2.5
ROWS = "[...document.querySelectorAll('.articles > li')]"
CONTRASTS = """
(() => {
  const shades = new Map();
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const painted = (under, colour) => {
    canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)})`;
  };
  const behind = element => element
    ? painted(behind(element.parentElement), getComputedStyle(element).backgroundColor) : "white";
  const light = colour => {
    const linear = c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
    const parts = colour.match(/[0-9]+/g).map(n => linear(n / 255));
    return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    const under = behind(element);
    const [a, b] = [light(under), light(painted(under, getComputedStyle(element).color))].sort((x, y) => y - x);
    shades.set(`${element.tagName} ${element.className}`, (a + .05) / (b + .05));
  }
  return [...shades].filter(([, contrast]) => contrast < 4.5);
})()
"""
UNDERLINES = """
Object.fromEntries(["direct", "mixed", "indirect"].map(kind => {
  const quote = document.createElement("span");
  quote.className = `quote ${kind}`;
  document.body.append(quote);
  return [kind, getComputedStyle(quote).textDecorationStyle];
}))
"""
SIDES = """
(() => {
  const body = document.querySelector(".raw .body");
  const kept = document.createRange();
  kept.selectNodeContents(body.lastChild);
  const left = box => box.getBoundingClientRect().left;
  return { label: left(body.querySelector(".rule")), kept: left(kept), column: left(body) };
})()
"""
# The next question gets its answer when `letGo()` is called, which ends once the page had time to make something of it.
HELD_BACK = """
(() => {
  const ask = window.fetch;
  window.fetch = (...question) => new Promise(answer => {
    window.letGo = () => { answer(ask(...question)); return new Promise(done => setTimeout(done, 500)); };
  });
})()
"""
HOSTILE = f"{ROWS}.filter(row => row.innerText.includes('owned')).map(row => row.querySelector('a').href)"
LINKS = """document.querySelectorAll('a[href^="javascript:" i], a[href^="data:" i]').length"""
UNNAMED = """
[...document.querySelectorAll("a, button, input, select, meter, svg")].filter(e =>
  !(e.textContent.trim() || e.getAttribute("aria-label") || e.labels?.length)).map(e => e.outerHTML)
"""


def url_of(view: View, words: str, outlet: str = "") -> str:
    found = next(a for a in view.articles(f"outlet={outlet}") if a["words"].startswith(words))
    return f"{view.web}/articles/{found['id']}"


def send(view: View, uri: str, **fields: Any) -> None:
    view.stream.send(RAW, uri.encode(), orjson.dumps({"uri": uri, **fields}))
    assert view.stream.producer.flush(30) == 0


def test_an_article_appears_while_one_looks_and_focus_stays(view: View, browser: Browser) -> None:
    browser.open(view.web)
    browser.evaluate(f"{ROWS}[1].querySelector('a').focus()")
    focused = browser.evaluate("document.activeElement.href")
    body = "A ferry has run aground at Port Elwin.\n“Nobody is hurt,” said harbour master Ruth Callow."
    send(view, "https://elwin-courier.example/ferry", headline="Ferry runs aground", body=body, language="en")
    browser.wait(f"{ROWS}[0].innerText.includes('Ferry runs aground')")
    browser.wait(f"{ROWS}[0].innerText.includes('Ruth Callow')")
    assert browser.evaluate("document.activeElement.href") == focused
    assert "1 new" in browser.text
    assert browser.evaluate(f"getComputedStyle({ROWS}[0]).animationName") == "none", "who wants no motion gets none"
    assert not browser.console


def test_pausing_stops_what_arrives(view: View, browser: Browser) -> None:
    browser.open(view.web)
    browser.evaluate("document.querySelector('.live button').click()")
    assert "Paused." in browser.text
    send(view, "https://elwin-bridge.example/closed", headline="Bridge closed", body="The bridge is closed today.")
    view.wait(1, "outlet=elwin-bridge")
    time.sleep(LONGER_THAN_A_POLL_S)
    assert "Bridge closed" not in browser.text
    browser.evaluate("document.querySelector('.live button').click()")
    browser.wait(f"{ROWS}.some(row => row.innerText.includes('Bridge closed'))")


def test_a_pause_holds_although_an_answer_is_under_way(view: View, browser: Browser) -> None:
    browser.open(view.web)
    browser.evaluate(HELD_BACK)
    browser.wait("!!window.letGo")
    browser.evaluate("document.querySelector('.live button').click()")
    browser.evaluate("letGo()")
    assert "Paused." in browser.text


def test_an_open_article_tells_that_it_has_changed(view: View, browser: Browser) -> None:
    uri = "https://elwin-lock.example/gate"
    send(view, uri, headline="Lock gate stuck", body="The lock gate at Marsh End is stuck since noon.", language="en")
    view.wait(1, "outlet=elwin-lock")
    browser.open(url_of(view, "article", "elwin-lock"))
    send(
        view, uri, headline="Lock gate stuck", body="The lock gate at Marsh End moves again since four.", language="en"
    )
    browser.wait("document.querySelector('#live').innerText.includes('has changed')")
    browser.evaluate("window.asked = fetch; window.fetch = () => Promise.reject(new Error('gone'))")
    browser.wait("document.querySelector('#live').innerText.includes('does not answer')")
    browser.evaluate("window.fetch = asked")
    browser.wait("document.querySelector('#live').innerText.includes('has changed')")
    browser.open(browser.evaluate("document.querySelector('#live a').href"))
    assert "new version" in browser.text


def test_an_article_opens_by_keyboard(view: View, browser: Browser) -> None:
    browser.open(view.web)
    for _ in range(60):
        browser.press("Tab")
        if browser.evaluate("document.activeElement.closest('.articles') !== null"):
            break
    headline = browser.evaluate("document.activeElement.innerText")
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.press("Enter")
    browser.wait("location.pathname.startsWith('/articles/') && document.readyState === 'complete'")
    assert browser.evaluate("document.querySelector('h1').innerText").split() == headline.split()


def test_articles_are_chosen_by_keyboard_and_the_way_back_keeps_the_choice(view: View, browser: Browser) -> None:
    browser.open(view.web)
    browser.evaluate("document.querySelector('select').focus()")
    for _ in range(3):
        browser.press("Tab")
    assert browser.evaluate("document.activeElement.name") == "speaker"
    browser.type("Royle")
    browser.press("Enter")
    browser.wait("location.search.includes('Royle') && document.readyState === 'complete'")
    assert browser.evaluate(f"{ROWS}.length") == 1
    browser.evaluate(f"{ROWS}[0].querySelector('a').click()")
    browser.wait("location.pathname.startsWith('/articles/') && document.readyState === 'complete'")
    browser.evaluate("document.querySelector('.back a').click()")
    browser.wait("location.pathname === '/' && document.readyState === 'complete'")
    assert browser.evaluate("document.querySelector('[name=speaker]').value") == "Royle"


def test_what_is_new_is_told_wherever_one_reads(view: View, browser: Browser) -> None:
    browser.emulate(height=400)
    browser.open(view.web)
    browser.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    browser.wait("scrollY > 100 && document.querySelector('#live').getBoundingClientRect().top === 0")
    assert browser.evaluate("document.querySelector('#live').innerText").startswith("Live")


def test_an_article_that_the_view_has_forgotten_is_not_taken_for_a_dead_worker(view: View, browser: Browser) -> None:
    browser.open(url_of(view, "article", "fenwick"))
    browser.evaluate("history.replaceState(null, '', '/articles/forgotten')")
    send(view, "https://elwin-quay.example/crane", headline="Crane", body="The crane at the quay is being painted.")
    browser.wait("document.querySelector('#live').innerText.includes('does not hold this article any more')")


def test_right_to_left_text_begins_at_the_right_of_its_labels(view: View, browser: Browser) -> None:
    body = "عمان - أعلن رئيس البلدية يوم الاثنين أن الجسر القديم سيعاد فتحه الأسبوع المقبل بعد الإصلاح."
    send(view, "https://nahr.example/jisr", headline="إعادة فتح الجسر", body=body, language="ar")
    view.wait(1, "outlet=nahr")
    browser.open(url_of(view, "article", "nahr"))
    sides = browser.evaluate(SIDES)
    assert sides["label"] > sides["kept"] > sides["column"]


def test_the_first_tab_skips_to_the_content(view: View, browser: Browser) -> None:
    browser.open(view.web)
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.innerText") == "Skip to the content"
    browser.press("Enter")
    browser.wait("document.activeElement.tagName === 'MAIN'")


def test_a_quote_leads_to_its_speaker(view: View, browser: Browser) -> None:
    browser.open(url_of(view, "article", "fenwick"))
    browser.evaluate("document.querySelector('.clean a.quote.direct').click()")
    assert "Anselm Royle" in browser.evaluate("document.querySelector(':target').closest('.card').innerText")


def test_everything_can_be_read_without_scripts(view: View, browser: Browser) -> None:
    browser.emulate(scripts=False)
    browser.open(f"{view.web}/?outcome=article&language=id")
    assert "Harga Kopi Naik" in browser.text
    assert "Town clock" not in browser.text
    browser.open(url_of(view, "article", "fenwick"))
    assert "Anselm Royle" in browser.text


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("page", ["list", "article", "new version", "near copy", "dead letter"])
def test_pages_are_readable_by_day_and_by_night(view: View, browser: Browser, page: str, dark: bool) -> None:
    browser.emulate(dark=dark)
    browser.open(view.web if page == "list" else url_of(view, page))
    assert browser.evaluate(CONTRASTS) == []
    assert browser.evaluate(UNNAMED) == []
    assert browser.evaluate("document.querySelectorAll('main, h1').length") == 2
    background = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", background))) < 200) == dark


@pytest.mark.parametrize("page", ["list", "new version", "dead letter"])
def test_nothing_is_wider_than_a_telephone(view: View, browser: Browser, page: str) -> None:
    browser.emulate(width=360, height=700)
    browser.open(view.web if page == "list" else url_of(view, page))
    assert browser.evaluate("document.documentElement.scrollWidth") <= 360


def test_kinds_of_quotes_differ_in_more_than_colour(view: View, browser: Browser) -> None:
    browser.open(url_of(view, "article", "fenwick"))
    lines = browser.evaluate(UNDERLINES)
    assert lines == {"direct": "solid", "mixed": "double", "indirect": "dashed"}


def test_a_page_asks_nobody_but_its_worker(view: View, browser: Browser) -> None:
    for url in (view.web, url_of(view, "new version"), url_of(view, "dead letter")):
        browser.open(url)
        assert not browser.violations
    assert {urlsplit(url).netloc for url in browser.requests} == {urlsplit(view.web).netloc}


def test_nothing_hostile_runs(view: View, browser: Browser) -> None:
    for topic, key, value, headers in hostile():
        view.stream.send(topic, key, value, dict(headers))
    assert view.stream.producer.flush(30) == 0
    browser.open(view.web)
    browser.wait(f"{HOSTILE}.length === 5")
    hrefs = browser.evaluate(HOSTILE)
    titles = [browser.evaluate("document.title")]
    for url in hrefs:
        browser.open(url)
        titles.append(browser.evaluate("document.title"))
        assert "owned" in browser.text
        assert browser.evaluate("document.querySelectorAll('script').length") == 1
        assert (
            browser.evaluate('document.querySelectorAll(\'a[href^="javascript:" i], a[href^="data:" i]\').length') == 0
        )
        assert browser.evaluate("getComputedStyle(document.querySelector('h1')).display") != "none"
        assert not browser.violations, "the markup itself must be inert; the policy is only the second wall"
    assert all(title.endswith("· news-streams") for title in titles)
    assert not browser.dialogs
    assert {urlsplit(url).netloc for url in browser.requests} == {urlsplit(view.web).netloc}


def test_a_list_that_grows_beyond_a_page_gets_pages(view: View, browser: Browser) -> None:
    browser.open(f"{view.web}/?outlet=elwin-digest")
    assert browser.evaluate("document.querySelector('.pages')") is None
    for number in range(PAGE + 1):
        uri = f"https://elwin-digest.example/{number}"
        event = {"uri": uri, "body": f"Notice {number} of the harbour of Elwin."}
        view.stream.send(RAW, uri.encode(), orjson.dumps(event))
    browser.wait("document.querySelector('.pages')?.innerText.includes('page 1 of 2')")


def test_the_policy_would_stop_a_script_that_got_through(view: View, browser: Browser) -> None:
    browser.open(view.web)
    browser.evaluate(
        "document.body.insertAdjacentHTML('beforeend', `<img src=x onerror=\"document.title = 'owned'\">`)"
    )
    browser.wait("window.violations.length > 0")
    assert browser.evaluate("document.title") == "Articles · news-streams"

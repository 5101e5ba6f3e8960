"""What makes a matter grave or slight in any trade, as words and as short examples.

Weights are between 0 and 1 and say how much a word tells by itself: "crash" tells much,
"fail" is in half of all tickets.
"""

from typing import Final

_GRAVE: Final = {
    1.0: (
        "attack attackers blocker breach breached compromised corrupt corrupted corrupting"
        " corruption crash crashed crashes crashing critical cve deadlock deadlocks deadlocked"
        " disaster emergency exploit exploitable exploited fatal fraud fraudulent hacked"
        " infinite injured injury lawsuit oom outage outofmemoryerror overflow panic phishing"
        " ransomware segfault severe stolen unauthorised unauthorized urgent urgently"
        " vulnerabilities vulnerability vulnerable"
    ),
    0.7: (
        "asap breaks collision conflict deleted disappeared double duplicate duplicated"
        " duplicates duplicating exhausted exhaustion expired freeze freezes frozen hang"
        " hanging hangs hung immediately incompatible injection leak leaked leaking leaks"
        " locked loss lost nullpointerexception npe race regression robbed scam security"
        " starvation theft twice unresponsive unusable wiped"
    ),
    0.5: (
        "block blocked blocking blocks broken cannot down error fail failed failing fails"
        " failure failures incorrect missing never prevents production slow stuck unable wrong"
    ),
}  # fmt: skip

_SLIGHT: Final = {
    1.0: (
        "checkstyle cosmetic javadoc javadocs misspelled misspelling nit readme spelling"
        " trivial typo typos unused wording"
    ),
    0.8: (
        "capitalization cleanup curious documentation findbugs grammar indentation lint minor"
        " outdated readability redundant spotbugs tooltip unnecessary whitespace"
    ),
    0.6: (
        "comment comments debug debugging deprecated deprecation doc docs example examples"
        " icon license log logging logs message messages refactor refactoring rename simplify"
        " style suggestion warning warnings"
    ),
    0.4: (
        "bump convert dependency enhancement flaky idea improve improvement itest itests"
        " library metrics move name names option question remove test testcase tests tweak"
        " unit upgrade wondering"
    ),
}  # fmt: skip

GRAVE_WORDS: Final = {word: weight for weight, words in _GRAVE.items() for word in words.split()}
SLIGHT_WORDS: Final = {word: weight for weight, words in _SLIGHT.items() for word in words.split()}

GRAVE_EXAMPLES: Final = (
    "a deadlock, the process hangs for ever",
    "a memory leak until memory runs out",
    "a null pointer breaks the job",
    "a regression breaks what worked for existing clients",
    "all our files are gone",
    "an endless loop uses the whole processor",
    "an incompatible change breaks compatibility",
    "cannot log in at all",
    "cannot start the server",
    "charged twice, the money is gone",
    "crashes on startup",
    "data is lost",
    "everything is blocked until this is solved",
    "files are corrupted",
    "money was stolen",
    "outage in production",
    "records are duplicated or lost",
    "security hole, attackers get in",
    "somebody else has access to the account",
    "somebody was hurt, it is dangerous",
    "the build is broken",
    "the service is down for everybody",
    "urgent, customers are affected",
    "wrong results without any error",
)

SLIGHT_EXAMPLES: Final = (
    "a small wish, nice to have",
    "a spelling mistake in a message",
    "a suggestion for a small feature",
    "a test fails now and then",
    "a typo in the documentation",
    "add a unit test",
    "add an example",
    "clean up the code",
    "cosmetic, the alignment is off",
    "fix a comment",
    "improve a log message",
    "just a question how to use it",
    "less noise in the debug log",
    "minor, only a little annoying",
    "outdated link in the readme",
    "refactor for readability",
    "remove unused code",
    "rename a variable",
    "style warnings",
    "the wording could be better",
    "update the manual",
    "warnings while building the docs",
)

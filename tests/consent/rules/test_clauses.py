"""Every rule we hold has a test that names it; every other one stands in the README with why."""

import re
from collections import Counter

from tests.architecture.docstrings import named_by_tests
from tests.architecture.repository import ROOT
from tests.consent.rules.clauses import RULES, Rule

FORM = r"(?:OBIE|CDR|FDX|PLAT|CFPB|GDPR)-\d+"
ROW = re.compile(rf"^\| ({FORM}) \| (.+?) \| (.+?) \|$", re.MULTILINE)
README = (ROOT / "consent" / "README.md").read_text(encoding="utf-8")


def number(rule: Rule) -> int:
    return int(rule.id.rpartition("-")[2])


def test_tests_and_held_rules_name_each_other() -> None:
    assert named_by_tests("rule", FORM) == {rule.id for rule in RULES if rule.is_held}


def test_the_readme_lists_those_we_do_not_hold_and_why() -> None:
    listed = [(rule.id, rule.sentence, rule.why_not) for rule in RULES if not rule.is_held]
    assert ROW.findall(README) == listed


def test_the_readme_counts_them_by_source() -> None:
    held = Counter(rule.id.partition("-")[0] for rule in RULES if rule.is_held)
    told = {source: int(count) for source, count in re.findall(r"(\w+) \((\d+)\)", README)}
    assert {source: told.get(source) for source in held} == dict(held)


def test_no_rule_is_missing_or_there_twice() -> None:
    sources: dict[str, list[int]] = {}
    for rule in RULES:
        sources.setdefault(rule.id.partition("-")[0], []).append(number(rule))
    for source, numbers in sources.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), source


def test_each_rule_says_what_and_where_from() -> None:
    assert [rule.id for rule in RULES if not (rule.sentence.endswith(".") and rule.clause)] == []
    assert [r.id for r in RULES if not r.is_held and not r.why_not.endswith(".")] == []

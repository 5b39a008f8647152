"""`onrecord compare RUN_A RUN_B`."""

from argparse import Namespace

from assistant.commands.output import print_json, print_text
from assistant.evaluation.comparison import compare, comparison_record
from assistant.evaluation.gates import check_bounds, check_no_worse, require
from assistant.evaluation.markdown import comparison_markdown
from assistant.evaluation.run_file import read_run
from assistant.evaluation.summary import figures


def run(options: Namespace) -> int:
    """Say what changed from the first run to the second; 1 if the second does not meet a condition."""
    first, second = read_run(options.first), read_run(options.second)
    comparison = compare(first, second)
    text = comparison_markdown(comparison, options.first.name, options.second.name)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.json:
        print_json(comparison_record(comparison))
    else:
        print_text(text)
    failures = check_bounds(figures([line["scores"] for line in second.lines]), options.fail_below)
    if options.no_worse_than:
        failures += check_no_worse(compare(read_run(options.no_worse_than), second))
    require(failures)
    return 0

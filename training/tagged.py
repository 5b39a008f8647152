"""Articles without labels -> what a tagger finds in them, in PolNeAR's form, for the next tagger to learn from.

python -m training.tagged --tagger FOLDER --output DIR ARTICLES.jsonl...     (in OnRecord's own environment)
"""

import argparse
import json
from pathlib import Path

from index.attribution.decoding import ROLES
from index.attribution.tagger import WEIGHTS, NeuralTagger

SHORTEST, LONGEST = 400, 14_000
"""Characters of an article that is worth tagging."""


def main() -> None:
    """Write `train/articles.jsonl` and `train/attributions.jsonl`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path, nargs="+", help="JSON lines, each with `text`")
    parser.add_argument("--tagger", type=Path, default=WEIGHTS, help="folder of weights")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    texts = [text for path in arguments.articles for text in _texts(path)]
    tagged = NeuralTagger(arguments.tagger, threads=arguments.threads).tag(texts)
    folder: Path = arguments.output / "train"
    folder.mkdir(parents=True, exist_ok=True)
    articles = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    attributions = [
        {
            "article_id": str(number),
            "primary": True,
            "kind": one.kind,
            **{f"{role}_span": getattr(one, role) for role in ROLES},
        }
        for number, found in enumerate(tagged)
        for one in found
    ]
    for name, rows in (("articles", articles), ("attributions", attributions)):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{len(articles)} articles, {len(attributions)} attributions")


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        read = [json.loads(line)["text"] for line in file]
    return [text for text in read if SHORTEST < len(text) < LONGEST]


if __name__ == "__main__":
    main()

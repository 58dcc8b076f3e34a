"""Run all measurements and print a line for each."""

from __future__ import annotations

from bench import building, drafting, imposing, memories, memory, printing, reviewing, watching


def main() -> None:
    """Print every measurement as `name: value`."""
    for measure in (
        drafting.speed,
        memory.memory,
        building.typesetting,
        building.nothing_to_do,
        imposing.imposing,
        printing.printing,
        memories.memories,
        reviewing.reviewing,
        watching.watching,
    ):
        for line in measure():
            print(line, flush=True)


if __name__ == "__main__":
    main()

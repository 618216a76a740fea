"""One random history: editors at work, and what happens to the processes and servers meanwhile."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.crash.installation import Fork, Installation
from tests.crash.proxy import Way

EDITORS = 2
# What is aimed at is 10 s; a machine that is busy with other things does not make a history a wrong one.
AIM_S, HEALED_WITHIN_S = 10.0, 60.0
PAUSES_S = (0.2, 0.7, 2.0, 6.0)
GAP_S = 0.4
WEIGHTS = {
    "kill an editor": 4,
    "pause an editor": 2,
    "kill the worker": 2,
    "pause the worker": 2,
    "hold Elasticsearch": 3,
    "refuse Elasticsearch": 3,
    "lose answers of Elasticsearch": 3,
    "pause Elasticsearch": 2,
    "rebuild": 3,
    "kill the rebuild": 2,
    "pause the rebuild": 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What decides a history, but for the order in which processes get their turn."""

    seed: int
    operations: int
    # Its restart takes longer than many histories, so that few have it.
    kills_elasticsearch: bool = False

    @classmethod
    def of(cls, seed: int, *, operations: tuple[int, int], kills_one_in: int) -> Plan:
        """The plan of a seed."""
        source = random.Random(seed)
        return cls(seed=seed, operations=source.randint(*operations), kills_elasticsearch=source.randrange(kills_one_in) == 0)


@dataclass(slots=True)
class Outcome:
    """What happened, how long it took until all was right again, and what was not."""

    plan: Plan
    happened: list[str] = field(default_factory=list)
    acted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    healed_s: float = 0.0
    took_s: float = 0.0

    @property
    def is_right(self) -> bool:
        """Whether nothing was lost, stale or ghostly in time, and nobody got an error that is none."""
        return not self.wrong and not self.broken and self.healed_s <= HEALED_WITHIN_S

    def __str__(self) -> str:
        late = "" if self.healed_s <= AIM_S else f" (aim: {AIM_S:g} s)"
        verdict = "right" if self.is_right else f"WRONG {self.wrong} {self.broken}"
        acted = sum(self.acted.values())
        return (
            f"seed {self.plan.seed}: {acted} of {self.plan.operations} done, {dict(self.refused) or 'none'} refused, "
            f"{len(self.happened)} blows, healed in {self.healed_s:.1f} s{late}, took {self.took_s:.0f} s, {verdict}"
        )


class History:
    """Runs a plan on an installation."""

    def __init__(self, plan: Plan, installation: Installation) -> None:
        self._plan = plan
        self._on = installation
        self._source = random.Random(plan.seed)
        self._editors: list[_Seat] = []
        self._rebuild: Fork | None = None
        self._outcome = Outcome(plan)
        self._blows: dict[str, Callable[[], str]] = {
            "kill an editor": self._kill_editor,
            "pause an editor": lambda: self._while_stopped(self._any_editor()),
            "kill the worker": self._kill_worker,
            "pause the worker": self._pause_worker,
            "hold Elasticsearch": lambda: self._bad_way(Way.HELD),
            "refuse Elasticsearch": lambda: self._bad_way(Way.REFUSED),
            "lose answers of Elasticsearch": lambda: self._bad_way(Way.DEAF),
            "pause Elasticsearch": self._pause_elasticsearch,
            "rebuild": self._start_rebuild,
            "kill the rebuild": self._kill_rebuild,
            "pause the rebuild": lambda: self._while_stopped(self._rebuild),
        }

    def run(self) -> Outcome:
        """Let editors work and strike; heal; wait until all is right."""
        started = time.monotonic()
        self._sit_down()
        kills = iter([self._source.randint(1, 3)] if self._plan.kills_elasticsearch else [])
        kill_at = next(kills, 0)
        while any(seat.is_busy for seat in self._editors):
            self._let_go_on(self._source.uniform(0.05, GAP_S))
            chosen = self._source.choices([*WEIGHTS], [*WEIGHTS.values()])[0]
            length = self._blows[chosen]()
            self._outcome.happened.append(f"{chosen} {length}".strip())
            if len(self._outcome.happened) == kill_at:
                self._kill_elasticsearch()
        self._heal()
        self._judge()
        self._outcome.took_s = time.monotonic() - started
        return self._outcome

    def _sit_down(self) -> None:
        share = -(-self._plan.operations // EDITORS)
        self._editors = [_Seat(self._on, self._plan.seed * 100 + number, share, does_pages=number == 0) for number in range(EDITORS)]

    def _let_go_on(self, seconds: float) -> None:
        """Time passes, in which whoever was killed is followed up by another."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for seat in self._editors:
                seat.fill()
            time.sleep(0.02)

    def _any_editor(self) -> Fork | None:
        return self._source.choice(self._editors).fork

    def _kill_editor(self) -> str:
        if fork := self._any_editor():
            fork.send(signal.SIGKILL)
        return ""

    def _kill_worker(self) -> str:
        self._on.restart_worker()
        return ""

    def _pause_worker(self) -> str:
        self._on.worker.pause()
        length = self._pass()
        self._on.worker.resume()
        return length

    def _bad_way(self, way: Way) -> str:
        self._on.proxy.set(way)
        length = self._pass()
        self._on.proxy.set(Way.OPEN)
        return length

    def _pause_elasticsearch(self) -> str:
        self._on.elasticsearch.pause()
        length = self._pass()
        self._on.elasticsearch.resume()
        return length

    def _kill_elasticsearch(self) -> None:
        """Back after a while, with what it had acknowledged."""
        self._outcome.happened.append("kill Elasticsearch")
        self._on.elasticsearch.kill()
        self._on.elasticsearch.start()

    def _start_rebuild(self) -> str:
        self._rebuild = self._on.forks.order("rebuild")
        return ""

    def _kill_rebuild(self) -> str:
        self._start_rebuild()
        self._let_go_on(self._source.uniform(0.0, 1.0))
        if self._rebuild:
            self._rebuild.send(signal.SIGKILL)
        return ""

    def _while_stopped(self, fork: Fork | None) -> str:
        if fork is None:
            return ""
        fork.send(signal.SIGSTOP)
        length = self._pass()
        fork.send(signal.SIGCONT)
        return length

    def _pass(self) -> str:
        seconds = self._source.choices(PAUSES_S, [8, 5, 2, 1])[0]
        self._let_go_on(seconds)
        return f"{seconds:g} s"

    def _heal(self) -> None:
        """Everything that was stopped runs again, and answers."""
        for seat in self._editors:
            seat.leave()
        if self._rebuild:
            self._rebuild.wait()
        if not self._on.elasticsearch.is_alive():
            self._on.elasticsearch.start()
        self._on.elasticsearch.wait_until_ready()
        self._on.worker.wait_until_ready()

    def _judge(self) -> None:
        events = self._on.forks.order("check", within_s=HEALED_WITHIN_S).wait()
        for event in [*events, *(event for seat in self._editors for event in seat.events())]:
            match event["event"]:
                case "checked":
                    self._outcome.healed_s, self._outcome.wrong = event["seconds"], event["wrong"]
                case "acted":
                    self._outcome.acted[event["what"]] += 1
                case "refused":
                    self._outcome.refused[event["what"].splitlines()[0]] += 1
                case "broken":
                    self._outcome.broken.append(event["what"])


class _Seat:
    """An editor, and whoever takes their place after a kill: the operations that are left, with another seed."""

    def __init__(self, installation: Installation, seed: int, operations: int, *, does_pages: bool) -> None:
        self._on, self._seed, self._left, self._does_pages = installation, seed, operations, does_pages
        self._taken: list[Fork] = []
        self.fork: Fork | None = None
        self.fill()

    @property
    def is_busy(self) -> bool:
        """Whether there is work left."""
        return self._left > 0 or (self.fork is not None and self.fork.is_alive)

    def fill(self) -> None:
        """Put somebody on it if nobody is; what a killed one was doing is not done again."""
        if self.fork and self.fork.is_alive:
            return
        if self.fork:
            done = sum(event["event"] in ("acted", "refused") for event in self.fork.events)
            is_killed = not any(event["event"] in ("ended", "broken") for event in self.fork.events)
            self._left = self._left - done - 1 if is_killed else 0
            self.fork = None
        if self._left > 0:
            seed = self._seed * 100 + len(self._taken)
            self.fork = self._on.forks.order("write", seed=seed, count=self._left, does_pages=self._does_pages)
            self._taken.append(self.fork)

    def leave(self) -> None:
        """Finish what is under way."""
        if self.fork:
            self.fork.wait()

    def events(self) -> Iterator[dict[str, str]]:
        """What all who sat here said."""
        for fork in self._taken:
            yield from (dict(event) for event in fork.events)

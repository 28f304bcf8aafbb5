"""A believable team to look at: eight learners of different habits, four weeks of answers through the real code paths."""

import datetime as dt
import random
import secrets
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from groups import actions as group_actions
from groups import standings
from groups.models import StudyGroup
from quizzes import actions
from quizzes.models import Attempt, AttemptItem
from quizzes.selection import Wanted
from services.models import Service

DOMAIN = "demo.invalid"
DAYS = 28
ZONE = "Europe/Zurich"


@dataclass(frozen=True, slots=True)
class Habit:
    """How one learner studies: questions a day by the day of four weeks, what they know, how they are shown."""

    name: str
    a_day: tuple[int, ...]
    talent: float
    visibility: str = "name"
    alias: str = ""
    joins_on: int = 0


HABITS = (
    Habit("Noor", (14,) * 28, 0.86),
    Habit("Jun", (12, 12, 12, 12, 12, 0, 0) * 4, 0.82, "alias", "Quiet heron"),
    Habit("Rahel", (10, 0, 12, 0, 14, 6, 0) * 4, 0.80),
    Habit("Priya", (8,) * 28, 0.76),
    Habit("Luca", (20,) * 28, 0.70, joins_on=19),
    Habit("Mara", (0,) * 25 + (3, 3, 2), 0.72, joins_on=24),
    Habit("Tomas", (0,) * 22 + (45, 50, 60, 0, 55, 40), 0.66),
    Habit("Yuki", (5, 0, 0, 5, 0, 0, 8) * 4, 0.78, "hidden"),
)


class Command(BaseCommand):
    help = "Adds a demo team with four weeks of answers; --remove takes all of it away again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove the demo team and everything it did")

    def handle(self, *args: Any, **options: Any) -> None:
        removed = self.remove()
        if options["remove"]:
            self.stdout.write(f"Removed {removed} demo learners and their groups.")
            return
        services = list(Service.objects.all())
        if not services:
            self.stderr.write("There is no study material yet. Run `python manage.py load_content` first.")
            return
        now = timezone.now()
        password = secrets.token_urlsafe(9)
        # A fixed seed gives everybody the same team; nothing secret depends on it.
        rng = random.Random(7)  # noqa: S311
        users = [self.learner(habit, password) for habit in HABITS]
        opened = now - dt.timedelta(days=DAYS)
        group = group_actions.create_group(
            user=users[0], name="Team Nimbus (demo)", time_zone=ZONE, exam_on=now.date() + dt.timedelta(days=17),
            services=services, visibility="name", shown_name="", now=opened,
        )  # fmt: skip
        second = group_actions.create_group(
            user=users[3], name="Lunch break (demo)", time_zone=ZONE, exam_on=None,
            services=services[:1], visibility="name", shown_name="", now=opened,
        )  # fmt: skip
        StudyGroup.objects.filter(pk__in=[group.pk, second.pk]).update(is_demo=True)
        answers = 0
        for number, (habit, user) in enumerate(zip(HABITS, users, strict=True)):
            joined = opened + dt.timedelta(days=habit.joins_on)
            for team in [group, *([second] if number in (0, 2) else [])]:
                self.join(team, user, habit, joined)
            answers += self.study(user, habit, opened, now, rng)
            self.stdout.write(f"  {habit.name}: {user.attempt_items.filter(graded_at__isnull=False).count()} answers")
        for team in (group, second):
            standings.refresh(team, now, force=True)
        self.stdout.write(
            f"\nA demo team of {len(users)} with {answers} answers is ready.\n"
            f"  E-mail    noor@{DOMAIN} (owner), rahel@{DOMAIN} (member) …\n"
            f"  Password  {password}\n"
            "Remove all of it with: make demo-remove\n"
        )

    def remove(self) -> int:
        """Deletes demo groups and demo learners with all that hangs on them; returns the number of learners."""
        with transaction.atomic():
            StudyGroup.objects.filter(is_demo=True).delete()
            users = User.objects.filter(email__endswith=f"@{DOMAIN}")
            number = users.count()
            users.delete()
        return number

    def learner(self, habit: Habit, password: str) -> User:
        """One demo person; the address can never receive mail."""
        return User.objects.create_user(
            f"{habit.name.lower()}@{DOMAIN}", password, display_name=f"{habit.name} (demo)", time_zone=ZONE
        )

    def join(self, team: StudyGroup, user: User, habit: Habit, at: dt.datetime) -> None:
        """Joins as people do, by redeeming an invitation of the owner's."""
        owner = team.memberships.get(role="owner").user
        if owner == user:
            return
        _, token = group_actions.invite(group=team, by=owner, days=60, max_uses=1, now=at)
        group_actions.join(token=token, user=user, visibility=habit.visibility, shown_name=habit.alias, now=at)

    def study(self, user: User, habit: Habit, opened: dt.datetime, now: dt.datetime, rng: random.Random) -> int:
        """Works through four weeks, a review of what is due first, then new questions; returns the answers given."""
        answers = 0
        strength: dict[int, float] = {}
        for day, wished in enumerate(habit.a_day):
            at = opened + dt.timedelta(days=day, minutes=rng.randrange(0, 180))
            left = wished
            with transaction.atomic():
                for kind in (Attempt.Kind.REVIEW, Attempt.Kind.PRACTICE):
                    if left <= 0 or at > now:
                        continue
                    try:
                        attempt = actions.start_attempt(
                            user=user,
                            kind=kind,
                            wanted=Wanted(length=left, pool="unseen" if kind == "practice" else "all"),
                            now=at,
                            rng=rng,
                        )
                    except actions.AttemptRefused:
                        continue
                    done = self.work_through(attempt, user, habit, at, left, strength, rng)
                    actions.submit_attempt(attempt=attempt, now=at)
                    left -= done
                    answers += done
        return answers

    def work_through(
        self,
        attempt: Attempt,
        user: User,
        habit: Habit,
        at: dt.datetime,
        most: int,
        strength: dict[int, float],
        rng: random.Random,
    ) -> int:
        """Answers the items of one sitting; what was read after an answer helps the next time."""
        done = 0
        for item in attempt.items.select_related("version").order_by("rank")[:most]:
            seconds = rng.randrange(14, 95)
            at += dt.timedelta(seconds=seconds)
            knows = min(0.97, habit.talent * strength.get(item.question_id, 0.72))
            strength[item.question_id] = min(1.15, strength.get(item.question_id, 0.72) + 0.16)
            chosen = self.choice(item, rng, is_right=rng.random() < knows)
            actions.answer_item(
                user=user, slug=attempt.slug, position=item.position, chosen=chosen, seconds=seconds, now=at
            )
            done += 1
        return done

    def choice(self, item: AttemptItem, rng: random.Random, *, is_right: bool) -> list[str]:
        """The options to tick: the right ones, or as many with at least one wrong."""
        right = sorted(item.version.right_keys)
        if is_right:
            return right
        wrong = [option["key"] for option in item.version.options if not option["is_key"]]
        return [*right[1:], rng.choice(wrong)]

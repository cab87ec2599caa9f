"""The clock by which the demo's story is told."""

from django.utils import timezone

from trialpiece.web.demo.clock import Clock, play


def test_the_products_time_is_the_clocks_while_it_runs_and_the_real_one_after():
    real, clock = timezone.now, Clock()
    moment = clock.ago(10, "09:00")
    with clock.running():
        clock.go_to(moment)
        assert (timezone.now() - moment).total_seconds() < 5
        assert timezone.localdate() == timezone.localtime(moment).date()
    assert timezone.now is real


def test_it_never_goes_back_nor_past_the_present():
    clock = Clock()
    clock.go_to(clock.ago(3, "10:00"))
    clock.go_to(clock.ago(5, "10:00"))
    assert clock() > clock.ago(3, "10:00")
    clock.go_to(clock.ago(-5, "10:00"))
    assert clock() <= timezone.now()


def test_scenes_run_beside_each_other_in_the_order_of_time():
    clock, seen = Clock(), []

    def scene(name, *days):
        for day in days:
            yield clock.ago(day, "12:00")
            seen.append((name, day))

    play([scene("one", 9, 5, 1), scene("two", 8, 4), scene("none")], clock)
    assert seen == [("one", 9), ("two", 8), ("one", 5), ("two", 4), ("one", 1)]

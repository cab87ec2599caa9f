from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialpiece.core.scoping.engagement import Engagement, engagement_for, is_staff_augmentation
from trialpiece.core.scoping.work import Situation, shipped_work

COSTS = shipped_work().costs


@pytest.mark.parametrize(
    ("situation", "recommended"),
    [
        (Situation(duration_months=3, ongoing_ownership=False, in_house_direction=True), Engagement.CONTRACTOR),
        (
            Situation(duration_months=24, ongoing_ownership=True, in_house_direction=True, needed_in_months=9),
            Engagement.EMPLOYEE,
        ),
        (
            Situation(duration_months=24, ongoing_ownership=True, in_house_direction=True, needed_in_months=2),
            Engagement.MIX,
        ),
        (Situation(duration_months=8, ongoing_ownership=False, in_house_direction=False), Engagement.PARTNER),
        (
            Situation(duration_months=9, ongoing_ownership=False, in_house_direction=True, scarce_skill=True),
            Engagement.PARTNER,
        ),
        (
            Situation(duration_months=4, ongoing_ownership=False, strategic="high", needed_in_months=12),
            Engagement.EMPLOYEE,
        ),
        (Situation(), None),
    ],
)
def test_what_speaks_for_which_contract(situation, recommended):
    reading = engagement_for(situation)
    assert reading.recommended is recommended
    assert bool(reading.reasons) == (recommended is not None)


def test_lasting_work_by_outsiders_without_an_end_is_called_staff_augmentation():
    situation = Situation(duration_months=18, ongoing_ownership=True, in_house_direction=True, planned="contractor")
    reading = engagement_for(situation)
    assert reading.warnings[0].startswith("This is staff augmentation by default")
    assert any("Planned is contractor" in each for each in reading.warnings)
    assert not is_staff_augmentation(replace(situation, transfer_written_down=True), Engagement.CONTRACTOR)
    assert not is_staff_augmentation(situation, Engagement.EMPLOYEE)


def test_a_hire_that_cannot_land_in_time_is_said():
    situation = Situation(duration_months=24, ongoing_ownership=True, needed_in_months=2, planned="employee")
    assert any("not be there in time" in each for each in engagement_for(situation).warnings)


def test_the_costs_worked_by_hand():
    # contractor: 900 * 18 = 16,200 a month from month 1 on; employee: 90,000 * 1.3 / 12 = 9,750 from month 5 on, plus 18,000
    contractor, employee, partner = engagement_for(Situation(duration_months=3)).options
    assert contractor.total == pytest.approx(17 * 16_200)
    assert contractor.months_of_work == pytest.approx(17 - 10 / 18)
    assert employee.total == pytest.approx(13 * 9_750 + 18_000)
    assert employee.months_of_work == pytest.approx(18 - 5 - 1)
    assert partner.total == pytest.approx(16 * 1_400 * 18)


def test_the_break_even_worked_by_hand():
    # employee: 18,000 + 3 months' notice + 1 month lost = 57,000; contractor: 10 days of handover = 9,000; 48,000 / (16,200 - 9,750)
    against_contractor = engagement_for(Situation(duration_months=3)).break_even[0]
    assert against_contractor.months_of_work == pytest.approx(48_000 / 6_450)
    assert against_contractor.calendar_month == 14  # 5 to hire + 7.44 + 1 lost, rounded up
    assert "From 7.4 months of work on the employee is cheaper" in against_contractor.says


def test_a_break_even_past_the_horizon_is_said_to_be_so():
    reading = engagement_for(Situation(duration_months=3), replace(COSTS, horizon_months=6))
    assert reading.break_even[0].calendar_month is None
    assert "past the horizon of 6 months" in reading.break_even[0].says


def test_an_employee_who_costs_more_a_month_never_breaks_even():
    reading = engagement_for(Situation(duration_months=3), replace(COSTS, salary_year=400_000))
    assert reading.break_even[0].months_of_work is None
    assert "never gets cheaper" in reading.break_even[0].says


@pytest.mark.parametrize("day_rate", [1_000, 1_200])
def test_an_employee_who_costs_no_more_a_month_and_nothing_beforehand_is_cheaper_at_once(day_rate):
    free = {"recruiting_share": 0, "notice_months": 0, "ramp_up_months": 0, "months_to_hire": 0}
    costs = replace(COSTS, salary_year=180_000, overhead_share=0.2, contractor_day_rate=day_rate, **free)
    against_contractor = engagement_for(Situation(duration_months=3), costs).break_even[0]
    assert against_contractor.months_of_work == 0
    assert against_contractor.says == "The employee is cheaper than the contractor from the first month on."


def test_waiting_for_a_hire_costs_what_the_delay_costs():
    cheap, dear = (
        engagement_for(Situation(duration_months=3), replace(COSTS, delay_cost_month=each)).options[1]
        for each in (0, 20_000)
    )
    assert dear.total - cheap.total == pytest.approx(5 * 20_000)


some_costs = st.builds(
    replace,
    st.just(COSTS),
    contractor_day_rate=st.floats(100, 3_000),
    salary_year=st.floats(20_000, 300_000),
    months_to_hire=st.floats(0, 12),
    ramp_up_months=st.floats(0, 6),
    horizon_months=st.integers(1, 60),
    delay_cost_month=st.floats(0, 50_000),
)


@given(some_costs)
def test_cumulative_costs_never_fall_and_end_at_the_total(costs):
    for option in engagement_for(Situation(duration_months=3), costs).options:
        assert all(a <= b + 1e-6 for a, b in zip(option.by_month, option.by_month[1:], strict=False))
        assert option.by_month[-1] == pytest.approx(option.total)
        assert len(option.by_month) == costs.horizon_months


@given(some_costs)
def test_at_the_break_even_both_cost_the_same(costs):
    reading = engagement_for(Situation(duration_months=3), costs)
    contractor, employee, _ = reading.options
    months = reading.break_even[0].months_of_work
    if months:
        assert employee.upfront + months * employee.per_month == pytest.approx(
            contractor.upfront + months * contractor.per_month, rel=1e-6
        )

"""The units that a number of a sourced file can have, and the bounds that some of them set."""

from __future__ import annotations

from typing import Literal

Unit = Literal[
    "probability", "probability_per_month", "share", "share_per_month", "trait_share", "flag", "ratio", "count",
    "points", "years", "months", "weeks", "days", "working_days", "hours", "minutes",
    "per_person_year", "per_person_month", "per_person_week", "per_person_day", "per_borrower_year", "per_driver_year",
    "per_driver_month", "per_listed_year", "per_listed_month", "per_stock_year", "per_firm_year", "per_firm_month",
    "per_officer_year", "per_student_year", "per_student_month", "per_student_week", "per_student_day",
    "per_rider_year", "per_rider_month", "per_rider_day", "per_account_year", "per_account_month", "per_account_week",
    "per_account_day", "per_migrant_year", "per_employee_year", "per_parent_year", "per_elder_year",
    "per_professional_year", "per_applicant_year", "per_household_year", "per_staff_month", "staff_per_100k",
    "people", "households", "firms", "accounts", "vehicles", "villages", "persons_per_household", "records", "listings",
    "attempts", "cases", "measures", "inspections", "credits", "grams", "tonnes", "kilowatt_hours",
    "kilowatt_hours_week", "yuan", "yuan_per_month", "yuan_per_year", "dollars", "trips", "trips_per_year",
    "payments_per_year", "interest_per_day", "interest_per_year", "log_scale",
]  # fmt: skip
BOUNDS = {
    "probability": (0.0, 1.0), "probability_per_month": (0.0, 1.0), "share": (0.0, 1.0), "share_per_month": (0.0, 1.0),
    "flag": (0.0, 1.0), "trait_share": (-1.0, 1.0),
}  # fmt: skip
SIGNED = {"points", "log_scale", "credits"}

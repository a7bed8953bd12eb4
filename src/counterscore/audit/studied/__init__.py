"""What a study came to, as plain data: answers with verdicts, doubts kept apart, influence, calibration, budget."""
